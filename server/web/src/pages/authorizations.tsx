// Every authorization line by line, as billers keep it: what was approved, what is left and until
// when. What ends soon or runs out is a click away.
import { useMemo, useState } from "preact/hooks";
import { AuthorizationDialog, type Editing } from "../components/authorization-dialog";
import { Explained } from "../components/because";
import { Chips } from "../components/chips";
import { SelectField, TextField } from "../components/field";
import { Await, Empty } from "../components/state";
import { Table, type Column } from "../components/table";
import { UnitBar } from "../components/unit-bar";
import { downloadCsv } from "../csv";
import { useFacilities } from "../facilities";
import { addDays, dateIn, plural, showDate, showInstant, showNumber } from "../format";
import { useLoad } from "../load";
import type { PageProps } from "../pages";
import { go, link, setQuery } from "../router";
import { useSession } from "../session";
import { showUnits, unitName, type Unit } from "../standing";

interface AuthorizationLine {
  payer: string | null;
  number: string | null;
  codes: string | null;
  member: string | null;
  member_name: string | null;
  unit: Unit;
  approved: number | null; // null: without limit
  used: number;
  remaining: number | null;
  percent: number | null;
  scheduled: number;
  start: string | null;
  end: string | null;
  last_covered_day: string | null;
  next_review: string | null;
  facility: string;
  episode: string;
  authorization: string;
  ended: 0 | 1;
}

type View = "ending" | "few" | "review";

interface Limits {
  days: number;
  units: number;
}

const keyOf = (it: AuthorizationLine) => `${it.episode}\n${it.authorization}\n${it.codes ?? ""}`;
const memberOf = (it: AuthorizationLine) => it.member_name ?? it.member ?? it.episode;
const codesOf = (it: AuthorizationLine) => it.codes ?? "every service";

function passes(it: AuthorizationLine, view: View | null, limits: Limits, today: string): boolean {
  if (view === "ending") return it.ended === 0 && it.end !== null && it.end <= addDays(today, limits.days);
  if (view === "few") return it.ended === 0 && it.remaining !== null && it.remaining < limits.units;
  if (view === "review") return it.next_review !== null && it.next_review <= addDays(today, limits.days);
  return true;
}

// What a copy of the table for a spreadsheet has, in its order.
const csvColumns: [name: string, value: (it: AuthorizationLine) => string | number | null][] = [
  ["payer", (it) => it.payer],
  ["number", (it) => it.number],
  ["codes", (it) => it.codes],
  ["member", (it) => it.member],
  ["member_name", (it) => it.member_name],
  ["facility", (it) => it.facility],
  ["unit", (it) => it.unit],
  ["approved", (it) => it.approved],
  ["used", (it) => it.used],
  ["remaining", (it) => it.remaining],
  ["percent_used", (it) => it.percent],
  ["scheduled", (it) => it.scheduled],
  ["start", (it) => it.start],
  ["end", (it) => it.end],
  ["last_covered_day", (it) => it.last_covered_day],
  ["next_review", (it) => it.next_review],
  ["episode", (it) => it.episode],
  ["authorization", (it) => it.authorization],
];

