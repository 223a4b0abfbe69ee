// Attendance from a file of another system: choose it, say what its columns mean, see what each line
// would do, import. The file stays in this page; only what its lines say is sent.
import { useMemo, useState } from "preact/hooks";
import { ServiceError } from "../api";
import { guessColumns, guessDateForm, guessMeaning, parseFile, type AttendanceFile, type Columns, type DateForm, type Meaning, type Reading } from "../attendance-file";
import { importLines, tryFile, type Tried } from "../attendance-trial";
import { SelectField } from "../components/field";
import { Fault } from "../components/state";
import { useFacilities } from "../facilities";
import { plural } from "../format";
import type { PageProps } from "../pages";
import { setQuery } from "../router";
import { ColumnsForm, ValuesForm } from "./attendance-import-columns";
import { TrialTable } from "./attendance-import-trial";

interface Settings {
  columns: Columns;
  dateForm: DateForm | null;
  meanings: ReadonlyMap<string, Meaning>; // what somebody has said; the rest is guessed
  service: string;
  minutes: number;
}

const mostBytes = 20_000_000;

function valuesOf(file: AttendanceFile, column: number | undefined): string[] {
  return column === undefined ? [] : [...new Set(file.rows.map((it) => it[column] ?? ""))].sort();
}

export default function AttendanceImportPage({ place }: PageProps) {
  const facilities = useFacilities();
  const facility = facilities.get(place.query.get("facility") ?? "") ?? [...facilities.values()][0];
  const [file, setFile] = useState<AttendanceFile>();
  const [refused, setRefused] = useState("");
  const [settings, setSettings] = useState<Settings>({ columns: {}, dateForm: null, meanings: new Map(), service: "", minutes: 180 });
  const [tried, setTried] = useState<Tried[]>();
  const [imported, setImported] = useState(false);
  const [progress, setProgress] = useState<{ doing: string; done: number; all: number }>();
  const [error, setError] = useState<ServiceError>();

  const change = (changes: Partial<Settings>) => {
    setSettings((it) => ({ ...it, ...changes }));
    setTried(undefined); // it was about something else
    setImported(false);
  };
  const open = async (chosen: File | undefined) => {
    if (!chosen) return;
    setFile(undefined);
    setRefused("");
    if (chosen.size > mostBytes) return setRefused(`${chosen.name} is larger than 20 MB; import it in parts.`);
    const read = parseFile(chosen.name, await chosen.text());
    if (read.rows.length === 0) return setRefused(`${chosen.name} has no line behind its first one, which names the columns.`);
    const columns = guessColumns(read.columns);
    setFile(read);
    change({ columns, dateForm: columns.date === undefined ? null : guessDateForm(read.rows.map((it) => it[columns.date!] ?? "")), meanings: new Map() });
  };
  const values = useMemo(() => (file ? valuesOf(file, settings.columns.outcome) : []), [file, settings.columns.outcome]);
  const meanings = useMemo(() => new Map(values.map((it) => [it, settings.meanings.get(it) ?? guessMeaning(it)])), [values, settings.meanings]);
  const { columns, dateForm } = settings;
  const lacking = [
    columns.who === undefined ? "the column of the member or episode" : "",
    columns.date === undefined ? "the column of the date" : "",
    columns.outcome === undefined ? "the column of what became of it" : "",
    columns.date !== undefined && !dateForm ? "how its dates are written" : "",
    columns.service === undefined && !settings.service ? "the service" : "",
  ].filter(Boolean);

  const work = async (doing: string, run: (progress: (done: number, all: number) => void) => Promise<Tried[]>) => {
    setError(undefined);
    setProgress({ doing, done: 0, all: 1 });
    try {
      setTried(await run((done, all) => setProgress({ doing, done, all })));
      return true;
    } catch (fault) {
      if (!(fault instanceof ServiceError)) throw fault;
      setError(fault);
      return false;
    } finally {
      setProgress(undefined);
    }
  };
  const attempt = () => {
    const reading: Reading = { columns, dateForm, meanings, service: settings.service, minutes: settings.minutes, zone: facility?.time_zone };
    void work("Trying it", (report) => tryFile(file!, reading, facility!.id, report));
  };
  const save = async () => {
    if (await work("Importing", (report) => importLines(tried!, report))) setImported(true);
  };

  return (
    <>
      <div class="page-head">
        <h1>
          <a href="#/attendance">Attendance</a> / import
        </h1>
        <span class="quiet">{file ? `${file.name}, ${plural(file.rows.length, "line")}` : ""}</span>
      </div>
      <section
        class="card import-file"
        aria-labelledby="choose-file"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void open(event.dataTransfer?.files[0]);
        }}
      >
        <h2 id="choose-file">1. The file</h2>
        <p class="quiet">A CSV, as another system or a spreadsheet writes it, with the names of the columns in its first line. Choose it, or drop it here.</p>
        <div class="filters">
          <input type="file" accept=".csv,.tsv,.txt,text/csv" aria-label="File of attendance" onChange={(event) => void open(event.currentTarget.files?.[0])} />
          <SelectField
            label="Facility"
            value={facility?.id ?? ""}
            choices={[...facilities.values()].map((it) => ({ value: it.id, label: `${it.name ?? it.id} (${it.time_zone})` }))}
            onChoice={(it) => {
              setQuery({ facility: it });
              setTried(undefined);
            }}
          />
        </div>
        {refused ? (
          <p class="error" role="alert">
            {refused}
          </p>
        ) : null}
      </section>
      {file ? (
        <>
          <ColumnsForm file={file} columns={columns} dateForm={dateForm} service={settings.service} minutes={settings.minutes} change={change} />
          {values.length > 0 ? (
            <ValuesForm values={values} meanings={meanings} change={(value, meaning) => change({ meanings: new Map([...settings.meanings, [value, meaning]]) })} />
          ) : null}
          <section class="card" aria-labelledby="try-file">
            <h2 id="try-file">4. What each line would do</h2>
            <p>
              <button type="button" class={`button${tried ? "" : " primary"}`} disabled={lacking.length > 0 || progress !== undefined || !facility} onClick={attempt}>
                Try it
              </button>{" "}
              <span class="quiet">{lacking.length > 0 ? `Say first: ${lacking.join(", ")}.` : "Nothing is written by trying."}</span>
            </p>
            {progress ? (
              <p role="status">
                {progress.doing}: {progress.done} of {progress.all} <progress value={progress.done} max={progress.all} aria-label={progress.doing} />
              </p>
            ) : null}
            {error ? <Fault error={error} /> : null}
            {tried ? <TrialTable file={file} tried={tried} imported={imported} busy={progress !== undefined} save={() => void save()} /> : null}
          </section>
        </>
      ) : null}
    </>
  );
}
