// What the columns of a file mean, and its words.
import { dateForms, fields, guessDateForm, meanings as choices, type AttendanceFile, type Columns, type DateForm, type Field, type Meaning } from "../attendance-file";
import { SelectField, TextField } from "../components/field";

interface ColumnsProps {
  file: AttendanceFile;
  columns: Columns;
  dateForm: DateForm | null;
  service: string;
  minutes: number;
  change: (changes: { columns?: Columns; dateForm?: DateForm | null; service?: string; minutes?: number }) => void;
}

const rowsShown = 5;

export function ColumnsForm({ file, columns, dateForm, service, minutes, change }: ColumnsProps) {
  const choose = (field: Field, value: string) => {
    const next = { ...columns };
    if (value === "") delete next[field];
    else next[field] = Number(value);
    const dates = field === "date" && value !== "" ? { dateForm: guessDateForm(file.rows.map((it) => it[Number(value)] ?? "")) } : {};
    change({ columns: next, ...dates });
  };
  return (
    <section class="card" aria-labelledby="columns">
      <h2 id="columns">2. Its columns</h2>
      <div class="import-columns">
        {fields.map(({ field, label, help }) => (
          <SelectField
            key={field}
            label={label}
            help={help}
            value={columns[field] === undefined ? "" : String(columns[field])}
            choices={[{ value: "", label: "not in the file" }, ...file.columns.map((it, i) => ({ value: String(i), label: it }))]}
            onChoice={(value) => choose(field, value)}
          />
        ))}
        {columns.date !== undefined ? (
          <SelectField
            label="Dates are written"
            help={dateForm ? undefined : "Both could be meant: please say which."}
            value={dateForm ?? ""}
            choices={[...(dateForm ? [] : [{ value: "", label: "please choose" }]), ...dateForms]}
            onChoice={(it) => change({ dateForm: it as DateForm })}
          />
        ) : null}
        {columns.service === undefined ? <TextField label="Service of all lines" value={service} onText={(it) => change({ service: it.trim() })} spellcheck={false} /> : null}
        {columns.minutes === undefined && columns.end === undefined ? (
          <TextField label="Minutes of whoever came" type="number" min={1} max={1440} value={minutes} onText={(it) => change({ minutes: Number(it) })} />
        ) : null}
      </div>
      <div class="import-head">
        <table class="plain">
          <caption class="visually-hidden">The first lines of the file</caption>
          <thead>
            <tr>
              {file.columns.map((it, i) => (
                <th scope="col" key={i}>
                  {it}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {file.rows.slice(0, rowsShown).map((row, i) => (
              <tr key={i}>
                {file.columns.map((_, at) => (
                  <td key={at}>{row[at]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const mostValues = 60;

export function ValuesForm({ values, meanings, change }: { values: string[]; meanings: ReadonlyMap<string, Meaning>; change: (value: string, meaning: Meaning) => void }) {
  return (
    <section class="card" aria-labelledby="values">
      <h2 id="values">3. Its words</h2>
      {values.length > mostValues ? <p class="error">This column has {values.length} different values: is it the one that says what became of a session?</p> : null}
      <div class="import-columns">
        {values.slice(0, mostValues).map((value) => (
          <SelectField
            key={value}
            label={value === "" ? "(nothing)" : value}
            value={meanings.get(value) ?? ""}
            choices={choices}
            onChoice={(it) => change(value, it as Meaning)}
          />
        ))}
      </div>
    </section>
  );
}
