// Where a figure of a report comes from: the episodes that were counted, each with its part of it.
import { query, url } from "../api";
import { Dialog } from "../components/dialog";
import { Await, Empty } from "../components/state";
import { showNumber } from "../format";
import { useLoad } from "../load";
import { link } from "../router";
import type { Report, ReportRow } from "./report";
import { monthOf, showMonth } from "./report-plot";

export interface Origin {
  row: ReportRow;
  column: Report["columns"][number];
}

// The days of the month that the report is about, too.
function daysOf(report: Report, month: string): { from: string; to: string } {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
  const first = `${month}-01`;
  return { from: report.from > first ? report.from : first, to: report.to < last ? report.to : last };
}

interface OriginProps {
  report: Report;
  of: Origin;
  facility: string; // empty: all
  onClose: () => void;
}

export function OriginDialog({ report, of: { row, column }, facility, onClose }: OriginProps) {
  const month = monthOf(row.month);
  const payer = row.payer ? String(row.payer) : "";
  const asked = { ...daysOf(report, month), by: "episode", facility, payer };
  const counted = useLoad<Report>(url`/v1/reports/${report.name}` + query(asked));
  const shown = (value: ReportRow[string] | undefined) =>
    value === null || value === undefined ? "–" : showNumber(Number(value)) + (column.kind === "percent" ? "%" : "");
  return (
    <Dialog title={`${column.label}: ${shown(row[column.name])}`} onClose={onClose}>
      <p>
        {payer || "No coverage"}, {showMonth(month)}
        {row.unit ? `, counted by ${String(row.unit)}` : ""}. {column.says}
      </p>
      <Await of={counted} what="Asking what was counted">
        {({ rows }) => {
          const same = rows.filter((it) => (it.payer ?? "") === payer && monthOf(it.month) === month && (it.unit ?? null) === (row.unit ?? null));
          const parts = same.filter((it) => it[column.name] !== null && it[column.name] !== 0);
          if (parts.length === 0) return <Empty>No episode has a part of it.</Empty>;
          return (
            <table class="plain">
              <caption class="visually-hidden">Episodes that were counted</caption>
              <thead>
                <tr>
                  <th scope="col">Episode</th>
                  <th scope="col" class="end">
                    {column.label}
                  </th>
                </tr>
              </thead>
              <tbody>
                {parts.map((it) => (
                  <tr key={String(it.episode)}>
                    <td>
                      <a href={link`/episodes/${String(it.episode)}`}>{it.member_name ?? it.member ?? it.episode}</a> <span class="quiet">{it.episode}</span>
                    </td>
                    <td class="end">{shown(it[column.name])}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        }}
      </Await>
    </Dialog>
  );
}
