// What of a report is drawn: a figure by month, a series for each payer and unit; of what has no
// month, how many are still covered on each day ahead. All of it stands in the table as well.
import { useMemo } from "preact/hooks";
import { Plot, type Series } from "../components/plot";
import { isoDate } from "../format";
import type { Report, ReportRow } from "./report";

type Metric = Report["columns"][number];

const mostSeries = 4;

// The figure that a report is first looked at for.
const first: Record<string, string> = {
  utilization: "percent",
  denials: "uncovered_units",
  requests: "requests",
  reviews: "late",
  "missed-sessions": "percent",
};

export function monthOf(value: string | number | null | undefined): string {
  return String(value ?? "").slice(0, 7);
}

// "2026-03": "Mar 2026".
export function showMonth(month: string): string {
  return new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));
}

function dayColumn(report: Report): Metric | undefined {
  return report.columns.find((it) => it.kind === "date");
}

// The one that is drawn unless another is asked for stands first.
export function plottable(report: Report): Metric[] {
  if (!report.columns.some((it) => it.kind === "month")) {
    const day = dayColumn(report);
    return day ? [day] : [];
  }
  const figures = report.columns.filter((it) => it.kind === "number" || it.kind === "percent");
  const leading = figures.find((it) => it.name === first[report.name]);
  return leading ? [leading, ...figures.filter((it) => it !== leading)] : figures;
}

export function ReportPlot({ report, metric }: { report: Report; metric: Metric }) {
  const drawn = useMemo(() => (metric.kind === "date" ? stillCovered(report, metric) : byMonth(report, metric)), [report, metric]);
  return (
    <>
      <h2>{drawn.title}</h2>
      <Plot label={`${drawn.title}; the table below has the figures`} x={drawn.x} series={drawn.series} months={metric.kind !== "date"} whole={metric.kind !== "percent"} {...(metric.kind === "percent" ? { unit: "%" } : {})} />
      {drawn.leftOut > 0 ? <p class="quiet small">{drawn.leftOut} more are in the table only. Choose a payer to see one alone.</p> : null}
    </>
  );
}

interface Drawn {
  title: string;
  x: string[];
  series: Series[];
  leftOut: number;
}

function byMonth(report: Report, metric: Metric): Drawn {
  const month = report.columns.find((it) => it.kind === "month")!.name;
  const x = [...new Set(report.rows.map((it) => monthOf(it[month])))].sort();
  const texts = report.columns.filter((it) => it.kind === "text").map((it) => it.name);
  const nameOf = (row: ReportRow) => texts.map((it) => row[it]).filter(Boolean).join(", ") || "no payer";
  const groups = new Map<string, ReportRow[]>();
  for (const row of report.rows) groups.set(nameOf(row), [...(groups.get(nameOf(row)) ?? []), row]);
  // Those with most months first: they are what a plot can show and a table cannot.
  const shown = [...groups].sort(([, one], [, other]) => other.length - one.length).slice(0, mostSeries);
  const series = shown.map(([label, rows]): Series => {
    const values = new Map(rows.map((row) => [monthOf(row[month]), row[metric.name]]));
    return {
      label,
      kind: shown.length === 1 ? "bars" : "line",
      values: x.map((it) => {
        const value = values.get(it);
        return value === null || value === undefined ? null : Number(value);
      }),
    };
  });
  return { title: `${metric.label}, by month`, x: x.map((it) => `${it}-01`), series, leftOut: groups.size - shown.length };
}

function stillCovered(report: Report, metric: Metric): Drawn {
  const days = report.rows.map((row) => row[metric.name]).filter((it): it is string => typeof it === "string");
  const x = [...new Set([isoDate(new Date(report.as_of)), ...days])].sort();
  return {
    title: "Authorizations that still cover, by day",
    x,
    series: [{ label: "authorizations", kind: "steps", values: x.map((day) => days.filter((it) => it >= day).length) }],
    leftOut: 0,
  };
}