function columnsOf(today: string, correct: ((it: AuthorizationLine) => void) | null): Column<AuthorizationLine>[] {
  const columns: Column<AuthorizationLine>[] = [
    { key: "payer", label: "Payer", cell: (it) => it.payer ?? "–", sort: (it) => it.payer, minor: true },
    {
      key: "number",
      label: "Number",
      sort: (it) => it.number ?? it.authorization,
      cell: (it) => (
        <Explained asked={{ episode: it.episode, figure: it.authorization }} title={`Authorization ${it.number ?? it.authorization}`}>
          {it.number ?? <span class="quiet">{it.authorization}, no number</span>}
        </Explained>
      ),
      minor: true,
    },
    { key: "codes", label: "Code", cell: (it) => (it.codes ? it.codes : <span class="quiet">every service</span>), sort: (it) => it.codes, minor: true },
    {
      key: "member",
      label: "Member",
      sort: memberOf,
      wide: true,
      cell: (it) => (
        <a href={link`/episodes/${it.episode}`}>
          {memberOf(it)}
          <span class="narrow-only quiet small">
            {it.number ?? it.authorization}, {codesOf(it)}
          </span>
        </a>
      ),
    },
    {
      key: "approved",
      label: "Approved",
      align: "end",
      sort: (it) => it.approved,
      cell: (it) => (it.approved === null ? <span class="quiet">no limit</span> : showUnits(it.approved, it.unit)),
      minor: true,
    },
    { key: "used", label: "Used", align: "end", cell: (it) => showNumber(it.used), sort: (it) => it.used, minor: true },
    {
      key: "remaining",
      label: "Left",
      align: "end",
      sort: (it) => it.remaining,
      cell: (it) => <strong>{it.remaining === null ? "no limit" : showNumber(it.remaining)}</strong>,
    },
    {
      key: "percent",
      label: "Used, of all",
      sort: (it) => it.percent,
      minor: true,
      cell: (it) =>
        it.approved === null || it.remaining === null ? null : (
          <span class="bar-and-percent">
            <UnitBar
              units={it.approved}
              used={it.used}
              scheduled={Math.min(it.scheduled, it.remaining)}
              over={Math.max(0, it.remaining - it.scheduled)}
              lapsed={it.ended === 1}
              unit={unitName(it.unit)}
              small
            />
            <span class="quiet small">{showNumber(it.percent)}%</span>
          </span>
        ),
    },
    { key: "scheduled", label: "Scheduled", align: "end", cell: (it) => showNumber(it.scheduled), sort: (it) => it.scheduled, minor: true },
    { key: "end", label: "Ends", cell: (it) => <End it={it} today={today} />, sort: (it) => it.end },
    { key: "last", label: "Last covered day", cell: (it) => showDate(it.last_covered_day, today), sort: (it) => it.last_covered_day, minor: true },
    {
      key: "review",
      label: "Next review",
      sort: (it) => it.next_review,
      minor: true,
      cell: (it) => <span class={it.next_review !== null && it.next_review < today ? "due-overdue" : ""}>{showDate(it.next_review, today)}</span>,
    },
    { key: "facility", label: "Facility", cell: (it) => it.facility, sort: (it) => it.facility, minor: true, spare: true },
  ];
  if (correct)
    columns.push({
      key: "correct",
      label: "",
      minor: true,
      cell: (it) => (
        <button type="button" class="icon-button" title="Correct" aria-label={`Correct ${it.number ?? it.authorization}`} onClick={() => correct(it)}>
          ✎
        </button>
      ),
    });
  return columns;
}

function End({ it, today }: { it: AuthorizationLine; today: string }) {
  if (it.end === null) return <span class="quiet">no end</span>;
  return (
    <>
      {showDate(it.end, today)} {it.ended ? <span class="quiet small">ended</span> : null}
    </>
  );
}

