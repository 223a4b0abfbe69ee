// A report of the program: a plot, the table behind it, and how it is counted.
import { Fragment } from "preact";
import { useMemo, useState } from "preact/hooks";
import { query, url } from "../api";
import { SelectField, TextField } from "../components/field";
import { Await, Empty } from "../components/state";
import { Table, type Column } from "../components/table";
import { useFacilities } from "../facilities";
import { isoDate, plural, showDate, showNumber } from "../format";
import { useList, useLoad } from "../load";
import type { PageProps } from "../pages";
import type { PolicyHead } from "../policy";
import { link, setQuery } from "../router";
import { OriginDialog, type Origin } from "./report-origin";
import { monthOf, plottable, ReportPlot, showMonth } from "./report-plot";

export interface Report {
  name: string;
  from: string;
  to: string;
  as_of: string;
  columns: { name: string; label: string; unit?: string; kind: "text" | "number" | "percent" | "date" | "month"; says: string }[];
  rows: ReportRow[];
  notes: string[];
}
export type ReportRow = Record<string, string | number | null>;

export const reportNames: Record<string, { title: string; says: string }> = {
  utilization: { title: "Utilization", says: "What payers approved, and how much of it was used." },
  denials: { title: "Denials and uncovered units", says: "What payers refused, and what nobody pays." },
  requests: { title: "Requested against approved", says: "What was asked for, what came of it, and how long it took." },
  reviews: { title: "Reviews on time", says: "Concurrent reviews that were sent in time, late, or not yet." },
  "missed-sessions": { title: "Missed sessions", says: "How often members stay away, and whether payers were told in time." },
  runway: { title: "Authorization runway", says: "Days and units that are left on each open authorization." },
};

// The first day of the month that lies so many months before another date's.
function monthsBefore(date: string, months: number): string {
  const at = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() - months);
  return isoDate(at);
}

const monthsShown = 6;

