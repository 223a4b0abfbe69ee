// A group of the roster: a row a person, with what was recorded, what others said of it, and whether
// somebody pays.
import { useRef, useState } from "preact/hooks";
import { isUnsettled, markOf, minutesOf, nameOf, outcomeNames, overlaps, stateOf, whose, type Group, type Outcome, type Person } from "../attendance";
import { Tag } from "../components/status";
import { plural, showClock, showDate, showInstant, showNumber, showTime, words } from "../format";
import { link } from "../router";
import type { Desk } from "./attendance";

interface CardProps {
  group: Group;
  passes: (it: Person) => boolean;
  record: Desk | null; // null: one may only look
  zone: string | undefined;
}

export function GroupCard({ group, passes, record, zone }: CardProps) {
  const people = group.people.filter(passes);
  const open = group.people.filter((it) => stateOf(it) === "unrecorded");
  if (people.length === 0) return null;
  const title = `${showClock(group.start)}, ${group.service}`;
  return (
    <section class="card roster" aria-label={title}>
      <div class="card-head">
        <h2>{title}</h2>
        <span class="quiet">
          {group.minutes} minutes, {words(group.modality)}; {plural(group.people.length, "person", "people")}
        </span>
        {record && open.length > 0 ? (
          <button
            type="button"
            class="button small end"
            onClick={() => void record.say(open.map((person) => ({ person, mark: markOf("attended", person, group.minutes) })), group)}
          >
            {open.length === group.people.length ? "All came" : `The other ${open.length} came`}
          </button>
        ) : null}
      </div>
      <PeopleTable people={people} group={group} record={record} zone={zone} />
    </section>
  );
}

export function OthersCard({ people, record, zone }: { people: Person[]; record: Desk | null; zone: string | undefined }) {
  return (
    <section class="card roster" aria-label="Without a schedule">
      <div class="card-head">
        <h2>Without a schedule</h2>
        <span class="quiet">sessions that no schedule has</span>
      </div>
      <PeopleTable people={people} group={null} record={record} zone={zone} />
    </section>
  );
}

