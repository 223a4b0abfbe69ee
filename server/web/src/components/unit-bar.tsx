// Units as a bar that is right for 3 and for 1,000: separate units where they can be counted, parts
// in proportion where not. Kinds differ in pattern, not in colour alone.
import { showNumber } from "../format";

interface UnitBarProps {
  units: number; // given
  used: number;
  scheduled: number; // would be used by the schedule ahead
  over: number; // left after all that
  lapsed: boolean; // what is left can no longer be used
  unit: string; // "days"
  small?: boolean; // among other figures: never counted
}

const mostCounted = 40;

export function UnitBar({ units, used, scheduled, over, lapsed, unit, small }: UnitBarProps) {
  const rest = lapsed ? "unit-lapsed" : "unit-free";
  const parts: [kind: string, count: number][] = [
    ["unit-used", used],
    ["unit-scheduled", scheduled],
    [rest, over],
  ];
  const name =
    `Of ${showNumber(units)} ${unit}: ${showNumber(used)} used, ${showNumber(scheduled)} scheduled, ` +
    `${showNumber(over)} ${lapsed ? "lapsed" : "left over"}`;
  const isCounted = !small && units <= mostCounted;
  return (
    <span class={`unit-bar${isCounted ? " is-counted" : ""}`} role="img" aria-label={name}>
      {isCounted
        ? parts.flatMap(([kind, count]) => Array.from({ length: count }, (_, i) => <span class={kind} key={`${kind}${i}`} />))
        : parts.map(([kind, count]) => (count > 0 ? <span class={kind} style={{ flexGrow: count }} key={kind} /> : null))}
    </span>
  );
}
