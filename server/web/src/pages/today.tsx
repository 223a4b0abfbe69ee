// What is to be done, the most pressing first; what was not written down; what nobody pays, and how
// long there is to mend it.
import { useCallback, useMemo, useState } from "preact/hooks";
import { query } from "../api";
import { ActionDialog, takeNow, verbKeys, verbNames, verbRoute, type Verb } from "../components/actions";
import { BecausePanel } from "../components/because";
import { Chips, countBy } from "../components/chips";
import { SelectField } from "../components/field";
import { Empty, Fault } from "../components/state";
import { StatusMark, Tag } from "../components/status";
import { Table, type Column, type Group } from "../components/table";
import { useFacilities } from "../facilities";
import { capitalized, plural, showDate, showInstant, showNumber, showSpan } from "../format";
import { obligationName, type WorklistItem } from "../ledger";
import { useList, useLoad, type Loaded } from "../load";
import type { PageProps } from "../pages";
import { go, link, setQuery } from "../router";
import { useSession } from "../session";

interface Clock {
  kind: "retro" | "filing";
  due_at: string | null;
  status: string;
}

interface OfEpisode {
  episode: string;
  member: string | null;
  member_name: string | null;
  facility: string;
  payer: string | null;
}

interface Today {
  as_of: string;
  unrecorded: (OfEpisode & { dates: string[] })[];
  uncovered: (OfEpisode & { sessions: number; units: number; first: string; last: string; clock: Clock | null })[];
}

const refreshSeconds = 60;

const kindNames: Record<string, string> = {
  review: "Reviews",
  notice: "Notices",
  duty: "Duties",
  decision: "Decisions awaited",
  request: "Requests to write",
};
const statuses = ["overdue", "open", "upcoming"] as const;
const pressing: Record<string, number> = { overdue: 0, open: 1, upcoming: 2 };

const groupings = [
  { value: "payer", label: "Payer" },
  { value: "facility", label: "Facility" },
  { value: "assignee", label: "Who has it" },
  { value: "none", label: "Not grouped" },
];

const keyOf = (it: WorklistItem) => `${it.episode}\n${it.key}\n${it.due_at ?? ""}`;
const memberOf = (it: OfEpisode) => it.member_name ?? it.member ?? it.episode;

function columnsOf(zoneOf: (facility: string) => string | undefined, why: (item: WorklistItem) => void): Column<WorklistItem>[] {
  return [
    { key: "status", label: "Status", cell: (it) => <StatusMark status={it.status} />, sort: (it) => pressing[it.status] },
    {
      key: "due_at",
      label: "Due",
      sort: (it) => it.due_at,
      cell: (it) =>
        it.due_at ? (
          <button type="button" class="explained" title="Why then?" aria-haspopup="dialog" onClick={() => why(it)}>
            {showSpan(it.due_at)} <span class="quiet small due-at">{showInstant(it.due_at, zoneOf(it.facility))}</span>
          </button>
        ) : (
          <button type="button" class="explained" title="Why?" aria-haspopup="dialog" onClick={() => why(it)}>
            no date known
          </button>
        ),
    },
    { key: "what", label: "What", cell: obligationName, sort: obligationName, wide: true },
    {
      key: "member",
      label: "Member",
      sort: memberOf,
      cell: (it) => <a href={link`/episodes/${it.episode}`}>{memberOf(it)}</a>,
    },
    { key: "payer", label: "Payer", cell: (it) => it.payer ?? "–", sort: (it) => it.payer, minor: true },
    { key: "facility", label: "Facility", cell: (it) => it.facility, sort: (it) => it.facility, minor: true },
    { key: "assignee", label: "Who has it", cell: (it) => it.assignee ?? <span class="quiet">nobody</span>, sort: (it) => it.assignee, minor: true },
  ];
}

interface Filter {
  status: string | null;
  kind: string | null;
  payer: string | null;
  facility: string | null;
  mine: boolean;
}

function passes(item: WorklistItem, filter: Filter, who: string, but?: keyof Filter): boolean {
  return (
    (but === "status" || !filter.status || item.status === filter.status) &&
    (but === "kind" || !filter.kind || item.kind === filter.kind) &&
    (but === "payer" || !filter.payer || item.payer === filter.payer) &&
    (but === "facility" || !filter.facility || item.facility === filter.facility) &&
    (!filter.mine || item.assignee === who)
  );
}

type Doing = { verb: Exclude<Verb, "take">; items: WorklistItem[] };

