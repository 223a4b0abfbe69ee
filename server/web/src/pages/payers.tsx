// The library of payers' rules: which documents there are, from when to when, and for whom.
import { useMemo } from "preact/hooks";
import { query } from "../api";
import { Chips, countBy } from "../components/chips";
import { CheckField, SelectField, TextField } from "../components/field";
import { Empty, Fault, Loading } from "../components/state";
import { Tag } from "../components/status";
import { Table, type Column } from "../components/table";
import { isoDate, plural, showDate } from "../format";
import { useList } from "../load";
import type { PageProps } from "../pages";
import { scopeOf, type PolicyHead } from "../policy";
import { go, link, setQuery } from "../router";

const layers: [PolicyHead["layer"], string][] = [
  ["payer", "of payers"],
  ["contract", "contracts"],
  ["law", "laws"],
];
const placeOf = (it: PolicyHead) => link`/payers/${it.payer}/${it.version}`;

const columns: Column<PolicyHead>[] = [
  { key: "version", label: "Document", cell: (it) => <a href={placeOf(it)}>{it.version}</a>, sort: (it) => it.version },
  { key: "scope", label: "For", cell: scopeOf, sort: scopeOf, wide: true },
  { key: "layer", label: "Kind", cell: (it) => <Tag>{it.layer}</Tag>, sort: (it) => it.layer, minor: true },
  { key: "from", label: "In force from", cell: (it) => showDate(it.effective.from), sort: (it) => it.effective.from, minor: true },
  {
    key: "to",
    label: "Until",
    cell: (it) => (it.effective.to ? showDate(it.effective.to) : <span class="quiet">still in force</span>),
    sort: (it) => it.effective.to,
    minor: true,
  },
];

export default function PayersPage({ place }: PageProps) {
  const list = useList<PolicyHead>("/v1/policies?limit=1000");
  const wanted = place.query.get("q") ?? "";
  const layer = place.query.get("layer");
  const past = place.query.get("past") === "show";
  const payer = place.query.get("payer") ?? "";
  const today = isoDate(new Date());
  const passing = useMemo(
    () =>
      list.items.filter(
        (it) =>
          (!payer || it.payer === payer) &&
          (past || !it.effective.to || it.effective.to >= today) &&
          `${it.payer} ${it.version} ${scopeOf(it)}`.toLowerCase().includes(wanted.toLowerCase()),
      ),
    [list.items, payer, past, wanted, today],
  );
  const rows = useMemo(() => passing.filter((it) => !layer || it.layer === layer), [passing, layer]);
  const byLayer = countBy(passing, (it) => it.layer);
  const payers = [...new Set(list.items.map((it) => it.payer))];
  const shown = new Set(rows.map((it) => it.payer)).size;
  return (
    <>
      <div class="page-head">
        <h1>Payers</h1>
        <span class="quiet">
          {plural(rows.length, "document")} of {plural(shown, "payer or law", "payers and laws")}
        </span>
        <div class="end">
          <a class="button small" href={"/v1/policies" + query({ format: "csv", layer, payer })} download="policies.csv">
            CSV
          </a>
          <button type="button" class="button small" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      <Chips
        label="By kind"
        counts={layers.map(([it, name]) => [it, name, byLayer.get(it) ?? 0])}
        chosen={layer}
        choose={(it) => setQuery({ layer: it })}
      />
      <div class="filters">
        <TextField label="Find" type="search" value={wanted} onText={(q) => setQuery({ q })} placeholder="payer, plan, state" />
        <SelectField
          label="Payer"
          value={payer}
          choices={[{ value: "", label: "All payers" }, ...payers.map((it) => ({ value: it, label: it }))]}
          onChoice={(it) => setQuery({ payer: it })}
        />
        <CheckField label="Past documents too" checked={past} onCheck={(it) => setQuery({ past: it ? "show" : null })} />
      </div>
      {list.error ? <Fault error={list.error} retry={list.reload} /> : null}
      {!list.complete && !list.error && list.items.length === 0 ? <Loading what="Opening the library" /> : null}
      {list.complete && rows.length === 0 ? (
        <Empty>{list.items.length === 0 ? "The service runs without policies." : "No document passes these filters."}</Empty>
      ) : null}
      {rows.length > 0 ? (
        <Table
          caption="Policy documents"
          columns={columns}
          rows={rows}
          rowKey={(it) => `${it.payer}\n${it.version}`}
          groupOf={(it) => ({ key: it.payer, label: it.payer })}
          onOpen={(it) => go(placeOf(it))}
        />
      ) : null}
    </>
  );
}
