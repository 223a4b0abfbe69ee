// Deadlines by day: a month or a week, each on the clock of the facility that owes it.
import { useMemo, useState } from "preact/hooks";
import { query } from "../api";
import { SelectField } from "../components/field";
import { Fault, Loading } from "../components/state";
import { StatusMark } from "../components/status";
import { useFacilities } from "../facilities";
import { addDays, dateIn, isoDate, plural, showDate, showTime } from "../format";
import { obligationName, type WorklistItem } from "../ledger";
import { useList } from "../load";
import type { PageProps } from "../pages";
import { link, setQuery } from "../router";
import { SubscribeDialog } from "./calendar-subscribe";

const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const monthName = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" });
const shownOfADay = 4; // in a month; a week shows all

const weekdayOf = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay();
const weekStart = (date: string) => addDays(date, -weekdayOf(date));
const monthStart = (date: string) => `${date.slice(0, 7)}-01`;

function monthAfter(date: string, months: number): string {
  const at = new Date(`${monthStart(date)}T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  return isoDate(at);
}

// The days that a view shows: whole weeks.
function daysOf(view: "month" | "week", date: string): string[] {
  const first = weekStart(view === "month" ? monthStart(date) : date);
  const end = view === "month" ? weekStart(addDays(monthAfter(date, 1), 6)) : addDays(first, 7);
  const days: string[] = [];
  for (let day = first; day < end; day = addDays(day, 1)) days.push(day);
  return days;
}

function Deadline({ item, zone }: { item: WorklistItem; zone: string | undefined }) {
  const who = item.member_name ?? item.member ?? item.episode;
  return (
    <li class={item.status === "overdue" ? "is-overdue" : ""}>
      <a href={link`/episodes/${item.episode}`} title={`${obligationName(item)}, ${item.payer ?? "no payer"}`}>
        <span class="calendar-time">{showTime(item.due_at!, zone)}</span> {obligationName(item)}
        <span class="calendar-who"> {who}</span>
      </a>
    </li>
  );
}

function Day({ day, items, month, today, zoneOf, all }: {
  day: string;
  items: WorklistItem[];
  month: string | null;
  today: string;
  zoneOf: (facility: string) => string | undefined;
  all: boolean;
}) {
  const shown = all ? items : items.slice(0, shownOfADay);
  const outside = month !== null && !day.startsWith(month);
  return (
    <td class={`${outside ? "outside" : ""} ${day === today ? "is-today" : ""}`}>
      <div class="calendar-day">
        <time dateTime={day} aria-current={day === today ? "date" : undefined}>
          <span class="visually-hidden">{showDate(day)}</span>
          <span aria-hidden="true">{Number(day.slice(8))}</span>
        </time>
        {items.length > 0 ? <span class="quiet small">{items.length}</span> : null}
      </div>
      {shown.length > 0 ? (
        <ul>
          {shown.map((it) => (
            <Deadline key={it.episode + it.key + it.due_at} item={it} zone={zoneOf(it.facility)} />
          ))}
        </ul>
      ) : null}
      {items.length > shown.length ? (
        <a class="small" href={`#/calendar?view=week&date=${day}`}>
          {items.length - shown.length} more
        </a>
      ) : null}
    </td>
  );
}

