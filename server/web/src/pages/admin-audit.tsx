// Who did, saw and was refused what, the newest first.
import { useEffect, useState } from "preact/hooks";
import { getPage, query, ServiceError } from "../api";
import { SelectField, TextField } from "../components/field";
import { Empty, Fault, Loading } from "../components/state";
import { Table, type Column } from "../components/table";
import { addDays, plural, showInstant, words } from "../format";
import type { PageProps } from "../pages";
import { setQuery } from "../router";
import { Admin } from "./admin";

interface Entry {
  seq: number;
  at: string;
  actor: string;
  roles: string;
  action: string;
  route: string;
  record: string;
  record_id: string | null;
  member: string | null;
  recipient: string | null;
  purpose: string;
  status: number;
  code: string;
  fields: string;
}

const actions = ["read", "search", "export", "change", "disclose", "deny", "sign_in", "sign_out", "start", "stop"];
const pageSize = 200;

const columns: Column<Entry>[] = [
  { key: "at", label: "When", cell: (it) => showInstant(it.at) },
  { key: "actor", label: "Who", cell: (it) => <span title={it.roles.replace(/ /g, ", ")}>{it.actor || "nobody"}</span> },
  { key: "action", label: "Did", cell: (it) => (it.status >= 400 ? `${words(it.action)} (${it.status})` : words(it.action)) },
  { key: "record", label: "What", cell: (it) => [words(it.record), it.record_id].filter(Boolean).join(" "), wide: true, minor: true },
  { key: "member", label: "Member", cell: (it) => it.member ?? "–", minor: true },
  { key: "recipient", label: "To whom, for what", cell: (it) => [it.recipient, it.purpose].filter(Boolean).join(", ") || "–", minor: true },
  { key: "fields", label: "Fields", cell: (it) => <span title={it.fields}>{it.fields || "–"}</span>, minor: true },
  { key: "route", label: "Route", cell: (it) => <code title={it.route}>{it.route}</code>, minor: true },
];

function useEntries(path: string) {
  const [items, setItems] = useState<Entry[]>([]);
  const [next, setNext] = useState<string | null>(path);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const load = async (from: string, before: Entry[]) => {
    setBusy(true);
    setError(undefined);
    try {
      const page = await getPage<Entry>(from);
      setItems([...before, ...page.items]);
      setNext(page.next);
    } catch (fault) {
      if (!(fault instanceof ServiceError)) throw fault;
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    setItems([]);
    setNext(null);
    void load(path, []);
  }, [path]);
  return { items, next, busy, error, again: () => void load(path, []), more: () => next && void load(next, items) };
}

export default function AuditPage({ place }: PageProps) {
  const of = (name: string) => place.query.get(name) ?? "";
  const [from, to, actor, member, action] = [of("from"), of("to"), of("actor"), of("member"), of("action")];
  const instant = (date: string) => (date ? new Date(`${date}T00:00:00`).toISOString().replace(/\.\d+Z$/, "Z") : null);
  const asked = { from: instant(from), before: to ? instant(addDays(to, 1)) : null, actor, member, action };
  const { items, next, busy, error, again, more } = useEntries("/v1/audit" + query({ limit: pageSize, ...asked }));
  return (
    <Admin
      part="Audit"
      count={items.length > 0 ? `${plural(items.length, "entry", "entries")}${next ? ", and older ones" : ""}` : ""}
      actions={
        <a class="button small" href={"/v1/audit" + query({ format: "csv", ...asked })} download="audit.csv">
          CSV
        </a>
      }
    >
      <div class="filters">
        <TextField label="From" type="date" value={from} onText={(it) => setQuery({ from: it })} />
        <TextField label="To" type="date" value={to} onText={(it) => setQuery({ to: it })} />
        <Typed label="Who" value={actor} onDone={(it) => setQuery({ actor: it })} />
        <Typed label="Member id" value={member} onDone={(it) => setQuery({ member: it })} />
        <SelectField
          label="Did"
          value={action}
          choices={[{ value: "", label: "Anything" }, ...actions.map((it) => ({ value: it, label: words(it) }))]}
          onChoice={(it) => setQuery({ action: it })}
        />
      </div>
      {error ? <Fault error={error} retry={again} /> : null}
      {busy && items.length === 0 ? <Loading what="Asking for the trail" /> : null}
      {!busy && !error && items.length === 0 ? <Empty>No entry passes these filters.</Empty> : null}
      {items.length > 0 ? <Table caption="Audit trail, newest first" columns={columns} rows={items} rowKey={(it) => String(it.seq)} /> : null}
      {next ? (
        <p class="more">
          <button type="button" class="button" disabled={busy} onClick={more}>
            {busy ? "Asking…" : "Older entries"}
          </button>
        </p>
      ) : null}
    </Admin>
  );
}

// Asked for when it is left or Enter is pressed: each asking is an entry of the trail itself.
function Typed({ label, value, onDone }: { label: string; value: string; onDone: (text: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <TextField
      label={label}
      value={text}
      onText={setText}
      onBlur={() => text.trim() !== value && onDone(text.trim())}
      onKeyDown={(event) => {
        if (event.key === "Enter") onDone(text.trim());
      }}
    />
  );
}
