// The page as it was known at the end of a day: a field and a slider over the days of the episode.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { addDays, daysBetween, isDate, showDate } from "../format";

interface AsOfProps {
  first: string;
  last: string; // today
  date: string; // the chosen one
  choose: (date: string | null) => void;
}

const pauseMilliseconds = 150; // while one slides, not every day on the way is asked for

export function AsOf({ first, last, date, choose }: AsOfProps) {
  const id = useId();
  const [shown, setShown] = useState(date);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => {
    clearTimeout(timer.current);
    setShown(date);
    return () => clearTimeout(timer.current);
  }, [date]);
  const slide = (to: string) => {
    setShown(to);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => choose(to), pauseMilliseconds);
  };
  const clamped = shown < first ? first : shown > last ? last : shown;
  return (
    <div class="as-of" role="group" aria-label="As of">
      <label for={`${id}-date`}>As of</label>
      <input
        id={`${id}-date`}
        type="date"
        min={first}
        max={last}
        value={shown}
        onChange={(event) => {
          const to = event.currentTarget.value;
          if (isDate(to)) choose(to < first ? first : to);
        }}
      />
      <span class="quiet small as-of-end">{showDate(first)}</span>
      <input
        type="range"
        aria-label="As of, by day of the episode"
        aria-valuetext={shown >= last ? "now" : showDate(shown)}
        min={0}
        max={Math.max(1, daysBetween(first, last))}
        value={daysBetween(first, clamped)}
        onInput={(event) => slide(addDays(first, Number(event.currentTarget.value)))}
      />
      <span class="quiet small as-of-end">today</span>
    </div>
  );
}

export function AsOfBanner({ date, back }: { date: string; back: () => void }) {
  return (
    <div class="as-of-banner" role="status">
      <span>
        <strong>Not now.</strong> This is what was known at the end of <strong>{showDate(date, "")}</strong>.
      </span>
      <button type="button" class="button small" onClick={back}>
        Back to now
      </button>
    </div>
  );
}
