// Who is expected at a facility on a day, and who came: a click a person.
import { useEffect, useMemo, useState } from "preact/hooks";
import { newEventId, query, send } from "../api";
import { afterwards, eventOf, isUnsettled, keyed, nameOf, stateOf, type Group, type Mark, type Person, type Roster, type State } from "../attendance";
import { Chips, countBy } from "../components/chips";
import { SelectField, TextField } from "../components/field";
import { Await, Empty } from "../components/state";
import { say, sayFault } from "../components/toast";
import { useFacilities } from "../facilities";
import { addDays, dateIn, isDate, showDate } from "../format";
import { useLoad } from "../load";
import type { PageProps } from "../pages";
import { setQuery } from "../router";
import { useSession } from "../session";
import { GroupCard, OthersCard } from "./attendance-group";

const refreshSeconds = 60;

const states: [State | "conflict", string][] = [
  ["unrecorded", "not recorded"],
  ["came", "came"],
  ["missed", "missed or cancelled"],
  ["conflict", "in conflict"],
];

// What one may do about people; each is kept at once, and can be taken back.
export interface Desk {
  say: (people: { person: Person; mark: Mark }[], group: Group | null) => Promise<void>;
  voidSession: (person: Person) => Promise<void>;
}

export default function AttendancePage({ place }: PageProps) {
  const { may } = useSession();
  const facilities = useFacilities();
  const facility = facilities.get(place.query.get("facility") ?? "") ?? [...facilities.values()][0];
  const zone = facility?.time_zone;
  const today = dateIn(zone, new Date());
  const asked = place.query.get("date") ?? "";
  const date = isDate(asked) ? asked : today;
  const show = place.query.get("show") as State | "conflict" | null;
  const roster = useLoad<Roster>(facility ? "/v1/roster" + query({ facility: facility.id, date }) : null, refreshSeconds);
  // What was clicked stands here until the service says the same.
  const [clicked, setClicked] = useState<ReadonlyMap<string, Person>>(new Map());
  useEffect(() => setClicked(new Map()), [roster.data]);

  const passes = (it: Person) => !show || (show === "conflict" ? isUnsettled(it) : stateOf(it) === show);
  const current = (it: Person) => clicked.get(it.key) ?? it;
  const listed = useMemo(() => roster.data && keyed(roster.data), [roster.data]);
  const shown = useMemo(() => listed && withClicked(listed, current), [listed, clicked]);
  const everybody = shown ? [...shown.groups.flatMap((it) => it.people), ...shown.others] : [];
  const counts = countBy(everybody, stateOf);

  const takeBack = async (events: { id: string; episode: string }[]) => {
    try {
      await send("POST", "/v1/events", events.map((it) => ({ id: newEventId(), episode: it.episode, type: "event.withdrawn", withdraws: it.id })));
      say("It is taken back");
    } catch (error) {
      sayFault(error);
    }
    roster.reload();
  };
  const voidSession = async (person: Person) => {
    const event = { id: newEventId(), episode: person.episode, type: "session.voided", session: person.session!.session };
    try {
      await send("POST", "/v1/events", event);
      say(`${nameOf(person)}: this session never was`, () => void takeBack([event]));
    } catch (error) {
      sayFault(error);
    }
    roster.reload();
  };
  const sayOf: Desk["say"] = async (people, group) => {
    const events = people.map(({ person, mark }) => eventOf(newEventId(), person, mark, group, date, zone));
    setClicked((before) => new Map([...before, ...people.map(({ person }, i) => [person.key, afterwards(person, events[i]!)] as const)]));
    try {
      const { results } = await send<{ results: { id: string; verdict: string; problem?: { detail: string } }[] }>("POST", "/v1/events", events);
      const kept = events.filter((_, i) => results[i]?.verdict !== "refused").map((it) => ({ id: String(it.id), episode: String(it.episode) }));
      for (const [i, it] of results.entries())
        if (it.verdict === "refused") sayFault(new Error(`${nameOf(people[i]!.person)}: ${it.problem?.detail ?? "refused"}`));
      const first = people[0]!;
      if (kept.length > 0)
        say(
          people.length === 1 ? `${nameOf(first.person)}: ${stateWord(first.mark)}` : `${kept.length} people came`,
          () => void takeBack(kept),
        );
    } catch (error) {
      setClicked(new Map()); // nothing of it is kept
      sayFault(error);
    }
    roster.reload();
  };

  const desk = may("POST /v1/events") && date <= today ? { say: sayOf, voidSession } : null;

  return (
    <>
      <div class="page-head">
        <h1>Attendance</h1>
        <span class="quiet">{showDate(date, today)}</span>
        <div class="end">
          <button type="button" class="button small" onClick={() => setQuery({ date: addDays(date, -1) })}>
            ← Before
          </button>
          <button type="button" class="button small" onClick={() => setQuery({ date: null })}>
            Today
          </button>
          <button type="button" class="button small" onClick={() => setQuery({ date: addDays(date, 1) })}>
            After →
          </button>
          {may("POST /v1/events") ? (
            <a class="button small" href="#/attendance/import">
              Import a file
            </a>
          ) : null}
          <button type="button" class="button small" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      <Chips
        label="By what is recorded"
        loud="conflict"
        counts={states.map(([state, name]) => [state, name, state === "conflict" ? everybody.filter(isUnsettled).length : (counts.get(state) ?? 0)])}
        chosen={show}
        choose={(it) => setQuery({ show: it })}
      />
      <div class="filters">
        <SelectField
          label="Facility"
          value={facility?.id ?? ""}
          choices={[...facilities.values()].map((it) => ({ value: it.id, label: it.name ?? it.id }))}
          onChoice={(it) => setQuery({ facility: it })}
        />
        <TextField label="Date" type="date" value={date} onText={(it) => setQuery({ date: it })} />
      </div>
      <Await of={{ ...roster, data: shown }} what="Asking who is expected">
        {(it) => (
          <>
            {it.closed ? <p class="notice">The facility is closed on this date: nobody is expected.</p> : null}
            {date > today ? <p class="notice">This day is still to come: what becomes of a session is recorded when it begins.</p> : null}
            {everybody.length === 0 && !it.closed ? <Empty>Nobody is expected, and no session is recorded.</Empty> : null}
            {it.groups.map((group) => (
              <GroupCard
                key={`${group.start} ${group.service} ${group.modality} ${group.minutes}`}
                group={group}
                passes={passes}
                record={desk}
                zone={zone}
              />
            ))}
            {it.others.some(passes) ? <OthersCard people={it.others.filter(passes)} record={desk} zone={zone} /> : null}
          </>
        )}
      </Await>
      {everybody.length > 0 && may("POST /v1/events") ? (
        <p class="quiet small keys-help">
          Keys on a person: <kbd>↑</kbd> <kbd>↓</kbd> walk, <kbd>a</kbd> came, <kbd>m</kbd> missed, <kbd>c</kbd> cancelled, <kbd>e</kbd> excused or
          not. A click is kept at once; Undo takes it back.
        </p>
      ) : null}
    </>
  );
}

function withClicked(roster: Roster, current: (it: Person) => Person): Roster {
  return {
    ...roster,
    groups: roster.groups.map((it) => ({ ...it, people: it.people.map(current) })),
    others: roster.others.map(current),
  };
}

function stateWord({ outcome, excused, minutes }: Mark): string {
  if (outcome === "attended") return `came, ${minutes} minutes`;
  const what = outcome === "no_show" ? "missed" : outcome === "cancelled_by_member" ? "cancelled" : "cancelled by us";
  return excused ? `${what}, excused` : what;
}
