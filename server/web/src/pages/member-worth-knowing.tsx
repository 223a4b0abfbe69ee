// What is at odds with a rule without a deadline, what nobody knows, and what to ask for next.
import { Explained } from "../components/because";
import { Tag } from "../components/status";
import { capitalized, showDate, showNumber, words } from "../format";
import { showUnits, type Finding, type Standing } from "../standing";
import type { Asked } from "./member";

export function WorthKnowing({ standing, asked }: { standing: Standing; asked: Asked }) {
  const { unrecorded, under_intensity_weeks: weeks, findings = [], unknowns = [], next_request: next } = standing;
  const why = (figure: string, title: string, text: string) => (
    <Explained asked={{ episode: asked.episode, figure, asOf: asked.asOf }} title={title}>
      {text}
    </Explained>
  );
  if (unrecorded.length + weeks.length + findings.length + unknowns.length === 0 && !next?.from) return null;
  return (
    <section class="card" aria-labelledby="worth-knowing">
      <h2 id="worth-knowing">Worth knowing</h2>
      <ul class="worth-knowing">
        {unrecorded.length > 0 ? (
          <li>
            Attendance is not recorded of {unrecorded.slice(-4).map((it) => showDate(it, asked.today)).join("; ")}
            {unrecorded.length > 4 ? ` and ${unrecorded.length - 4} days before` : ""}.
          </li>
        ) : null}
        {next?.from ? (
          <li>
            Ask for more {why("next_request", "The next request", `from ${showDate(next.from, asked.today)} on`)}
            {next.unit && next.amount !== null ? `: ${showUnits(next.amount, next.unit)}` : ""}
            {next.unit && next.needed !== null ? ` (${showUnits(next.needed, next.unit)} are needed until the discharge)` : ""}.
          </li>
        ) : null}
        {weeks.length > 0 ? (
          <li>
            {why("under_intensity_weeks", "Below the intensity", weeks.length === 1 ? "One week" : `${weeks.length} weeks`)} below the intensity that the
            payer asks for, {weeks.length === 1 ? "" : "last "}the one of {showDate(weeks.at(-1)!.week_of, asked.today)}: {showNumber(weeks.at(-1)!.minutes)} of{" "}
            {showNumber(weeks.at(-1)!.minimum)} minutes.
          </li>
        ) : null}
        {[...new Set(findings.map((it) => it.kind))].map((kind) => (
          <li key={kind}>
            {why(kind, capitalized(words(kind)), capitalized(words(kind)))}: {saidOf(findings.filter((it) => it.kind === kind), asked.today)}.
          </li>
        ))}
        {unknowns.length > 0 ? (
          <li>
            {why("unknowns", "What no source settles", "Nobody knows")}: ask the payer about{" "}
            {unknowns.map((it) => (
              <Tag tone="warn" key={it.about}>
                {words(it.about)}
              </Tag>
            ))}
          </li>
        ) : null}
      </ul>
    </section>
  );
}

function saidOf(findings: Finding[], today: string): string {
  const last = findings.at(-1)!;
  const figures = last.actual !== null && last.limit !== null ? `, ${last.actual} where the rule says ${last.limit}` : "";
  const count = findings.length > 1 ? `${findings.length} times, last ` : "";
  return `${count}${showDate(last.from, today)}${last.to ? ` to ${showDate(last.to, today)}` : ""}${last.subject ? `, ${last.subject}` : ""}${figures}`;
}
