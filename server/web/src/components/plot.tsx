// A plot over dates, drawn by uPlot; its figures stand in a table beside it, which says the same to
// whoever does not see the plot.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

export interface Series {
  label: string;
  values: (number | null)[]; // one a place of `x`
  kind?: "line" | "steps" | "bars";
  band?: [string, string]; // labels of the two series that it fills between
  dashed?: boolean;
  thin?: boolean; // the edge of a range
  color?: 1 | 2 | 3 | 4; // of the palette of the theme; else by its place
}

export interface Mark {
  date: string;
  label: string; // written beside an upright line
}

interface PlotProps {
  label: string;
  x: string[]; // dates, ascending
  series: Series[];
  height?: number;
  unit?: string;
  marks?: Mark[];
  months?: boolean; // `x` are the first days of months, and named so
  whole?: boolean; // values are counts: no ticks between them
}

const seconds = (date: string) => Date.parse(`${date}T00:00:00Z`) / 1000;

function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function pathsOf(kind: Series["kind"]): uPlot.Series.PathBuilder | undefined {
  if (kind === "bars") return uPlot.paths.bars?.({ size: [0.7, 40] });
  if (kind === "steps") return uPlot.paths.stepped?.({ align: 1 });
  return undefined;
}

const wholeSteps = [1, 10, 100, 1000, 10_000, 100_000].flatMap((it) => [it, 2 * it, 5 * it]);

function drawMarks(plot: uPlot, marks: Mark[], ink: string) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = ink;
  ctx.lineWidth = devicePixelRatio;
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const { date, label } of marks) {
    const x = plot.valToPos(seconds(date), "x", true);
    if (x < bbox.left - 1 || x > bbox.left + bbox.width + 1) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const isRight = x > bbox.left + bbox.width * 0.8;
    ctx.textAlign = isRight ? "right" : "left";
    ctx.fillText(label, x + (isRight ? -5 : 5) * devicePixelRatio, bbox.top + 12 * devicePixelRatio);
  }
  ctx.restore();
}

const monthName = new Intl.DateTimeFormat("en-US", { month: "short", year: "2-digit", timeZone: "UTC" });

// A tick for each month; of many, for each so-manieth.
function monthTicks(x: string[]): uPlot.Axis {
  const at = x.map(seconds);
  return {
    splits: (plot) => {
      const step = Math.max(1, Math.ceil((at.length * 64) / plot.width));
      return at.filter((_, i) => i % step === 0);
    },
    values: (_, splits) => splits.map((it) => monthName.format(it * 1000)),
  };
}

function optionsOf(props: PlotProps, width: number): uPlot.Options {
  const ink = cssColor("--ink-quiet");
  const grid = { stroke: cssColor("--line"), width: 1 };
  const axis = { stroke: ink, grid, ticks: grid, font: "12px system-ui, sans-serif" };
  return {
    width,
    height: props.height ?? 220,
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "UTC"),
    cursor: { y: false },
    legend: { live: true, markers: { dash: (plot, i) => (plot.series[i]?.dash ? "dashed" : "solid") } },
    axes: [props.months ? { ...axis, ...monthTicks(props.x) } : axis, { ...axis, size: 48, ...(props.whole ? { incrs: wholeSteps } : {}) }],
    scales: { y: { range: (_, low, high) => [Math.min(0, low), high <= 0 ? 1 : high * 1.08] } },
    series: [
      { label: props.months ? "month" : "date", value: props.months ? "{MMM} {YYYY}" : "{YYYY}-{MM}-{DD}" },
      ...props.series.map(({ label, kind, dashed, thin, color }, i) => {
        const stroke = cssColor(`--plot-${color ?? (i % 4) + 1}`);
        return {
          label,
          stroke,
          width: thin ? 1 : 2,
          ...(kind === "steps" ? { points: { show: false } } : {}),
          ...(dashed ? { dash: [6, 5] } : {}),
          ...(kind === "bars" ? { fill: `${stroke}99`, points: { show: false } } : {}),
          ...(pathsOf(kind) ? { paths: pathsOf(kind) } : {}),
          value: (_: uPlot, it: number | null) => (it === null ? "–" : `${it}${props.unit ? ` ${props.unit}` : ""}`),
        } satisfies uPlot.Series;
      }),
    ],
    bands: props.series.flatMap(({ band }) => {
      if (!band) return [];
      const at = (label: string) => props.series.findIndex((it) => it.label === label) + 1;
      return [{ series: [at(band[1]), at(band[0])] as [number, number], fill: `${cssColor("--plot-1")}22` }];
    }),
    hooks: { draw: [(plot) => drawMarks(plot, props.marks ?? [], ink)] },
  };
}

export function Plot(props: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frame = place.current!;
    let plot: uPlot | undefined;
    const draw = () => {
      plot?.destroy();
      const data = [props.x.map(seconds), ...props.series.map((it) => it.values)] as uPlot.AlignedData;
      plot = new uPlot(optionsOf(props, Math.max(240, frame.clientWidth)), data, frame);
    };
    draw();
    const resized = new ResizeObserver(() => {
      if (plot && Math.abs(plot.width - Math.max(240, frame.clientWidth)) > 1)
        plot.setSize({ width: Math.max(240, frame.clientWidth), height: props.height ?? 220 });
    });
    resized.observe(frame);
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      plot?.destroy();
    };
  }, [props.x, props.series, JSON.stringify(props.marks)]);
  return <div ref={place} class="plot" role="img" aria-label={props.label} />;
}
