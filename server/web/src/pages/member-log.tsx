// The log: every word that was said, in its order. What a newer word replaced, or a withdrawal took
// back, is struck through and leads there.
import { useEffect, useMemo, useState } from "preact/hooks";
import { query, url } from "../api";
import { Dialog } from "../components/dialog";
import { Tag } from "../components/status";
import { Table, type Column } from "../components/table";
import { capitalized, dateIn, plural, showInstant, showNumber, showTime, words } from "../format";
import { link, setQuery } from "../router";
import type { LedgerEvent, TimelineEntry } from "../standing";
import type { Asked } from "./member";

interface LogProps {
  events: LedgerEvent[];
  timeline: TimelineEntry[];
  asked: Asked;
  seq: number | null; // the one that a link asks for
}

interface Row extends LedgerEvent {
  said: string;
  replacedBy: { seq: number; how: "replaced" | "withdrawn" } | undefined;
  replaces: number | undefined;
}

// The timeline says which words are about the same thing: [the earlier, the later].
function rowsOf(events: LedgerEvent[], timeline: TimelineEntry[], zone: string | undefined): Row[] {
  const replacedBy = new Map<number, Row["replacedBy"]>();
  const replaces = new Map<number, number>();
  for (const it of timeline) {
    if (it.kind !== "correction" && it.kind !== "withdrawal") continue;
    const [earlier, later] = [it.events[0], it.events.at(-1)];
    if (earlier === undefined || later === undefined || earlier === later) continue;
    replacedBy.set(earlier, { seq: later, how: it.kind === "withdrawal" ? "withdrawn" : "replaced" });
    replaces.set(later, earlier);
  }
  return events.map((it) => ({ ...it, said: saidOf(it, zone), replacedBy: replacedBy.get(it.seq), replaces: replaces.get(it.seq) }));
}

const apart = new Set(["seq", "recorded_at", "id", "type", "episode", "facility", "member", "source_system"]);

function valueOf(value: unknown, zone: string | undefined): string {
  if (typeof value === "number") return showNumber(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value === null) return "none";
  if (Array.isArray(value)) return value.map((it) => valueOf(it, zone)).join(", ");
  if (typeof value === "object")
    return Object.entries(value)
      .map(([name, it]) => `${words(name)} ${valueOf(it, zone)}`)
      .join(" ");
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT.*Z$/.test(text) ? showInstant(text, zone) : text;
}

// What became of it stands right after what it is about.
const telling = ["outcome", "decision"];

function factsOf(event: LedgerEvent): [name: string, value: unknown][] {
  const facts = Object.entries(event).filter(([name]) => !apart.has(name));
  const isTelling = ([name]: [string, unknown]) => telling.includes(name);
  return [...facts.slice(0, 1), ...facts.slice(1).filter(isTelling), ...facts.slice(1).filter((it) => !isTelling(it))];
}

function wordOf(event: LedgerEvent, name: string, zone: string | undefined): string {
  const value = event[name];
  if (telling.includes(name)) return words(String(value));
  // Of a session: the start has the day already.
  if (name === "end" && event.type === "session.recorded" && dateIn(zone, String(event.start)) === dateIn(zone, String(value)))
    return showTime(String(value), zone);
  return valueOf(value, zone);
}

// "session s05, no show, start Mon, Nov 16, 9:00 AM CST, minutes 0".
function saidOf(event: LedgerEvent, zone: string | undefined): string {
  return factsOf(event)
    .map(([name]) => {
      const text = wordOf(event, name, zone);
      return telling.includes(name) || text.startsWith(`${name}:`) ? text : `${words(name)} ${text}`;
    })
    .join(", ");
}

const typeName = (type: string) => capitalized(words(type.replace(".", " ")));