export default function TodayPage({ place }: PageProps) {
  const { may, who } = useSession();
  const facilities = useFacilities();
  const snoozed = place.query.get("snoozed") === "show";
  const list = useList<WorklistItem>("/v1/worklist" + query({ limit: 1000, snoozed: snoozed ? "show" : null }));
  // After what is due has begun to come: it reads every open episode, and the table is wanted first.
  const today = useLoad<Today>(list.items.length > 0 || list.complete || list.error ? "/v1/today" : null, refreshSeconds);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [why, setWhy] = useState<WorklistItem>();
  const [doing, setDoing] = useState<Doing>();
  const filter: Filter = {
    status: place.query.get("status"),
    kind: place.query.get("kind"),
    payer: place.query.get("payer"),
    facility: place.query.get("facility"),
    mine: place.query.get("mine") === "yes",
  };
  const grouping = place.query.get("by") ?? "payer";

  const pressingFirst = useMemo(
    () =>
      [...list.items].sort(
        (a, b) =>
          (pressing[a.status] ?? 3) - (pressing[b.status] ?? 3) || (a.due_at ?? "9").localeCompare(b.due_at ?? "9"),
      ),
    [list.items],
  );
  const filterText = JSON.stringify(filter);
  const rows = useMemo(() => pressingFirst.filter((it) => passes(it, filter, who)), [pressingFirst, filterText, who]);
  const columns = useMemo(() => columnsOf((id) => facilities.get(id)?.time_zone, setWhy), [facilities]);
  const groupOf = useCallback(
    (it: WorklistItem): Group => {
      const value = (grouping === "facility" ? it.facility : grouping === "assignee" ? it.assignee : it.payer) ?? "";
      const name = grouping === "facility" ? (facilities.get(value)?.name ?? value) : value;
      return { key: value, label: name || (grouping === "assignee" ? "Nobody has it" : "No payer") };
    },
    [grouping, facilities],
  );
  const changed = () => {
    list.reload();
    today.reload();
    setChosen(new Set());
  };
  const start = (verb: Verb, items: WorklistItem[]) => {
    if (items.length === 0 || !may(verbRoute(verb))) return;
    if (verb === "take") void takeNow(items, who, changed);
    else setDoing({ verb, items });
  };
  const onKey = (key: string, row: WorklistItem) => {
    if (key === "?" || key === "y") setWhy(row);
    const verb = verbKeys[key];
    if (!verb) return key === "?" || key === "y";
    const bulk = chosen.size > 0 ? rows.filter((it) => chosen.has(keyOf(it))) : [row];
    start(verb, bulk);
    return true;
  };
  const inFilter = (but: keyof Filter) => list.items.filter((it) => passes(it, filter, who, but));
  const byStatus = countBy(inFilter("status"), (it) => it.status);
  const byKind = countBy(inFilter("kind"), (it) => it.kind);
  const names = (value: (it: WorklistItem) => string | null) =>
    [...new Set(list.items.map(value).filter((it): it is string => it !== null))].sort();
  const options = (all: string, values: string[], name = (it: string) => it) => [
    { value: "", label: all },
    ...values.map((it) => ({ value: it, label: name(it) })),
  ];

  return (
    <>
      <div class="page-head">
        <h1>Today</h1>
        <span class="quiet" aria-busy={list.loading}>
          {list.complete ? plural(rows.length, "item") : `${showNumber(list.items.length)} items so far…`}
        </span>
        <div class="end">
          <a class="button small" href={"/v1/worklist" + query({ format: "csv", ...listFilters(filter) })} download="worklist.csv">
            CSV
          </a>
          <button type="button" class="button small" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      <Chips
        label="By status"
        loud="overdue"
        counts={statuses.map((it) => [it, it, byStatus.get(it) ?? 0])}
        chosen={filter.status}
        choose={(status) => setQuery({ status })}
      />
      <Chips
        label="By kind"
        counts={Object.entries(kindNames).map(([kind, name]) => [kind, name, byKind.get(kind) ?? 0])}
        chosen={filter.kind}
        choose={(kind) => setQuery({ kind })}
      />
      <div class="filters">
        <SelectField label="Payer" value={filter.payer ?? ""} choices={options("All payers", names((it) => it.payer))} onChoice={(payer) => setQuery({ payer })} />
        <SelectField
          label="Facility"
          value={filter.facility ?? ""}
          choices={options("All facilities", names((it) => it.facility), (it) => facilities.get(it)?.name ?? it)}
          onChoice={(facility) => setQuery({ facility })}
        />
        <SelectField label="Grouped by" value={grouping} choices={groupings} onChoice={(by) => setQuery({ by: by === "payer" ? null : by })} />
        <button type="button" class="chip" aria-pressed={filter.mine} onClick={() => setQuery({ mine: filter.mine ? null : "yes" })}>
          Only mine
        </button>
        <button type="button" class="chip" aria-pressed={snoozed} onClick={() => setQuery({ snoozed: snoozed ? null : "show" })}>
          Snoozed too
        </button>
      </div>
      {list.error ? <Fault error={list.error} retry={list.reload} /> : null}
      {rows.length === 0 && list.complete ? (
        <Empty>{list.items.length === 0 ? "Nothing is due. Enjoy the quiet." : "Nothing passes these filters."}</Empty>
      ) : (
        <Table
          caption="What is due"
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          rowName={(it) => `${obligationName(it)}, ${memberOf(it)}`}
          onOpen={(it) => go(link`/episodes/${it.episode}`)}
          onKey={onKey}
          groupOf={grouping === "none" ? undefined : groupOf}
          chosen={chosen}
          onChoose={setChosen}
        />
      )}
      <Bulk count={chosen.size} start={(verb) => start(verb, rows.filter((it) => chosen.has(keyOf(it))))} clear={() => setChosen(new Set())} />
      <More today={today} facilities={(id) => facilities.get(id)?.time_zone} />
      {why ? (
        <BecausePanel
          title={obligationName(why)}
          asked={{ episode: why.episode, figure: why.key, because: why.because }}
          onClose={() => setWhy(undefined)}
        />
      ) : null}
      {doing ? <ActionDialog verb={doing.verb} items={doing.items} onClose={() => setDoing(undefined)} changed={changed} /> : null}
    </>
  );
}