function PeopleTable({ people, group, record, zone }: { people: Person[]; group: Group | null; record: Desk | null; zone: string | undefined }) {
  return (
    <table class="plain people">
      <caption class="visually-hidden">Who is expected, and who came</caption>
      <thead>
        <tr>
          <th scope="col">Member</th>
          <th scope="col">What became of it</th>
          <th scope="col">Minutes</th>
          <th scope="col">Cover</th>
        </tr>
      </thead>
      <tbody>
        {people.map((it) => (
          <PersonRow key={it.key} person={it} group={group} record={record} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}

const outcomeKeys: Record<string, Outcome> = { a: "attended", m: "no_show", c: "cancelled_by_member" };

interface RowProps {
  person: Person;
  group: Group | null;
  record: Desk | null;
  zone: string | undefined;
}

function PersonRow({ person, group, record, zone }: RowProps) {
  const row = useRef<HTMLTableRowElement>(null);
  const session = person.session;
  const planned = group?.minutes ?? (session ? minutesOf(session) : 0);
  const mark = (outcome: Outcome) => record && void record.say([{ person, mark: markOf(outcome, person, planned) }], group);
  const excuse = () =>
    session && session.outcome !== "attended" && record && void record.say([{ person, mark: { outcome: session.outcome, excused: !session.excused, minutes: 0 } }], group);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== row.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const outcome = outcomeKeys[event.key];
    if (event.key === "ArrowDown" || event.key === "j") focusRow(row.current!, 1);
    else if (event.key === "ArrowUp" || event.key === "k") focusRow(row.current!, -1);
    else if (event.key === "e") excuse();
    else if (outcome) mark(outcome);
    else return;
    event.preventDefault();
  };
  return (
    <tr ref={row} tabIndex={0} data-episode={person.episode} onKeyDown={onKeyDown} class={isUnsettled(person) ? "is-unsettled" : ""}>
      <th scope="row">
        <a href={link`/episodes/${person.episode}`}>{nameOf(person)}</a>
        <span class="quiet small">
          {person.payer ?? "no payer"}
          {group === null && session ? `, ${showTime(session.start, zone)}, ${session.service}` : ""}
        </span>
      </th>
      <td>
        <span class="outcomes" role="group" aria-label={`What became of it: ${nameOf(person)}`}>
          {(Object.keys(outcomeNames) as Outcome[]).map((it) => (
            <button key={it} type="button" class="chip" aria-pressed={session?.outcome === it} disabled={!record} onClick={() => mark(it)}>
              {outcomeNames[it]}
            </button>
          ))}
          {session && session.outcome !== "attended" ? (
            <button type="button" class="chip" aria-pressed={session.excused === true} disabled={!record} onClick={excuse}>
              Excused
            </button>
          ) : null}
        </span>
        <Said person={person} record={record} group={group} zone={zone} />
      </td>
      <td>
        {session?.outcome === "attended" ? (
          <Minutes
            key={minutesOf(session)}
            minutes={minutesOf(session)}
            planned={planned}
            name={nameOf(person)}
            save={record && ((minutes) => void record.say([{ person, mark: { outcome: "attended", excused: false, minutes } }], group))}
          />
        ) : null}
      </td>
      <td>
        <Cover person={person} />
      </td>
    </tr>
  );
}

function focusRow(row: HTMLTableRowElement, step: number) {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>("table.people tbody tr")];
  rows[rows.indexOf(row) + step]?.focus();
}

// Saved when one leaves the field or presses Enter, and only when it is another number.
function Minutes({ minutes, planned, name, save }: { minutes: number; planned: number; name: string; save: ((minutes: number) => void) | null }) {
  const [text, setText] = useState(String(minutes));
  const wrong = !/^\d{1,4}$/.test(text) || Number(text) > 1440;
  const commit = () => {
    if (!wrong && Number(text) !== minutes) save?.(Number(text));
  };
  return (
    <>
      <input
        class="minutes"
        inputMode="numeric"
        aria-label={`Minutes of ${name}`}
        aria-invalid={wrong || undefined}
        disabled={!save}
        value={text}
        onInput={(event) => setText(event.currentTarget.value.trim())}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") setText(String(minutes));
        }}
      />
      {wrong ? <span class="error small">0 to 1440</span> : minutes < planned ? <span class="quiet small"> of {planned}</span> : null}
    </>
  );
}

// The words of others, and of this desk, that differ from the last one.
function Said({ person, record, group, zone }: RowProps) {
  const last = person.session;
  if (!person.conflict || !last) return null;
  const words = person.said_by.filter((it) => it.event !== last.id);
  const unsettled = isUnsettled(person);
  return (
    <div class={`said small${unsettled ? "" : " quiet"}`}>
      {unsettled ? <Tag tone="warn">said differently</Tag> : "Before:"}
      {overlaps(person) ? (
        <>
          {" "}
          Another session of theirs is recorded at the same time; this one {whose(last.id)}.{" "}
          {record ? (
            <button type="button" class="button small" onClick={() => void record.voidSession(person)}>
              This one never was
            </button>
          ) : null}
        </>
      ) : null}
      <ul>
        {words.map((it) => (
          <li key={it.event}>
            {outcomeNames[it.outcome].toLowerCase()}
            {it.outcome === "attended" ? `, ${it.given_minutes} minutes` : it.excused ? ", excused" : ""}, said {showInstant(it.recorded_at, zone)}{" "}
            {whose(it.event)}
          </li>
        ))}
      </ul>
      {unsettled && record && !overlaps(person) ? (
        <button
          type="button"
          class="button small"
          onClick={() =>
            void record.say([{ person, mark: { outcome: last.outcome, excused: last.excused === true, minutes: minutesOf(last) } }], group)
          }
        >
          {outcomeNames[last.outcome]} is right
        </button>
      ) : null}
    </div>
  );
}

function Cover({ person: { cover } }: { person: Person }) {
  if (cover.covered === false) return <span class="due-overdue">no cover</span>;
  if (cover.authorization === null) return <span class="quiet">none needed, or none known</span>;
  return (
    <span>
      {cover.remaining === null ? "no limit" : `${showNumber(cover.remaining)} left`}
      {cover.last_covered_day ? <span class="quiet small"> to {showDate(cover.last_covered_day)}</span> : null}
    </span>
  );
}
