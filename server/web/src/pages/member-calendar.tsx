// The sessions of an episode, a column a week and a row a weekday: what was attended and what was
// not, what nobody pays, what is scheduled. Walked with the arrow keys; Enter opens a day.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Explained } from "../components/because";
import { Dialog } from "../components/dialog";
import { Tag } from "../components/status";
import { addDays, capitalized, daysBetween, plural, showDate, showInstant, showTime, words } from "../format";
import type { Day, Days, Session, Standing, Uncovered } from "../standing";
import type { Asked } from "./member";

export type Kind =
  | "attended"
  | "short"
  | "uncovered"
  | "missed"
  | "cancelled"
  | "excused"
  | "clinic"
  | "unrecorded"
  | "forecast"
  | "forecast-uncovered"
  | "closed"
  | "nothing";

// The most telling first: of several sessions of a date it is the day's.
const kinds: Record<Exclude<Kind, "nothing">, { letter: string; name: string }> = {
  uncovered: { letter: "U", name: "attended without cover" },
  short: { letter: "S", name: "too short to count" },
  missed: { letter: "M", name: "missed" },
  cancelled: { letter: "C", name: "cancelled by the member" },
  excused: { letter: "E", name: "excused" },
  clinic: { letter: "K", name: "cancelled by the clinic" },
  attended: { letter: "A", name: "attended" },
  unrecorded: { letter: "?", name: "not recorded" },
  "forecast-uncovered": { letter: "u", name: "scheduled without cover" },
  forecast: { letter: "f", name: "scheduled" },
  closed: { letter: "×", name: "closed" },
};
const order = Object.keys(kinds) as Kind[];

function kindOfSession(it: Session, uncovered: boolean): Kind {
  if (it.outcome === "attended") return it.flags.includes("short") ? "short" : uncovered ? "uncovered" : "attended";
  if (it.outcome === "cancelled_by_facility") return "clinic";
  if (it.excused) return "excused";
  return it.outcome === "no_show" ? "missed" : "cancelled";
}

interface Cell {
  date: string;
  kind: Kind;
  day: Day | undefined;
  closed: boolean;
  uncovered: Uncovered[];
}

function kindOf(day: Day | undefined, closed: boolean, uncovered: Uncovered[]): Kind {
  const found: Kind[] = [];
  for (const it of day?.sessions ?? [])
    found.push(kindOfSession(it, it.charged > it.covered || uncovered.some((other) => other.service === it.service)));
  if (found.length === 0 && day?.unrecorded) found.push("unrecorded");
  if (found.length === 0) for (const it of day?.forecast ?? []) found.push(it.uncovered > 0 ? "forecast-uncovered" : "forecast");
  if (found.length === 0) return closed ? "closed" : "nothing";
  return found.sort((a, b) => order.indexOf(a) - order.indexOf(b))[0]!;
}

const weekdayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const daysAhead = 28; // shown at least, where something is scheduled

// As far as something changes: the first uncovered day, the end of an authorization.
function lastShown(days: Days, standing: Standing | undefined, further: boolean): string {
  if (further) return days.last;
  const ends = [days.today, standing?.first_uncovered_day, ...(standing?.authorizations ?? []).map((it) => it.last_covered_day)];
  const last = addDays(ends.filter((it): it is string => !!it).sort().at(-1)!, daysAhead / 2);
  const least = addDays(days.today, daysAhead);
  const wanted = last > least ? last : least;
  return wanted < days.last ? wanted : days.last;
}

function weekStart(date: string): string {
  return addDays(date, -new Date(`${date}T00:00:00Z`).getUTCDay());
}

function cellsOf(days: Days, standing: Standing | undefined, last: string): Cell[] {
  const byDate = new Map(days.days.map((it) => [it.date, it]));
  const closed = new Set(days.closed);
  const cells: Cell[] = [];
  const from = weekStart(days.first);
  const until = addDays(weekStart(last), 6);
  for (let date = from; date <= until; date = addDays(date, 1)) {
    const day = byDate.get(date);
    const uncovered = (standing?.uncovered ?? []).filter((it) => it.date === date);
    cells.push({ date, day, closed: closed.has(date), uncovered, kind: kindOf(day, closed.has(date), uncovered) });
  }
  return cells;
}

