// Facilities: name, clock and the dates on which they are closed. An entry is never overwritten; a
// newer one counts from now on, and the open episodes are reckoned anew.
import { useState } from "preact/hooks";
import { getTagged, send, ServiceError, url } from "../api";
import { Dialog } from "../components/dialog";
import { SelectField, TextField } from "../components/field";
import { Await, Empty, Fault, Loading } from "../components/state";
import { Table, type Column } from "../components/table";
import { say } from "../components/toast";
import { forgetFacilities } from "../facilities";
import { isoDate, plural, showDate } from "../format";
import type { Facility } from "../ledger";
import { useAsked, useList } from "../load";
import { useSession } from "../session";
import { Admin } from "./admin";

const today = () => isoDate(new Date());
const ahead = (it: Facility) => (it.closed ?? []).filter((date) => date >= today());

const columns: Column<Facility>[] = [
  { key: "name", label: "Facility", cell: (it) => it.name ?? it.id, sort: (it) => it.name ?? it.id, wide: true },
  { key: "id", label: "Id", cell: (it) => <code>{it.id}</code>, sort: (it) => it.id, minor: true },
  { key: "zone", label: "Clock", cell: (it) => it.time_zone, sort: (it) => it.time_zone, minor: true },
  { key: "npi", label: "NPI", cell: (it) => it.npi ?? <span class="quiet">not on file</span>, minor: true },
  {
    key: "closed",
    label: "Closed next",
    sort: (it) => ahead(it)[0],
    cell: (it) => {
      const [next, ...later] = ahead(it);
      if (!next) return <span class="quiet">no date ahead</span>;
      return (
        <>
          {showDate(next)} <span class="quiet small due-at">{later.length > 0 ? `and ${plural(later.length, "date")} later` : ""}</span>
        </>
      );
    },
  },
  {
    key: "part2",
    label: "42 CFR Part 2",
    cell: (it) => (it.part2_program === undefined ? "not said: treated as one" : it.part2_program ? "a program" : "no program"),
    minor: true,
  },
];

export default function FacilitiesPage() {
  const { may } = useSession();
  const list = useList<Facility>("/v1/facilities?limit=1000");
  const [open, setOpen] = useState<string | null>(); // null: a new one
  const mayChange = may("PUT /v1/facilities/{id}");
  return (
    <Admin
      part="Facilities"
      count={list.complete ? plural(list.items.length, "facility", "facilities") : ""}
      actions={
        <>
          {mayChange ? (
            <button type="button" class="button small primary" onClick={() => setOpen(null)}>
              Add a facility
            </button>
          ) : null}
          <a class="button small" href="/v1/facilities?format=csv" download="facilities.csv">
            CSV
          </a>
        </>
      }
    >
      {list.error ? <Fault error={list.error} retry={list.reload} /> : null}
      {!list.complete && !list.error && list.items.length === 0 ? <Loading what="Asking for the facilities" /> : null}
      {list.complete && list.items.length === 0 ? <Empty>No facility is registered. Members can be admitted once there is one.</Empty> : null}
      {list.items.length > 0 ? (
        <Table
          caption="Facilities"
          columns={columns}
          rows={list.items}
          rowKey={(it) => it.id}
          sortedBy="name"
          onOpen={(it) => setOpen(it.id)}
        />
      ) : null}
      {open !== undefined ? (
        <FacilityDialog
          id={open}
          mayChange={mayChange}
          onClose={() => setOpen(undefined)}
          changed={() => {
            forgetFacilities();
            list.reload();
          }}
        />
      ) : null}
    </Admin>
  );
}

interface DialogProps {
  id: string | null;
  mayChange: boolean;
  onClose: () => void;
  changed: () => void;
}

function FacilityDialog({ id, mayChange, onClose, changed }: DialogProps) {
  const asked = useAsked(id === null ? null : (signal) => getTagged<Facility>(url`/v1/facilities/${id}`, signal), [id]);
  return (
    <Dialog title={id === null ? "Add a facility" : mayChange ? "Change a facility" : "Facility"} onClose={onClose}>
      {id === null ? (
        <FacilityForm facility={{ id: "", time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone }} tag={null} isNew {...{ mayChange, onClose, changed }} />
      ) : (
        <Await of={asked} what="Asking for the facility">
          {({ value, tag }) => <FacilityForm facility={value} tag={tag} isNew={false} {...{ mayChange, onClose, changed }} />}
        </Await>
      )}
    </Dialog>
  );
}

type FormProps = Omit<DialogProps, "id"> & { facility: Facility; tag: string | null; isNew: boolean };

