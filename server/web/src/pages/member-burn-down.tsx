// How the units of an authorization go: so far, by the schedule ahead, and between which lines it
// stays if the member goes on attending as until now.
import { useMemo, useState } from "preact/hooks";
import { Plot, type Series } from "../components/plot";
import { addDays, showDate, showNumber } from "../format";
import { unitName, type Authorization, type BurnDown, type Days, type Line, type Standing, type UnitsLeft } from "../standing";
import type { Asked } from "./member";

interface Shown {
  burnDown: BurnDown;
  authorization: Authorization;
  line: Line;
  name: string;
}

function shownLines(days: Days, standing: Standing): Shown[] {
  return days.burn_down.flatMap((burnDown) => {
    const authorization = standing.authorizations.find((it) => it.authorization === burnDown.authorization);
    const line = authorization?.lines[burnDown.line];
    if (!authorization || !line) return [];
    const codes = authorization.lines.length > 1 ? ` (${line.codes.join(", ")})` : "";
    const again = standing.authorizations.filter((it) => it.number === authorization.number).length > 1;
    const name = authorization.number && !again ? authorization.number : authorization.authorization;
    return [{ burnDown, authorization, line, name: name + codes }];
  });
}

// Left on each date of `x` that is between the ends, as steps: what was left last.
function values(points: UnitsLeft[], x: string[], start: UnitsLeft, until: string): (number | null)[] {
  const all = [start, ...points];
  return x.map((date) => {
    if (date < start.date || date > until) return null;
    return all.filter((it) => it.date <= date).at(-1)!.left;
  });
}

interface Drawn {
  x: string[];
  used: (number | null)[];
  forecast: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
}

function drawn({ burnDown, authorization, line }: Shown, today: string): Drawn {
  const { units, used, forecast, at_low, at_high } = burnDown;
  const start = authorization.start ?? used[0]?.date ?? today;
  const before = addDays(start, -1); // so that what the first day takes is seen
  const first: UnitsLeft = { date: before, left: units };
  const now: UnitsLeft = { date: start > today ? start : today, left: used.at(-1)?.left ?? units };
  const ends = [now.date, ...[used, forecast, at_low, at_high].map((it) => it.at(-1)?.date)].filter((it) => it !== undefined);
  const last = authorization.end ?? ends.sort().at(-1)!;
  const x = [...new Set([before, start, now.date, last, ...[used, forecast, at_low, at_high].flat().map((it) => it.date)])].sort();
  const range = line.likely ? last : "";
  return {
    x,
    used: values(used, x, first, now.date < last ? now.date : last),
    forecast: last > today ? values(forecast, x, now, last) : x.map(() => null),
    low: last > today ? values(at_low, x, now, range) : x.map(() => null),
    high: last > today ? values(at_high, x, now, range) : x.map(() => null),
  };
}

export function BurnDownCard({ days, standing, asked }: { days: Days; standing: Standing; asked: Asked }) {
  const lines = useMemo(() => shownLines(days, standing), [days, standing]);
  const [chosen, setChosen] = useState<string>();
  // The one that is being used up; else the last.
  const usual = lines.find((it) => it.burnDown.forecast.length > 0) ?? lines.at(-1);
  const shown = lines.find((it) => it.name === chosen) ?? usual;
  const figures = useMemo(() => (shown ? drawn(shown, days.today) : undefined), [shown?.burnDown, days.today]);
  const series = useMemo<Series[]>(() => {
    if (!figures) return [];
    const isRange = figures.low.some((it, i) => it !== figures.high[i]);
    const range: Series[] = [
      { label: "likely at least", kind: "steps", values: figures.high, thin: true, color: 2 },
      { label: "likely at most", kind: "steps", values: figures.low, thin: true, color: 2, band: ["likely at least", "likely at most"] },
    ];
    return [
      ...(isRange ? range : []),
      { label: "left", kind: "steps", values: figures.used, color: 1 },
      { label: "by the schedule", kind: "steps", values: figures.forecast, dashed: true, color: 1 },
    ];
  }, [figures]);
  if (!shown || !figures) return null;
  const unit = unitName(shown.line.unit);
  const marks = [
    { date: days.today, label: asked.asOf ? "as of" : "today" },
    ...(shown.authorization.end ? [{ date: shown.authorization.end, label: "ends" }] : []),
  ];
  return (
    <section class="card burn-down" aria-labelledby="burn-down">
      <div class="card-head">
        <h2 id="burn-down">Units left, day by day</h2>
        {lines.length > 1 ? (
          <div class="chips" role="group" aria-label="Authorization">
            {lines.map((it) => (
              <button type="button" class="chip" key={it.name} aria-pressed={it === shown} onClick={() => setChosen(it.name)}>
                {it.name}
              </button>
            ))}
          </div>
        ) : (
          <span class="quiet">{shown.name}</span>
        )}
      </div>
      <Plot
        label={`${unit} left of ${shown.name}: ${showNumber(shown.line.remaining)} of ${showNumber(shown.line.units)} on ${showDate(days.today)}. The table that follows has the figures.`}
        x={figures.x}
        series={series}
        marks={marks}
        whole
        unit={unit}
        height={210}
      />
      <p class="quiet small">
        Dashed: every scheduled session is attended.
        {series.length > 2 ? " Shaded: between the member's own low and high rate of attendance so far." : ""}
      </p>
      <details>
        <summary>The figures of the plot</summary>
        <FigureTable figures={figures} unit={unit} isRange={series.length > 2} today={days.today} />
      </details>
    </section>
  );
}

function FigureTable({ figures, unit, isRange, today }: { figures: Drawn; unit: string; isRange: boolean; today: string }) {
  const { x, used, forecast, low, high } = figures;
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label="Figures of the plot">
      <table class="plain">
        <caption class="visually-hidden">{unit} left by date</caption>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col" class="end">
              {unit} left
            </th>
            <th scope="col" class="end">
              by the schedule
            </th>
            {isRange ? (
              <th scope="col" class="end">
                likely
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {x.map((date, i) => (
            <tr key={date}>
              <th scope="row">{showDate(date, today)}</th>
              <td class="end">{showNumber(used[i])}</td>
              <td class="end">{showNumber(forecast[i])}</td>
              {isRange ? (
                <td class="end">
                  {low[i] === null || low[i] === undefined ? "–" : low[i] === high[i] ? low[i] : `${high[i]} to ${low[i]}`}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
