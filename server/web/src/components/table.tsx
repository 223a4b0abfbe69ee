// A table that stays quick with ten thousand rows: only the rows in sight are in the document, and
// the table says how many there are. Sorted by a click on a head; the rows are walked with the arrow
// keys or j and k, opened with Enter, chosen with x.
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

export interface Column<Row> {
  key: string;
  label: string;
  cell: (row: Row) => ComponentChildren;
  sort?: (row: Row) => string | number | null | undefined; // none: not sorted by it
  align?: "end"; // figures
  wide?: boolean; // may take what width is left
  minor?: boolean; // not shown where there is little room
  spare?: boolean; // shown only where there is plenty
}

export interface Group {
  key: string;
  label: ComponentChildren;
}

interface TableProps<Row> {
  caption: string; // for screen readers
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  rowName?: (row: Row) => string; // for the box that chooses the row
  rowClass?: (row: Row) => string;
  onOpen?: (row: Row) => void;
  onKey?: (key: string, row: Row) => boolean; // true: it was for this row
  groupOf?: (row: Row) => Group; // rows of a group stand together, groups in the order of the rows
  chosen?: ReadonlySet<string>;
  onChoose?: (chosen: ReadonlySet<string>) => void;
  dense?: boolean; // many columns
  sortedBy?: string; // key of a column; "-key": descending
  reach?: string | undefined; // key of a row that is brought into sight, and to the focus
}

type Line<Row> = { kind: "group"; group: Group; size: number } | { kind: "row"; row: Row; index: number };

const rowHeight = 44; // pixels; as --row-height of the styles

function compared(a: unknown, b: unknown): number {
  const aNone = a === null || a === undefined || a === "";
  const bNone = b === null || b === undefined || b === "";
  if (aNone || bNone) return aNone === bNone ? 0 : aNone ? 1 : -1; // none stands last
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
}

function sorted<Row>(rows: Row[], columns: Column<Row>[], sort: string | undefined): Row[] {
  const descending = sort?.startsWith("-") ?? false;
  const value = columns.find((it) => it.key === sort?.replace(/^-/, ""))?.sort;
  if (!value) return rows;
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    const none = x === null || x === undefined || y === null || y === undefined;
    return descending && !none ? compared(y, x) : compared(x, y);
  });
}

function lined<Row>(rows: Row[], groupOf: ((row: Row) => Group) | undefined): Line<Row>[] {
  if (!groupOf) return rows.map((row, index) => ({ kind: "row", row, index }));
  const groups = new Map<string, { group: Group; rows: Row[] }>();
  for (const row of rows) {
    const group = groupOf(row);
    const known = groups.get(group.key);
    if (known) known.rows.push(row);
    else groups.set(group.key, { group, rows: [row] });
  }
  const lines: Line<Row>[] = [];
  let index = 0;
  for (const { group, rows: members } of groups.values()) {
    lines.push({ kind: "group", group, size: members.length });
    for (const row of members) lines.push({ kind: "row", row, index: index++ });
  }
  return lines;
}

function useVirtualLines(count: number, printing: boolean) {
  const frame = useRef<HTMLDivElement>(null);
  const [, redraw] = useState(0);
  const [virtualizer] = useState(
    () =>
      new Virtualizer<HTMLDivElement, HTMLTableRowElement>({
        count: 0,
        getScrollElement: () => frame.current,
        estimateSize: () => rowHeight,
        overscan: 12,
        observeElementRect,
        observeElementOffset,
        scrollToFn: elementScroll,
        onChange: () => redraw((it) => it + 1),
      }),
  );
  virtualizer.setOptions({ ...virtualizer.options, count });
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  const items = virtualizer.getVirtualItems();
  const first = printing ? 0 : (items[0]?.index ?? 0);
  const last = printing ? count - 1 : (items[items.length - 1]?.index ?? Math.min(count, 40) - 1);
  return { frame, virtualizer, first, last };
}

function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const media = matchMedia("print");
    const changed = () => setPrinting(media.matches);
    const before = () => setPrinting(true);
    const after = () => setPrinting(false);
    media.addEventListener("change", changed);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      media.removeEventListener("change", changed);
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  return printing;
}

const steps: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 };