const part2Choices = [
  { value: "", label: "Nobody has said: treated as a program" },
  { value: "yes", label: "It is a program" },
  { value: "no", label: "It is no program" },
];

function FacilityForm({ facility, tag, isNew, mayChange, onClose, changed }: FormProps) {
  const [id, setId] = useState(facility.id);
  const [name, setName] = useState(facility.name ?? "");
  const [npi, setNpi] = useState(facility.npi ?? "");
  const [zone, setZone] = useState(facility.time_zone);
  const [part2, setPart2] = useState(facility.part2_program === undefined ? "" : facility.part2_program ? "yes" : "no");
  const [closed, setClosed] = useState(facility.closed ?? []);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const entry: Facility = {
        id: id.trim(),
        ...(name.trim() ? { name: name.trim() } : {}),
        ...(npi.trim() ? { npi: npi.trim() } : {}),
        time_zone: zone.trim(),
        closed,
        ...(part2 ? { part2_program: part2 === "yes" } : {}),
      };
      await send("PUT", url`/v1/facilities/${entry.id}`, entry, tag ? { "If-Match": tag } : { "If-None-Match": "*" });
      say(`${entry.name ?? entry.id} is ${isNew ? "added" : "changed"}`);
      changed();
      onClose();
    } catch (fault) {
      if (!(fault instanceof ServiceError)) throw fault;
      setError(
        fault.status === 412
          ? new ServiceError(412, [
              { detail: isNew ? "A facility of this id is there already." : "Somebody else has changed it meanwhile. Close this and open it again." },
            ])
          : fault,
      );
      setBusy(false);
    }
  };
  return (
    <form class="form" onSubmit={submit}>
      <fieldset class="plain-fields" disabled={!mayChange}>
        {isNew ? (
          <TextField label="Id" help="Short, in letters, digits and -; it stays." value={id} onText={setId} error={error?.at("/id")} required autofocus />
        ) : null}
        <TextField label="Name" help="As on letters." value={name} onText={setName} error={error?.at("/name")} />
        <TextField
          label="Clock"
          help="The time zone in which instants become dates, such as America/Chicago."
          value={zone}
          onText={setZone}
          error={error?.at("/time_zone")}
          list="zones"
          required
        />
        <datalist id="zones">
          {Intl.supportedValuesOf("timeZone")
            .filter((it) => it.startsWith("America/") || it.startsWith("Pacific/"))
            .map((it) => (
              <option value={it} key={it} />
            ))}
        </datalist>
        <TextField label="NPI" help="Ten digits." value={npi} onText={setNpi} error={error?.at("/npi")} inputMode="numeric" />
        <SelectField label="42 CFR Part 2" value={part2} choices={part2Choices} onChoice={setPart2} />
        <ClosedDates closed={closed} setClosed={setClosed} error={error?.problems.find((it) => it.pointer?.startsWith("/closed"))?.detail} />
      </fieldset>
      {error ? <Fault error={error} /> : null}
      <p class="form-end">
        <button type="button" class="button" onClick={onClose}>
          {mayChange ? "Cancel" : "Close"}
        </button>
        {mayChange ? (
          <button type="submit" class="button primary" disabled={busy || id.trim() === "" || zone.trim() === ""}>
            {busy ? "Saving…" : "Save"}
          </button>
        ) : null}
      </p>
    </form>
  );
}

function ClosedDates({ closed, setClosed, error }: { closed: string[]; setClosed: (dates: string[]) => void; error: string | undefined }) {
  const [added, setAdded] = useState("");
  const past = closed.filter((it) => it < today());
  const next = closed.filter((it) => it >= today());
  const add = () => {
    if (added && !closed.includes(added)) setClosed([...closed, added].sort());
    setAdded("");
  };
  const item = (date: string) => (
    <li key={date}>
      {showDate(date)}
      <button type="button" class="icon-button" aria-label={`Open on ${showDate(date)} after all`} onClick={() => setClosed(closed.filter((it) => it !== date))}>
        ×
      </button>
    </li>
  );
  return (
    <div class="field">
      <h3>Closed dates</h3>
      <p class="help">Nothing is scheduled on them. A closure moves no authorization's end.</p>
      {next.length > 0 ? <ul class="dates">{next.map(item)}</ul> : <p class="quiet">None ahead.</p>}
      {past.length > 0 ? (
        <details>
          <summary>{plural(past.length, "date")} in the past</summary>
          <ul class="dates">{past.map(item)}</ul>
        </details>
      ) : null}
      <div class="add-date">
        <TextField
          label="Another date"
          type="date"
          value={added}
          onText={setAdded}
          error={error}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <button type="button" class="button" onClick={add} disabled={!added}>
          Add
        </button>
      </div>
    </div>
  );
}
