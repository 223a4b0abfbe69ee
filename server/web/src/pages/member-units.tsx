// What each authorization gave and what is left of it.
import { useState } from "preact/hooks";
import { AuthorizationDialog, type Editing } from "../components/authorization-dialog";
import { Explained } from "../components/because";
import { Empty } from "../components/state";
import { Tag } from "../components/status";
import { UnitBar } from "../components/unit-bar";
import { showDate, showNumber, words } from "../format";
import { showUnits, unitName, type Authorization, type Line, type Standing } from "../standing";
import type { Asked } from "./member";

const tones: Record<Authorization["decision"], "good" | "plain" | "warn"> = {
  approved: "good",
  partial: "good",
  denied: "warn",
  pended: "warn",
  requested: "warn",
  allowance: "plain",
};

const unitKinds = [
  ["unit-used", "used"],
  ["unit-scheduled", "scheduled"],
  ["unit-free", "left over"],
  ["unit-lapsed", "lapsed"],
];

function hasEnded(it: Authorization, today: string): boolean {
  return it.end !== null && it.end < today;
}

// `changed`: null while one looks at a day that is past, or may not enter any.
export function UnitsCard({ standing, asked, changed }: { standing: Standing; asked: Asked; changed: (() => void) | null }) {
  const [editing, setEditing] = useState<Editing>();
  const running = standing.authorizations.filter((it) => !hasEnded(it, asked.today));
  const ended = standing.authorizations.filter((it) => hasEnded(it, asked.today));
  const correct = (it: Authorization) => setEditing({ episode: asked.episode, authorization: it.authorization });
  const shown = (it: Authorization) => (
    <AuthorizationRow it={it} asked={asked} correct={changed && it.decision !== "allowance" ? () => correct(it) : null} key={it.authorization} />
  );
  return (
    <section class="card" aria-labelledby="authorizations">
      <div class="card-head">
        <h2 id="authorizations">Authorizations</h2>
        {changed ? (
          <button type="button" class="button small end" onClick={() => setEditing({ episode: asked.episode, authorization: null })}>
            Enter one
          </button>
        ) : null}
      </div>
      {standing.authorizations.length === 0 ? <Empty>No authorization was asked for, and no allowance is known.</Empty> : null}
      {running.length === 0 && ended.length > 0 ? <p class="quiet">None runs any more.</p> : null}
      <ul class="authorizations">{running.map(shown)}</ul>
      {ended.length > 0 ? (
        <details open={running.length === 0}>
          <summary>Ended: {ended.length}</summary>
          <ul class="authorizations">{ended.map(shown)}</ul>
        </details>
      ) : null}
      {standing.authorizations.length > 0 ? (
        <p class="legend small" aria-hidden="true">
          {unitKinds.map(([kind, name]) => (
            <span key={kind}>
              <span class={`swatch ${kind}`} /> {name}
            </span>
          ))}
        </p>
      ) : null}
      {editing && changed ? <AuthorizationDialog editing={editing} onClose={() => setEditing(undefined)} changed={changed} /> : null}
    </section>
  );
}

function AuthorizationRow({ it, asked, correct }: { it: Authorization; asked: Asked; correct: (() => void) | null }) {
  const name = it.number ?? it.authorization;
  return (
    <li class="authorization">
      <div class="authorization-head">
        <Explained asked={{ episode: asked.episode, figure: it.authorization, asOf: asked.asOf }} title={`Authorization ${name}`}>
          <strong>{name}</strong>
        </Explained>
        {it.number ? <span class="quiet">{it.authorization}</span> : null}
        <Tag tone={tones[it.decision]}>{words(it.decision)}</Tag>
        <span class="quiet">
          {it.start ? showDate(it.start, asked.today) : ""}
          {it.end ? ` to ${showDate(it.end, asked.today)}` : it.start ? " on, without end" : ""}
        </span>
        {it.last_covered_day && it.last_covered_day !== it.end ? (
          <span class="end">last covered day {showDate(it.last_covered_day, asked.today)}</span>
        ) : null}
        {correct ? (
          <button type="button" class="button small authorization-correct" aria-label={`Correct ${name}`} onClick={correct}>
            Correct
          </button>
        ) : null}
      </div>
      {it.lines.map((line, i) => (
        <LineRow line={line} ended={hasEnded(it, asked.today)} end={it.end} today={asked.today} key={i} />
      ))}
    </li>
  );
}

function LineRow({ line, ended, end, today }: { line: Line; ended: boolean; end: string | null; today: string }) {
  const codes = line.codes.length ? line.codes.join(", ") : "every service";
  if (line.units === null)
    return (
      <div class="line">
        <span class="line-codes">{codes}</span>
        <span>
          {showUnits(line.used, line.unit)} used, <strong>without limit</strong>
        </span>
      </div>
    );
  const over = line.unused_at_end ?? 0;
  return (
    <div class="line">
      <span class="line-codes">{codes}</span>
      <UnitBar units={line.units} used={line.used} scheduled={line.forecast_used} over={over} lapsed={ended} unit={unitName(line.unit)} />
      <span class="line-left">
        <strong>{showNumber(line.remaining)}</strong> of {showUnits(line.units, line.unit)} {ended ? "lapsed" : "left"}
      </span>
      <span class="line-what quiet small">
        {showNumber(line.used)} used, {showNumber(line.forecast_used)} scheduled
        {line.exhausts_on ? `, the last one ${line.exhausts_on < today ? "went" : "goes"} ${showDate(line.exhausts_on, today)}` : ""}
        {over > 0 && !ended ? `, ${showNumber(over)} ${end ? `lapse ${showDate(end, today)}` : "left over"}` : ""}
        {likely(line, today)}
      </span>
    </div>
  );
}

// "; likely between … and …", when attendance leaves it open.
function likely({ likely: it, exhausts_on, unused_at_end }: Line, today: string): string {
  if (!it) return "";
  if (it.exhausts_on && it.exhausts_on.from !== it.exhausts_on.to)
    return it.exhausts_on.to === null
      ? `; likely from ${showDate(it.exhausts_on.from, today)} on, or some lapse`
      : `; likely between ${showDate(it.exhausts_on.from, today)} and ${showDate(it.exhausts_on.to, today)}`;
  const { from, to } = it.unused_at_end;
  if (exhausts_on === null && (from !== unused_at_end || to !== unused_at_end) && from !== to)
    return `; likely ${from} to ${to} lapse`;
  return "";
}