export default function ReportPage({ ids: [name = ""], place }: PageProps) {
  const facilities = useFacilities();
  const payers = useList<PolicyHead>("/v1/policies?limit=1000&layer=payer").items;
  const today = isoDate(new Date());
  const isNow = name === "runway";
  const of = (key: string) => place.query.get(key) ?? "";
  const from = of("from") || monthsBefore(today, monthsShown - 1);
  const to = of("to") || today;
  const asked = { from: isNow ? null : from, to: isNow ? null : to, facility: of("facility"), payer: of("payer") };
  const known = reportNames[name];
  const report = useLoad<Report>(known ? url`/v1/reports/${name}` + query(asked) : null);
  return (
    <>
      <nav class="parts" aria-label="Reports">
        {Object.entries(reportNames).map(([it, { title }]) => (
          <a key={it} href={link`/reports/${it}`} aria-current={it === name ? "page" : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <div class="page-head">
        <h1>{known?.title ?? "Reports"}</h1>
        <span class="quiet">{known?.says ?? "There is no such report."}</span>
        <div class="end">
          {known ? (
            <a class="button small" href={url`/v1/reports/${name}` + query({ ...asked, format: "csv" })} download={`${name}.csv`}>
              CSV
            </a>
          ) : null}
          <button type="button" class="button small" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      <div class="filters">
        {isNow ? null : (
          <>
            <TextField label="From" type="date" value={from} onText={(it) => setQuery({ from: it })} />
            <TextField label="To" type="date" value={to} onText={(it) => setQuery({ to: it })} />
          </>
        )}
        <SelectField
          label="Facility"
          value={of("facility")}
          choices={[{ value: "", label: "All facilities" }, ...[...facilities.values()].map((it) => ({ value: it.id, label: it.name ?? it.id }))]}
          onChoice={(it) => setQuery({ facility: it })}
        />
        <SelectField
          label="Payer"
          value={of("payer")}
          choices={[{ value: "", label: "All payers" }, ...[...new Set(payers.map((it) => it.payer))].map((it) => ({ value: it, label: it }))]}
          onChoice={(it) => setQuery({ payer: it })}
        />
      </div>
      <Await of={report} what="Counting">
        {(it) => <Shown report={it} plotted={of("plot")} facility={of("facility")} />}
      </Await>
    </>
  );
}

function cellOf(column: Report["columns"][number], row: ReportRow) {
  const value = row[column.name];
  if (value === null || value === undefined || value === "") return <span class="quiet">–</span>;
  if (column.name === "member_name" && row.episode) return <a href={link`/episodes/${String(row.episode)}`}>{value}</a>;
  switch (column.kind) {
    case "number":
      return showNumber(Number(value));
    case "percent":
      return `${showNumber(Number(value))}%`;
    case "date":
      return showDate(String(value));
    case "month":
      return showMonth(monthOf(value));
    default:
      return String(value);
  }
}

// What is shown where there is little room, with the figure that is plotted.
const leading = new Set(["payer", "month", "member_name", "remaining", "last_covered_day"]);

const isFigure = (it: Report["columns"][number]) => it.kind === "number" || it.kind === "percent";

function Shown({ report, plotted, facility }: { report: Report; plotted: string; facility: string }) {
  const [origin, setOrigin] = useState<Origin>();
  const metrics = plottable(report);
  const metric = metrics.find((it) => it.name === plotted) ?? metrics[0];
  const columns = useMemo<Column<ReportRow>[]>(() => {
    const named = report.columns.some((it) => it.name === "member_name");
    const isLeading = (name: string) => leading.has(name) && !(named && name === "payer");
    return report.columns
      .filter((it) => !named || (it.name !== "episode" && it.name !== "member"))
      .map((it) => ({
        key: it.name,
        label: it.unit ? `${it.label} (${it.unit})` : it.label,
        cell: (row) =>
          isFigure(it) && row.month && row[it.name] ? (
            <button type="button" class="explained" aria-haspopup="dialog" title="Where from?" onClick={() => setOrigin({ row, column: it })}>
              {cellOf(it, row)}
            </button>
          ) : (
            cellOf(it, row)
          ),
        sort: (row) => row[it.name],
        ...(isFigure(it) ? { align: "end" as const } : {}),
        ...(isLeading(it.name) || it.name === metric?.name ? {} : { minor: true }),
      }));
  }, [report.columns, metric]);
  if (report.rows.length === 0)
    return (
      <>
        <Empty>There is nothing to count in this time, at this facility, with this payer.</Empty>
        <Notes report={report} />
      </>
    );
  return (
    <>
      {metric ? (
        <section class="card report-plot" aria-label="Plot">
          {metrics.length > 1 ? (
            <div class="filters">
              <SelectField
                label="Plotted"
                value={metric.name}
                choices={metrics.map((it) => ({ value: it.name, label: it.label }))}
                onChoice={(it) => setQuery({ plot: it })}
              />
            </div>
          ) : null}
          <ReportPlot report={report} metric={metric} />
        </section>
      ) : null}
      <p class="quiet small">{plural(report.rows.length, "row")}</p>
      <Table
        caption={reportNames[report.name]?.title ?? report.name}
        columns={columns}
        rows={report.rows}
        rowKey={(it) => report.columns.filter((column) => !isFigure(column)).map((column) => it[column.name]).join("\n")}
      />
      <Notes report={report} />
      {origin ? <OriginDialog report={report} of={origin} facility={facility} onClose={() => setOrigin(undefined)} /> : null}
    </>
  );
}

function Notes({ report: { notes, columns } }: { report: Report }) {
  return (
    <section class="report-notes" aria-labelledby="counted">
      <h2 id="counted">How it is counted</h2>
      <ul>
        {notes.map((it) => (
          <li key={it}>{it}</li>
        ))}
      </ul>
      <dl class="facts small">
        {columns.map((it) => (
          <Fragment key={it.name}>
            <dt>{it.label}</dt>
            <dd>{it.says}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