export default function AuthorizationsPage({ place }: PageProps) {
  const { may } = useSession();
  const facilities = useFacilities();
  const report = useLoad<{ as_of: string; rows: AuthorizationLine[] }>("/v1/reports/authorizations");
  const thresholds = useLoad<{ ending_days: number; few_units: number }>(may("GET /v1/thresholds") ? "/v1/thresholds" : null).data;
  const [editing, setEditing] = useState<Editing>();
  const today = dateIn(undefined, new Date());
  const of = (name: string) => place.query.get(name) ?? "";
  const limits = {
    days: Number(of("days") || (thresholds?.ending_days ?? 14)),
    units: Number(of("units") || (thresholds?.few_units ?? 5)),
  };
  const view = (of("show") || null) as View | null;
  const withEnded = of("ended") === "show";
  const mayEnter = may("POST /v1/events");
  const all = report.data?.rows ?? [];
  const inPlace = useMemo(
    () =>
      all.filter(
        (it) =>
          (withEnded || it.ended === 0) && (!of("payer") || it.payer === of("payer")) && (!of("facility") || it.facility === of("facility")),
      ),
    [all, withEnded, of("payer"), of("facility")],
  );
  const rows = useMemo(() => inPlace.filter((it) => passes(it, view, limits, today)), [inPlace, view, limits.days, limits.units, today]);
  const columns = useMemo(
    () => columnsOf(today, mayEnter ? (it) => setEditing({ episode: it.episode, authorization: it.authorization }) : null),
    [today, mayEnter],
  );
  const counted = (which: View) => inPlace.filter((it) => passes(it, which, limits, today)).length;
  const payers = [...new Set(all.map((it) => it.payer).filter((it): it is string => it !== null))].sort();
  return (
    <>
      <div class="page-head">
        <h1>Authorizations</h1>
        <span class="quiet">{report.data ? plural(rows.length, "line") : ""}</span>
        <div class="end">
          {mayEnter ? (
            <button type="button" class="button small primary" onClick={() => setEditing({ episode: null, authorization: null })}>
              Enter an authorization
            </button>
          ) : null}
          <button
            type="button"
            class="button small"
            onClick={() =>
              downloadCsv(
                `authorizations-${today}.csv`,
                csvColumns.map(([name]) => name),
                rows.map((row) => csvColumns.map(([, value]) => value(row))),
              )
            }
          >
            CSV
          </button>
          <button type="button" class="button small" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      <Chips
        label="What needs a look"
        counts={[
          ["ending", `ending within ${plural(limits.days, "day")}`, counted("ending")],
          ["few", `with fewer than ${plural(limits.units, "unit")}`, counted("few")],
          ["review", `with a review within ${plural(limits.days, "day")}`, counted("review")],
        ]}
        chosen={view}
        choose={(show) => setQuery({ show })}
      />
      <div class="filters">
        <SelectField
          label="Payer"
          value={of("payer")}
          choices={[{ value: "", label: "All payers" }, ...payers.map((it) => ({ value: it, label: it }))]}
          onChoice={(payer) => setQuery({ payer })}
        />
        <SelectField
          label="Facility"
          value={of("facility")}
          choices={[{ value: "", label: "All facilities" }, ...[...facilities.values()].map((it) => ({ value: it.id, label: it.name ?? it.id }))]}
          onChoice={(facility) => setQuery({ facility })}
        />
        <TextField label="Soon is within days" type="number" min={0} max={999} value={limits.days} onText={(days) => setQuery({ days })} />
        <TextField label="Few is fewer units than" type="number" min={0} max={999} value={limits.units} onText={(units) => setQuery({ units })} />
        <button type="button" class="chip" aria-pressed={withEnded} onClick={() => setQuery({ ended: withEnded ? null : "show" })}>
          Ended too
        </button>
      </div>
      <Await of={report} what="Asking for the authorizations">
        {({ as_of }) => (
          <>
            {rows.length === 0 ? (
              <Empty>{all.length === 0 ? "No authorization was approved yet." : "No authorization passes these filters."}</Empty>
            ) : (
              <Table
                caption="Authorizations, line by line"
                columns={columns}
                rows={rows}
                rowKey={keyOf}
                rowName={(it) => `${it.number ?? it.authorization}, ${memberOf(it)}`}
                sortedBy="end"
                dense
                onOpen={(it) => go(link`/episodes/${it.episode}`)}
              />
            )}
            <p class="quiet small">
              As of {showInstant(as_of)}. A row for each line of an authorization. Scheduled: units that the schedule ahead takes from it.
              Next review: the first that is still to be sent.
            </p>
          </>
        )}
      </Await>
      {editing ? <AuthorizationDialog editing={editing} onClose={() => setEditing(undefined)} changed={report.reload} /> : null}
    </>
  );
}