// Where there is no room for seven columns: a list of the days that have something.
function Agenda({ days, byDay, zoneOf }: { days: string[]; byDay: Map<string, WorklistItem[]>; zoneOf: (facility: string) => string | undefined }) {
  const busy = days.filter((day) => byDay.has(day));
  return (
    <div class="agenda">
      {busy.length === 0 ? <p class="quiet">Nothing is due in these days.</p> : null}
      {busy.map((day) => (
        <section key={day} class="card">
          <h2>{showDate(day)}</h2>
          <ul>
            {byDay.get(day)!.map((it) => (
              <li key={it.episode + it.key + it.due_at}>
                <StatusMark status={it.status} /> {showTime(it.due_at!, zoneOf(it.facility))}{" "}
                <a href={link`/episodes/${it.episode}`}>
                  {obligationName(it)}, {it.member_name ?? it.member ?? it.episode}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

export default function CalendarPage({ place }: PageProps) {
  const facilities = useFacilities();
  const [subscribing, setSubscribing] = useState(false);
  const today = dateIn(undefined, new Date());
  const view = place.query.get("view") === "week" ? "week" : "month";
  const asked = place.query.get("date") ?? "";
  const date = /^\d{4}-\d\d-\d\d$/.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : today;
  const facility = place.query.get("facility") ?? "";
  const days = useMemo(() => daysOf(view, date), [view, date]);
  // A day more on both sides: a date begins at another instant in each zone.
  const range = {
    due_from: `${addDays(days[0]!, -1)}T00:00:00Z`,
    due_before: `${addDays(days[days.length - 1]!, 2)}T00:00:00Z`,
  };
  const filters = { ...range, facility, snoozed: "show" };
  const list = useList<WorklistItem>("/v1/worklist" + query({ limit: 1000, ...filters }));
  const zoneOf = (id: string) => facilities.get(id)?.time_zone;
  const byDay = useMemo(() => {
    const found = new Map<string, WorklistItem[]>();
    for (const it of list.items) {
      if (!it.due_at) continue;
      const day = dateIn(zoneOf(it.facility), it.due_at);
      if (day < days[0]! || day > days[days.length - 1]!) continue;
      found.set(day, [...(found.get(day) ?? []), it]);
    }
    return found;
  }, [list.items, facilities, days]);
  const step = (by: number) => (view === "month" ? monthAfter(date, by) : addDays(weekStart(date), 7 * by));
  const weeks = Array.from({ length: days.length / 7 }, (_, i) => days.slice(7 * i, 7 * i + 7));
  const title = view === "month" ? monthName.format(new Date(`${date}T00:00:00Z`)) : `Week of ${showDate(days[0])}`;
  const count = [...byDay.values()].reduce((sum, it) => sum + it.length, 0);

  return (
    <>
      <div class="page-head">
        <h1 aria-live="polite">{title}</h1>
        <span class="quiet">{list.complete ? plural(count, "deadline") : "…"}</span>
        <div class="end">
          <button type="button" class="button small" onClick={() => setQuery({ date: step(-1) })}>
            <span aria-hidden="true">←</span> Before
          </button>
          <button type="button" class="button small" onClick={() => setQuery({ date: null })}>
            Today
          </button>
          <button type="button" class="button small" onClick={() => setQuery({ date: step(1) })}>
            After <span aria-hidden="true">→</span>
          </button>
          <button type="button" class="button small" onClick={() => setSubscribing(true)}>
            Subscribe
          </button>
          <button type="button" class="button small" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      <div class="filters">
        <SelectField
          label="Shown"
          value={view}
          choices={[
            { value: "month", label: "A month" },
            { value: "week", label: "A week" },
          ]}
          onChoice={(it) => setQuery({ view: it === "month" ? null : it })}
        />
        <SelectField
          label="Facility"
          value={facility}
          choices={[{ value: "", label: "All facilities" }, ...[...facilities.values()].map((it) => ({ value: it.id, label: it.name ?? it.id }))]}
          onChoice={(it) => setQuery({ facility: it })}
        />
      </div>
      {list.error ? <Fault error={list.error} retry={list.reload} /> : null}
      {list.loading && list.items.length === 0 ? <Loading /> : null}
      <div class="calendar-frame">
        <table class={`calendar calendar-${view}`}>
          <caption class="visually-hidden">Deadlines, {title}</caption>
          <thead>
            <tr>
              {dayNames.map((it) => (
                <th key={it} scope="col">
                  {it}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week[0]}>
                {week.map((day) => (
                  <Day
                    key={day}
                    day={day}
                    items={byDay.get(day) ?? []}
                    month={view === "month" ? date.slice(0, 7) : null}
                    today={today}
                    zoneOf={zoneOf}
                    all={view === "week"}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Agenda days={days} byDay={byDay} zoneOf={zoneOf} />
      {subscribing ? <SubscribeDialog facility={facility} onClose={() => setSubscribing(false)} /> : null}
    </>
  );
}
