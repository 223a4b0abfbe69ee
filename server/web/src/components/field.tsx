// A labelled field of a form, with what is wrong with it beside it.
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  help?: ComponentChildren;
  error?: string | undefined;
}

type Inputs = Omit<JSX.IntrinsicElements["input"], "label" | "onInput" | "onChange"> & {
  onText?: (text: string) => void;
};

function Framed({ label, help, error, id, children }: FieldProps & { id: string; children: ComponentChildren }) {
  return (
    <div class={`field${error ? " has-error" : ""}`}>
      <label for={id}>{label}</label>
      {children}
      {help ? (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
      {error ? (
        <p class="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function described(id: string, { help, error }: FieldProps): string | undefined {
  const names = [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean);
  return names.length ? names.join(" ") : undefined;
}

export function TextField({ label, help, error, onText, ...input }: FieldProps & Inputs) {
  const id = useId();
  return (
    <Framed label={label} help={help} error={error} id={id}>
      <input
        id={id}
        autocomplete="off"
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, { label, help, error })}
        onInput={(event) => onText?.(event.currentTarget.value)}
        {...input}
      />
    </Framed>
  );
}

export function TextArea({
  label,
  help,
  error,
  value,
  onText,
  rows = 3,
}: FieldProps & { value: string; onText: (text: string) => void; rows?: number }) {
  const id = useId();
  return (
    <Framed label={label} help={help} error={error} id={id}>
      <textarea
        id={id}
        rows={rows}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, { label, help, error })}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </Framed>
  );
}

export interface Choice {
  value: string;
  label: string;
}

export function SelectField({
  label,
  help,
  error,
  value,
  choices,
  onChoice,
}: FieldProps & { value: string; choices: Choice[]; onChoice: (value: string) => void }) {
  const id = useId();
  return (
    <Framed label={label} help={help} error={error} id={id}>
      <select id={id} value={value} aria-describedby={described(id, { label, help, error })} onChange={(event) => onChoice(event.currentTarget.value)}>
        {choices.map((it) => (
          <option value={it.value} key={it.value} selected={it.value === value}>
            {it.label}
          </option>
        ))}
      </select>
    </Framed>
  );
}

export function CheckField({ label, checked, onCheck }: { label: string; checked: boolean; onCheck: (checked: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onCheck(event.currentTarget.checked)} /> {label}
    </label>
  );
}

// Any of some choices; with what each means beside it.
export function ChecksField({
  label,
  help,
  error,
  choices,
  chosen,
  onChoose,
}: FieldProps & { choices: (Choice & { help?: string })[]; chosen: string[]; onChoose: (chosen: string[]) => void }) {
  return (
    <fieldset class={`checks${error ? " has-error" : ""}`}>
      <legend>{label}</legend>
      {help ? <p class="help">{help}</p> : null}
      {choices.map((it) => (
        <label class="check-line" key={it.value}>
          <input
            type="checkbox"
            checked={chosen.includes(it.value)}
            onChange={(event) =>
              onChoose(event.currentTarget.checked ? [...chosen, it.value] : chosen.filter((value) => value !== it.value))
            }
          />
          <span>
            {it.label}
            {it.help ? <span class="quiet small"> {it.help}</span> : null}
          </span>
        </label>
      ))}
      {error ? (
        <p class="error" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
