// Counts that filter: pressed, only those are shown; pressed again, all.
import { showNumber } from "../format";

interface ChipsProps {
  label: string;
  counts: [value: string, name: string, count: number][];
  chosen: string | null;
  choose: (value: string | null) => void;
  loud?: string; // the value whose count is to be seen first
}

export function Chips({ label, counts, chosen, choose, loud }: ChipsProps) {
  return (
    <div class="chips" role="group" aria-label={label}>
      {counts.map(([value, name, count]) => (
        <button
          key={value}
          type="button"
          class={`chip${value === loud && count > 0 ? " loud" : ""}`}
          aria-pressed={chosen === value}
          onClick={() => choose(chosen === value ? null : value)}
        >
          <strong>{showNumber(count)}</strong> {name}
        </button>
      ))}
    </div>
  );
}

export function countBy<Item>(items: Item[], value: (it: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const it of items) counts.set(value(it), (counts.get(value(it)) ?? 0) + 1);
  return counts;
}