export function LogCard({ events, timeline, asked, seq }: LogProps) {
  const [opened, setOpened] = useState<number | null>(null);
  const rows = useMemo(() => rowsOf(events, timeline, asked.zone), [events, timeline, asked.zone]);
  const hasSource = rows.some((it) => it.source_system);
  const columns = useMemo(() => columnsOf(asked, hasSource), [asked.zone, asked.episode, hasSource]);
  useEffect(() => {
    if (seq !== null) setOpened(null);
  }, [seq]);
  const row = rows.find((it) => it.seq === opened);
  const corrected = rows.filter((it) => it.replacedBy).length;
  return (
    <section class="log" id="log" aria-labelledby="log-title">
      <div class="card-head">
        <h2 id="log-title">The log</h2>
        <span class="quiet">
          {plural(rows.length, "event")}
          {corrected > 0 ? `, ${plural(corrected, "word")} replaced or taken back` : ""}
        </span>
        <a class="button small end" href={url`/v1/episodes/${asked.episode}/events` + query({ as_of: asked.asOf, format: "csv" })} download="events.csv">
          CSV
        </a>
      </div>
      <Table
        caption="The log of the episode"
        columns={columns}
        rows={rows}
        rowKey={(it) => String(it.seq)}
        rowClass={(it) => `${it.replacedBy ? "is-replaced" : ""}${it.seq === seq ? " is-asked" : ""}`}
        reach={seq === null ? undefined : String(seq)}
        onOpen={(it) => setOpened(it.seq)}
        sortedBy="-seq"
      />
      {row ? <EventPanel row={row} asked={asked} onClose={() => setOpened(null)} /> : null}
    </section>
  );
}

function columnsOf(asked: Asked, hasSource: boolean): Column<Row>[] {
  return [
    { key: "seq", label: "Seq", align: "end", cell: (it) => it.seq, sort: (it) => it.seq },
    { key: "recorded_at", label: "Recorded", cell: (it) => showInstant(it.recorded_at, asked.zone), sort: (it) => it.recorded_at, minor: true },
    { key: "type", label: "What", cell: (it) => <What row={it} zone={asked.zone} />, sort: (it) => it.type },
    {
      key: "said",
      label: "Said",
      wide: true,
      minor: true,
      cell: (it) => (it.replacedBy ? <s>{it.said}</s> : it.said),
    },
    ...(hasSource ? [{ key: "source", label: "From", cell: (it: Row) => it.source_system ?? "–", minor: true }] : []),
    { key: "corrections", label: "Corrections", cell: (it) => <Corrections row={it} episode={asked.episode} />, sort: (it) => (it.replacedBy || it.replaces ? 1 : null) },
  ];
}

function What({ row, zone }: { row: Row; zone: string | undefined }) {
  return (
    <>
      {row.replacedBy ? <s>{typeName(row.type)}</s> : typeName(row.type)}
      <span class="narrow-only quiet small">{showInstant(row.recorded_at, zone)}</span>
    </>
  );
}

function Corrections({ row, episode }: { row: Row; episode: string }) {
  const to = (seq: number, text: string) => (
    <a
      href={link`/episodes/${episode}` + `?tab=log&seq=${seq}`}
      onClick={(event) => {
        event.preventDefault();
        setQuery({ tab: "log", seq: String(seq) });
      }}
    >
      {text} {seq}
    </a>
  );
  if (row.replacedBy) return to(row.replacedBy.seq, row.replacedBy.how === "withdrawn" ? "taken back by" : "replaced by");
  if (row.replaces !== undefined) return to(row.replaces, row.type === "event.withdrawn" ? "takes back" : "replaces");
  return null;
}

function EventPanel({ row, asked, onClose }: { row: Row; asked: Asked; onClose: () => void }) {
  return (
    <Dialog side title={`Event ${row.seq}: ${typeName(row.type).toLowerCase()}`} onClose={onClose}>
      {row.replacedBy ? (
        <p>
          <Tag tone="warn">{row.replacedBy.how === "withdrawn" ? "taken back" : "replaced"}</Tag> by event {row.replacedBy.seq}
        </p>
      ) : null}
      {row.replaces !== undefined ? <p>Stands in the place of event {row.replaces}.</p> : null}
      <dl class="facts">
        {factsOf(row).map(([name]) => (
          <>
            <dt>{capitalized(words(name))}</dt>
            <dd>{wordOf(row, name, asked.zone)}</dd>
          </>
        ))}
        <dt>Recorded</dt>
        <dd>{showInstant(row.recorded_at, asked.zone)}</dd>
        {row.source_system ? (
          <>
            <dt>From</dt>
            <dd>{row.source_system}</dd>
          </>
        ) : null}
        <dt>Id</dt>
        <dd>
          <code>{row.id}</code>
        </dd>
      </dl>
    </Dialog>
  );
}