function listFilters({ status, kind, payer, facility }: Filter) {
  return { status, kind, payer, facility };
}

function Bulk({ count, start, clear }: { count: number; start: (verb: Verb) => void; clear: () => void }) {
  const { may } = useSession();
  const verbs = Object.entries(verbKeys).filter(([, verb]) => may(verbRoute(verb)));
  if (count === 0)
    return verbs.length === 0 ? null : (
      <p class="quiet small keys-help">
        Keys on a row: <kbd>↑</kbd> <kbd>↓</kbd> walk, <kbd>Enter</kbd> opens, <kbd>x</kbd> chooses, <kbd>y</kbd> says why
        {verbs.map(([key, verb]) => (
          <>
            , <kbd>{key}</kbd> {verbNames[verb].toLowerCase()}
          </>
        ))}
      </p>
    );
  return (
    <div class="bulk" role="region" aria-label="Chosen items">
      <strong>{count} chosen</strong>
      {verbs.map(([key, verb]) => (
        <button key={verb} type="button" class="button small" onClick={() => start(verb)}>
          {verbNames[verb]} <kbd>{key}</kbd>
        </button>
      ))}
      <button type="button" class="button small" onClick={clear}>
        Choose none
      </button>
    </div>
  );
}

const clockNames: Record<Clock["kind"], string> = { retro: "ask for it after the fact", filing: "file the claim" };

function ClockText({ clock, zone }: { clock: Clock; zone: string | undefined }) {
  const passed = clock.due_at !== null && new Date(clock.due_at) < new Date();
  return (
    <span class={passed ? "due-overdue" : ""}>
      {capitalized(clockNames[clock.kind])}
      {clock.due_at ? ` by ${showInstant(clock.due_at, zone)} (${showSpan(clock.due_at)})` : ": no date is known"}
    </span>
  );
}

const fewShown = 25; // of a list beneath the table, and how many more with each click
const moreShown = 200;

function More({ today, facilities }: { today: Loaded<Today>; facilities: (id: string) => string | undefined }) {
  const [shown, setShown] = useState<Record<string, number>>({});
  if (today.error) return <Fault error={today.error} retry={today.reload} />;
  if (!today.data) return null;
  const { unrecorded, uncovered } = today.data;
  const some = <Item,>(all: Item[], list: string) => all.slice(0, shown[list] ?? fewShown);
  const rest = (all: unknown[], list: string) => {
    const count = shown[list] ?? fewShown;
    return all.length <= count ? null : (
      <button type="button" class="button small" onClick={() => setShown({ ...shown, [list]: count + moreShown })}>
        {plural(Math.min(moreShown, all.length - count), "more", "more")} of {showNumber(all.length)}
      </button>
    );
  };
  return (
    <div class="today-more">
      <section class="card" aria-labelledby="uncovered">
        <h2 id="uncovered">Attended without cover</h2>
        {uncovered.length === 0 ? <p class="quiet">Every session has cover.</p> : null}
        <ul>
          {some(uncovered, "uncovered").map((it) => (
            <li key={it.episode}>
              <a href={link`/episodes/${it.episode}`}>{memberOf(it)}</a>
              <span>
                {plural(it.sessions, "session")}, {plural(it.units, "unit")}, {showDate(it.first)}
                {it.last !== it.first ? ` to ${showDate(it.last)}` : ""}
              </span>
              <span class="end">{it.payer ?? <Tag>no payer</Tag>}</span>
              {it.clock ? <ClockText clock={it.clock} zone={facilities(it.facility)} /> : <span class="quiet">no way back is known</span>}
            </li>
          ))}
        </ul>
        {rest(uncovered, "uncovered")}
      </section>
      <section class="card" aria-labelledby="unrecorded">
        <h2 id="unrecorded">Attendance not recorded</h2>
        {unrecorded.length === 0 ? <p class="quiet">Every scheduled day has been recorded.</p> : null}
        <ul>
          {some(unrecorded, "unrecorded").map((it) => (
            <li key={it.episode}>
              <a href={link`/episodes/${it.episode}`}>{memberOf(it)}</a>
              <span>
                {it.dates.slice(-3).map((date, i) => (
                  <>
                    {i > 0 ? ", " : ""}
                    <a href={"#/attendance" + query({ facility: it.facility, date })}>{showDate(date)}</a>
                  </>
                ))}
                {it.dates.length > 3 ? ` and ${it.dates.length - 3} before` : ""}
              </span>
              <span class="end quiet">{it.facility}</span>
            </li>
          ))}
        </ul>
        {rest(unrecorded, "unrecorded")}
      </section>
    </div>
  );
}
