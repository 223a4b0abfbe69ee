// What events would change in an episode, before they are said.
import type { ComponentChildren } from "preact";
import { plural, showDate, showInstant, showNumber } from "../format";
import { obligationName, type Obligation } from "../ledger";
import { isPending, showAllUnits, showUnits, type Authorization, type Standing } from "../standing";
import { StatusMark } from "./status";

export interface Preview {
  as_of: string;
  results: { verdict: "created" | "exists" | "refused"; problem?: { detail: string; pointer?: string } }[];
  before: Standing;
  after: Standing;
  differences: { changes: unknown[]; summary: Record<string, number> };
}

interface ShownProps {
  preview: Preview;
  authorization: string; // whose units are shown
  zone: string | undefined;
}

export function PreviewShown({ preview: { before, after, differences }, authorization, zone }: ShownProps) {
  const given = after.authorizations.find((it) => it.authorization === authorization);
  if (differences.changes.length === 0)
    return <p class="state">It changes no figure. It is kept in the log all the same.</p>;
  const { cover_gained: gained = 0, cover_lost: lost = 0 } = differences.summary;
  return (
    <>
      {given ? <Given it={given} /> : null}
      <dl class="before-after">
        <Figure name="Left in all" before={showAllUnits(before.remaining)} after={showAllUnits(after.remaining)} />
        <Figure name="Covered through" before={showDate(before.covered_through)} after={showDate(after.covered_through)} />
        <Figure name="First day without cover" before={showDate(before.first_uncovered_day)} after={showDate(after.first_uncovered_day)} />
        <Figure name="Next review" before={nextReview(before, zone)} after={nextReview(after, zone)} />
        <Figure name="Attended without cover" before={uncovered(before)} after={uncovered(after)} />
      </dl>
      {gained > 0 ? <p>{plural(gained, "attended unit gets", "attended units get")} cover.</p> : null}
      {lost > 0 ? <p class="due-overdue">{plural(lost, "attended unit loses", "attended units lose")} cover.</p> : null}
      <Moves before={before.obligations} after={after.obligations} zone={zone} />
    </>
  );
}

function Given({ it }: { it: Authorization }) {
  return (
    <p>
      {it.lines.map((line, i) => (
        <span key={i}>
          {i > 0 ? ", " : ""}
          <strong>{line.units === null ? "no limit" : showUnits(line.units, line.unit)}</strong> of {line.codes.join(", ") || "every service"}
          {line.used > 0 ? <span class="quiet">, {showNumber(line.used)} used already</span> : null}
        </span>
      ))}
    </p>
  );
}

function Figure({ name, before, after }: { name: string; before: ComponentChildren; after: ComponentChildren }) {
  const same = before === after;
  return (
    <div class={same ? "is-same" : ""}>
      <dt>{name}</dt>
      <dd>
        {same ? (
          <span class="quiet">{after}</span>
        ) : (
          <>
            <s>{before}</s> <span aria-hidden="true">→</span> <span class="visually-hidden">becomes</span> <strong>{after}</strong>
          </>
        )}
      </dd>
    </div>
  );
}

function nextReview(standing: Standing, zone: string | undefined): string {
  const due = standing.obligations
    .filter((it) => it.kind === "review" && isPending(it))
    .map((it) => it.due_at)
    .filter((it): it is string => it !== null)
    .sort()[0];
  return due ? showInstant(due, zone) : "none";
}

function uncovered(standing: Standing): string {
  const units = standing.uncovered.reduce((sum, it) => sum + it.units, 0);
  return standing.uncovered.length === 0 ? "nothing" : plural(units, "unit");
}

function Moves({ before, after, zone }: { before: Obligation[]; after: Obligation[]; zone: string | undefined }) {
  const was = new Map(before.map((it) => [it.key, it]));
  const is = new Map(after.map((it) => [it.key, it]));
  const moved = [...new Set([...was.keys(), ...is.keys()])].filter((key) => {
    const [one, other] = [was.get(key), is.get(key)];
    return one?.status !== other?.status || one?.due_at !== other?.due_at;
  });
  if (moved.length === 0) return null;
  const due = (it: Obligation) => (it.due_at ? `due ${showInstant(it.due_at, zone)}` : "no date known");
  return (
    <>
      <h3>What is to be done</h3>
      <ul class="moves">
        {moved.map((key) => {
          const [one, other] = [was.get(key), is.get(key)];
          return (
            <li key={key}>
              <span>{obligationName((other ?? one)!)}</span>
              <span class="quiet small">
                {one && other && one.due_at !== other.due_at ? (
                  <>
                    <s>{due(one)}</s> {due(other)}
                  </>
                ) : (
                  due((other ?? one)!)
                )}
              </span>
              <span class="end">
                {one && other && one.status !== other.status ? (
                  <>
                    <s class="quiet small">{one.status}</s>{" "}
                  </>
                ) : null}
                {other ? <StatusMark status={other.status} /> : <span class="quiet">is gone</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
