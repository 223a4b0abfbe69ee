// What each line of a file would do, or did; what is refused can be had as a file again.
import { useMemo, useState } from "preact/hooks";
import type { AttendanceFile } from "../attendance-file";
import { effectNames, type Effect, type Tried } from "../attendance-trial";
import { Chips, countBy } from "../components/chips";
import { Table, type Column } from "../components/table";
import { downloadCsv } from "../csv";
import { plural } from "../format";

const marks: Record<Effect, string> = { new: "+", replaces: "↻", overlaps: "!", exists: "✓", refused: "✕", skipped: "–" };

const columns: Column<Tried>[] = [
  { key: "line", label: "Line", align: "end", cell: (it) => it.line, sort: (it) => it.line },
  {
    key: "effect",
    label: "What becomes of it",
    sort: (it) => it.effect,
    cell: (it) => (
      <span class={it.effect === "refused" ? "due-overdue" : ""}>
        <span aria-hidden="true">{marks[it.effect]}</span> {effectNames[it.effect]}
      </span>
    ),
  },
  { key: "why", label: "Why", cell: (it) => it.why, sort: (it) => it.why, wide: true },
  { key: "row", label: "The line", cell: (it) => <span class="quiet">{it.row.join(", ")}</span>, minor: true },
];

interface TrialProps {
  file: AttendanceFile;
  tried: Tried[];
  imported: boolean;
  busy: boolean;
  save: () => void;
}

export function TrialTable({ file, tried, imported, busy, save }: TrialProps) {
  const [shown, setShown] = useState<Effect | null>(null);
  const counts = useMemo(() => countBy(tried, (it) => it.effect), [tried]);
  const rows = useMemo(() => tried.filter((it) => !shown || it.effect === shown), [tried, shown]);
  const refused = tried.filter((it) => it.effect === "refused");
  const saying = tried.filter((it) => it.event !== null && it.effect !== "exists").length;
  return (
    <>
      <Chips
        label="By what becomes of a line"
        loud="refused"
        counts={(Object.keys(effectNames) as Effect[]).map((it) => [it, effectNames[it], counts.get(it) ?? 0])}
        chosen={shown}
        choose={(it) => setShown(it as Effect | null)}
      />
      <Table caption="Lines of the file" columns={columns} rows={rows} rowKey={(it) => String(it.line)} />
      <p class="form-end">
        {refused.length > 0 ? (
          <button
            type="button"
            class="button"
            onClick={() => downloadCsv(`refused-${file.name}`, [...file.columns, "line", "why"], refused.map((it) => [...file.columns.map((_, i) => it.row[i] ?? ""), it.line, it.why]))}
          >
            Refused lines as a file
          </button>
        ) : null}
        {imported ? (
          <strong role="status">
            Imported: {plural(saying, "line")} said, {plural(refused.length, "line")} refused.
          </strong>
        ) : (
          <button type="button" class="button primary" disabled={busy || saying === 0} onClick={save}>
            Import {plural(saying, "line")}
          </button>
        )}
      </p>
    </>
  );
}
