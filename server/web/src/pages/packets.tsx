// The review packets that stand last for their authorization, the one that is due first on top.
import { useMemo } from "preact/hooks";
import { query } from "../api";
import { Chips, countBy } from "../components/chips";
import { SelectField } from "../components/field";
import { Verdict } from "../components/packet-verdict";
import { Empty, Fault, Loading } from "../components/state";
import { Tag } from "../components/status";
import { Table, type Column } from "../components/table";
import { useFacilities } from "../facilities";
import { plural, showInstant, showSpan } from "../format";
import { useList } from "../load";
import { verdictNames, type QueuedPacket } from "../packets";
import type { PageProps } from "../pages";
import { go, link, setQuery } from "../router";

type Packet = QueuedPacket;

const states: [Packet["state"], string][] = [
  ["built", "to approve"],
  ["approved", "to submit"],
  ["submitted", "submitted"],
];
const stateNames = Object.fromEntries(states);
const readiness: Record<string, number> = { incomplete: 0, ready_with_gaps: 1, ready: 2 };

const memberOf = (it: Packet) => it.member_name ?? it.member ?? it.episode;
const placeOf = (it: Packet) => link`/packets/${it.episode}/${String(it.number)}`;
const isLate = (it: Packet) => it.state !== "submitted" && it.due_at !== null && new Date(it.due_at) < new Date();

function columnsOf(zoneOf: (facility: string) => string | undefined): Column<Packet>[] {
  return [
    {
      key: "due_at",
      label: "Review due",
      sort: (it) => it.due_at,
      cell: (it) =>
        it.due_at ? (
          <>
            <span class={isLate(it) ? "due-overdue" : ""}>
              {isLate(it) ? <span aria-hidden="true">! </span> : null}
              {showSpan(it.due_at)}
            </span>{" "}
            <span class="quiet small due-at">{showInstant(it.due_at, zoneOf(it.facility))}</span>
          </>
        ) : (
          "no date known"
        ),
    },
    { key: "member", label: "Member", sort: memberOf, wide: true, cell: (it) => <a href={placeOf(it)}>{memberOf(it)}</a> },
    { key: "verdict", label: "Verdict", cell: (it) => <Verdict verdict={it.verdict} />, sort: (it) => readiness[it.verdict] },
    { key: "state", label: "State", cell: (it) => <Tag>{stateNames[it.state]}</Tag>, sort: (it) => stateNames[it.state], minor: true },
    { key: "authorization", label: "Authorization", cell: (it) => it.authorization || "first request", sort: (it) => it.authorization, minor: true },
    { key: "payer", label: "Payer", cell: (it) => it.payer, sort: (it) => it.payer, minor: true },
    { key: "facility", label: "Facility", cell: (it) => it.facility, sort: (it) => it.facility, minor: true },
    { key: "number", label: "Version", align: "end", cell: (it) => it.number, sort: (it) => it.number, minor: true },
  ];
}

interface Filter {
  verdict: string | null;
  state: string | null;
  payer: string | null;
  facility: string | null;
}

function passes(it: Packet, filter: Filter, but?: keyof Filter): boolean {
  return (Object.keys(filter) as (keyof Filter)[]).every((key) => key === but || !filter[key] || it[key] === filter[key]);
}

export default function PacketsPage({ place }: PageProps) {
  const facilities = useFacilities();
  const list = useList<Packet>("/v1/packets?limit=1000");
  const of = (name: string) => place.query.get(name);
  const filter: Filter = { verdict: of("verdict"), state: of("state"), payer: of("payer"), facility: of("facility") };
  const filterText = JSON.stringify(filter);
  const rows = useMemo(() => list.items.filter((it) => passes(it, filter)), [list.items, filterText]);
  const columns = useMemo(() => columnsOf((id) => facilities.get(id)?.time_zone), [facilities]);
  const counted = (key: "verdict" | "state") => countBy(list.items.filter((it) => passes(it, filter, key)), (it) => it[key]);
  const byVerdict = counted("verdict");
  const byState = counted("state");
  const choices = (all: string, values: string[], name = (it: string) => it) => [
    { value: "", label: all },
    ...[...new Set(values)].sort().map((it) => ({ value: it, label: name(it) })),
  ];

  return (
    <>
      <div class="page-head">
        <h1>Packets</h1>
        <span class="quiet">{list.complete ? plural(rows.length, "packet") : "…"}</span>
        <div class="end">
          <a class="button small" href={"/v1/packets" + query({ ...filter, format: "csv" })} download="packets.csv">
            CSV
          </a>
          <button type="button" class="button small" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      <Chips
        label="By verdict"
        counts={Object.entries(verdictNames).map(([it, name]) => [it, name, byVerdict.get(it) ?? 0])}
        chosen={filter.verdict}
        choose={(verdict) => setQuery({ verdict })}
      />
      <Chips
        label="By state"
        counts={states.map(([it, name]) => [it, name, byState.get(it) ?? 0])}
        chosen={filter.state}
        choose={(state) => setQuery({ state })}
      />
      <div class="filters">
        <SelectField
          label="Payer"
          value={filter.payer ?? ""}
          choices={choices("All payers", list.items.map((it) => it.payer))}
          onChoice={(payer) => setQuery({ payer })}
        />
        <SelectField
          label="Facility"
          value={filter.facility ?? ""}
          choices={choices("All facilities", list.items.map((it) => it.facility), (it) => facilities.get(it)?.name ?? it)}
          onChoice={(facility) => setQuery({ facility })}
        />
      </div>
      {list.error ? <Fault error={list.error} retry={list.reload} /> : null}
      {!list.complete && list.items.length === 0 && !list.error ? <Loading what="Looking for packets" /> : null}
      {list.complete && rows.length === 0 ? (
        <Empty>
          {list.items.length === 0
            ? "No packet has been built. The nightly run builds those of reviews that are due; one can also be built from a member's page."
            : "Nothing passes these filters."}
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <Table
          caption="Packets"
          columns={columns}
          rows={rows}
          rowKey={(it) => `${it.episode}\n${it.number}`}
          onOpen={(it) => go(placeOf(it))}
        />
      ) : null}
    </>
  );
}