function nameOf(cell: Cell, days: Days, zone: string | undefined): string {
  const what = cell.kind === "nothing" ? "nothing" : kinds[cell.kind].name;
  const details = [
    ...(cell.day?.sessions ?? []).map((it) => `${showTime(it.start, zone)} ${words(it.outcome)}${it.outcome === "attended" ? `, ${it.minutes} minutes` : ""}`),
    ...(cell.day?.forecast ?? []).map((it) => showTime(it.start, zone)),
  ];
  const place = cell.date === days.today ? " (today)" : "";
  return `${showDate(cell.date, days.today)}${place}: ${what}${details.length ? `; ${details.join("; ")}` : ""}`;
}

const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 7, ArrowLeft: -7, PageDown: 28, PageUp: -28, Home: -1e6, End: 1e6 };

export function CalendarCard({ days, standing, asked }: { days: Days; standing: Standing | undefined; asked: Asked }) {
  const [further, setFurther] = useState(false);
  const [current, setCurrent] = useState<string | null>(null);
  const [opened, setOpened] = useState<Cell>();
  const frame = useRef<HTMLDivElement>(null);
  const last = lastShown(days, standing, further);
  const cells = useMemo(() => cellsOf(days, standing, last), [days, standing, last]);
  const focusable = cells.find((it) => it.date === (current ?? days.today))?.date ?? cells[0]!.date;
  const weeks = cells.length / 7;

  // Today is in sight at first, however long the episode is.
  useLayoutEffect(() => {
    const today = frame.current?.querySelector<HTMLElement>(".is-today");
    if (today && frame.current) frame.current.scrollLeft = today.offsetLeft - frame.current.clientWidth * 0.6;
  }, [days.first]);
  useEffect(() => setCurrent(null), [days.today]);

  const onKeyDown = (event: KeyboardEvent, at: number) => {
    const step = steps[event.key];
    const cell = cells[at]!;
    if (event.key === "Enter" || event.key === " ") {
      if (cell.kind !== "nothing") setOpened(cell);
    } else if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    else {
      const to = cells[Math.max(0, Math.min(cells.length - 1, at + step))]!;
      setCurrent(to.date);
      frame.current?.querySelector<HTMLElement>(`[data-date="${to.date}"]`)?.focus();
    }
    event.preventDefault();
  };
  const counts = new Map<Kind, number>();
  for (const it of cells) counts.set(it.kind, (counts.get(it.kind) ?? 0) + 1);

  return (
    <section class="card" aria-labelledby="sessions">
      <div class="card-head">
        <h2 id="sessions">Sessions</h2>
        <Attendance standing={standing} asked={asked} />
        {last < days.last || further ? (
          <button type="button" class="button small end" aria-pressed={further} onClick={() => setFurther(!further)}>
            {further ? "Less of the schedule" : "The whole schedule ahead"}
          </button>
        ) : null}
      </div>
      <div class="session-days-body">
        <div class="session-days-frame" ref={frame}>
          <table class="session-days" role="grid" aria-label="Sessions by day; arrow keys walk, Enter opens a day">
            <thead>
              <tr>
                <th scope="col">
                  <span class="visually-hidden">Weekday</span>
                </th>
                {months(cells).map(({ key, name, width }) => (
                  <th key={key} colSpan={width} scope="colgroup">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weekdayNames.map((weekday, row) => (
                <tr key={weekday}>
                  <th scope="row">{weekday}</th>
                  {Array.from({ length: weeks }, (_, week) => {
                    const at = week * 7 + row;
                    const cell = cells[at]!;
                    return (
                      <td
                        key={cell.date}
                        data-date={cell.date}
                        class={`day day-${cell.kind}${cell.date === days.today ? " is-today" : ""}${cell.date > days.today ? " is-ahead" : ""}`}
                        tabIndex={cell.date === focusable ? 0 : -1}
                        aria-label={nameOf(cell, days, asked.zone)}
                        title={nameOf(cell, days, asked.zone)}
                        onFocus={() => setCurrent(cell.date)}
                        onKeyDown={(event) => onKeyDown(event, at)}
                        onClick={() => cell.kind !== "nothing" && setOpened(cell)}
                      >
                        <span>{cell.kind === "nothing" ? "" : kinds[cell.kind].letter}</span>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <ul class="legend small">
          {order.map((kind) =>
            kind !== "nothing" && counts.has(kind) ? (
              <li key={kind}>
                <span class={`day day-${kind}`} aria-hidden="true">
                  <span>{kinds[kind].letter}</span>
                </span>{" "}
                {kinds[kind].name} <span class="quiet">{counts.get(kind)}</span>
              </li>
            ) : null,
          )}
        </ul>
      </div>
      {opened ? <DayPanel cell={opened} asked={asked} onClose={() => setOpened(undefined)} /> : null}
    </section>
  );
}

function Attendance({ standing, asked }: { standing: Standing | undefined; asked: Asked }) {
  const it = standing?.attendance;
  if (!it || it.offered === 0) return null;
  return (
    <span class="quiet">
      came to{" "}
      <Explained asked={{ episode: asked.episode, figure: "attendance", asOf: asked.asOf }} title="Attendance">
        {it.attended} of {it.offered}
      </Explained>
      {it.low !== null && it.high !== null ? `, likely ${it.low} to ${it.high}% ahead` : ""}
    </span>
  );
}

const monthName = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" });

// Heads over the weeks: a week belongs to the month of its Saturday.
function months(cells: Cell[]): { key: string; name: string; width: number }[] {
  const heads: { key: string; name: string; width: number }[] = [];
  for (let at = 6; at < cells.length; at += 7) {
    const date = cells[at]!.date;
    const key = date.slice(0, 7);
    const head = heads.at(-1);
    if (head?.key === key) ++head.width;
    else heads.push({ key, name: monthName.format(new Date(`${date}T00:00:00Z`)) + (key.endsWith("-01") ? ` ${key.slice(0, 4)}` : ""), width: 1 });
  }
  return heads;
}

function DayPanel({ cell, asked, onClose }: { cell: Cell; asked: Asked; onClose: () => void }) {
  const why = (figure: string, title: string) => (
    <Explained asked={{ episode: asked.episode, figure, asOf: asked.asOf }} title={title}>
      why
    </Explained>
  );
  const ahead = daysBetween(asked.today, cell.date);
  useEffect(() => {
    addEventListener("hashchange", onClose); // to an event that a because leads to
    return () => removeEventListener("hashchange", onClose);
  }, []);
  return (
    <Dialog side title={showDate(cell.date, "")} onClose={onClose}>
      {cell.closed ? <p>The facility is closed.</p> : null}
      {cell.day?.unrecorded ? <p>A session was scheduled, and none is on record.</p> : null}
      {cell.day?.sessions.map((it) => (
        <section class="day-session" key={it.session}>
          <h3>
            {showTime(it.start, asked.zone)}, {it.service}
          </h3>
          <p>
            {capitalized(words(it.outcome))}
            {it.excused ? ", excused" : ""}
            {it.outcome === "attended" ? `, ${it.minutes} minutes` : ""}
            {it.modality === "in_person" ? "" : `, ${words(it.modality)}`}
          </p>
          <p>
            {plural(it.charged, "unit")} charged, {it.covered} paid {why(it.session, `Session ${it.session}`)}
          </p>
          {it.flags.map((flag) => (
            <Tag tone="warn" key={flag}>
              {words(flag)}
            </Tag>
          ))}
        </section>
      ))}
      {cell.uncovered.map((it) => (
        <p class="warn" key={it.service + it.reason}>
          {plural(it.units, "unit")} of {it.service} without cover: {words(it.reason)} {why(`uncovered:${it.date}`, "Without cover")}
          {it.retro?.status === "open" && it.retro.until ? `. Cover may be asked for until ${showInstant(it.retro.until, asked.zone)}` : ""}
        </p>
      ))}
      {cell.day?.forecast.map((it) => (
        <p key={it.start}>
          Scheduled {ahead === 0 ? "today" : `in ${plural(ahead, "day")}`}: {showTime(it.start, asked.zone)}, {it.minutes} minutes of {it.service}
          {it.covered > 0 ? `, ${plural(it.covered, "unit")} would be paid` : ""}
          {it.uncovered > 0 ? `, ${plural(it.uncovered, "unit")} would be paid by nobody` : ""}
        </p>
      ))}
    </Dialog>
  );
}