export function Table<Row>(props: TableProps<Row>) {
  const { columns, rows, rowKey, chosen, onChoose, onOpen } = props;
  const [sort, setSort] = useState(props.sortedBy);
  const [current, setCurrent] = useState<string | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const ordered = useMemo(() => sorted(rows, columns, sort), [rows, columns, sort]);
  const lines = useMemo(() => lined(ordered, props.groupOf), [ordered, props.groupOf]);
  const { frame, virtualizer, first, last } = useVirtualLines(lines.length, usePrinting());
  const inOrder = useMemo(() => lines.filter((it) => it.kind === "row"), [lines]);
  const columnCount = columns.length + (onChoose ? 1 : 0);

  const reach = (row: Row) => {
    const key = rowKey(row);
    setCurrent(key);
    const at = lines.findIndex((it) => it.kind === "row" && rowKey(it.row) === key);
    virtualizer.scrollToIndex(at, { align: "auto" });
    requestAnimationFrame(() =>
      body.current?.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true }),
    );
  };
  useEffect(() => {
    const row = rows.find((it) => rowKey(it) === props.reach);
    if (row) reach(row);
  }, [props.reach, rows.length > 0]);
  const choose = (key: string) => {
    if (!onChoose) return;
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    onChoose(next);
  };
  const onKeyDown = (event: KeyboardEvent, row: Row) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = rowKey(row);
    const at = inOrder.findIndex((it) => rowKey(it.row) === key);
    const step = steps[event.key];
    if (step !== undefined) {
      const to = inOrder[Math.max(0, Math.min(inOrder.length - 1, at + step))];
      if (to) reach(to.row);
    } else if (event.key === "Enter" && onOpen) onOpen(row);
    else if ((event.key === "x" || event.key === " ") && onChoose) choose(key);
    else if (!props.onKey?.(event.key, row)) return;
    event.preventDefault();
  };
  const sortBy = (column: Column<Row>) => setSort(sort === column.key ? `-${column.key}` : column.key);
  const focusable = current !== null && inOrder.some((it) => rowKey(it.row) === current) ? current : inOrder[0] ? rowKey(inOrder[0].row) : null;
  const all = onChoose && rows.length > 0 && rows.every((it) => chosen?.has(rowKey(it)));

  return (
    <div class={`table-frame${props.dense ? " dense" : ""}`} ref={frame} tabIndex={-1}>
      <table aria-rowcount={inOrder.length + 1}>
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {onChoose ? (
              <th class="choose">
                <input
                  type="checkbox"
                  aria-label="Choose all rows"
                  checked={all}
                  onChange={() => onChoose(all ? new Set() : new Set(rows.map(rowKey)))}
                />
              </th>
            ) : null}
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                class={classes(column)}
                aria-sort={sort === column.key ? "ascending" : sort === `-${column.key}` ? "descending" : undefined}
              >
                {column.sort ? (
                  <button type="button" class="sort" onClick={() => sortBy(column)}>
                    {column.label}
                    <span aria-hidden="true">{sort === column.key ? " ↑" : sort === `-${column.key}` ? " ↓" : ""}</span>
                  </button>
                ) : (
                  column.label
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {first > 0 ? <Spacer lines={first} columns={columnCount} /> : null}
          {lines.slice(first, last + 1).map((line) => {
            if (line.kind === "group")
              return (
                <tr class="group" key={`group ${line.group.key}`}>
                  <th colSpan={columnCount} scope="colgroup">
                    {line.group.label} <span class="count">{line.size}</span>
                  </th>
                </tr>
              );
            const key = rowKey(line.row);
            return (
              <tr
                key={key}
                data-key={key}
                data-chosen={chosen?.has(key) ? "" : undefined}
                aria-rowindex={line.index + 2}
                class={`${onOpen ? "opens" : ""} ${props.rowClass?.(line.row) ?? ""}`}
                tabIndex={key === focusable ? 0 : -1}
                onFocus={() => setCurrent(key)}
                onKeyDown={(event) => onKeyDown(event, line.row)}
                onClick={(event) => {
                  if (!(event.target as HTMLElement).closest("a, button, input, select, label")) onOpen?.(line.row);
                }}
              >
                {onChoose ? (
                  <td class="choose">
                    <input
                      type="checkbox"
                      aria-label={`Choose ${props.rowName?.(line.row) ?? key}`}
                      checked={chosen?.has(key) ?? false}
                      onChange={() => choose(key)}
                    />
                  </td>
                ) : null}
                {columns.map((column) => (
                  <td key={column.key} class={classes(column)}>
                    {column.cell(line.row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {last < lines.length - 1 ? <Spacer lines={lines.length - 1 - last} columns={columnCount} /> : null}
        </tbody>
      </table>
    </div>
  );
}

function classes<Row>(column: Column<Row>): string {
  return [column.align === "end" ? "end" : "", column.wide ? "wide" : "", column.minor ? "minor" : "", column.spare ? "spare" : ""].join(" ");
}

// Stands for rows out of sight.
function Spacer({ lines, columns }: { lines: number; columns: number }) {
  return (
    <tr aria-hidden="true" class="spacer">
      <td colSpan={columns} style={{ height: `${lines * rowHeight}px` }} />
    </tr>
  );
}
