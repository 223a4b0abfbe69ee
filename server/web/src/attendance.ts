// Who was there on a day, as the service says it, and the events that say what became of a session.
import { instantIn } from "./format";
import type { Session } from "./standing";

export type Outcome = Session["outcome"];

export interface SaidSession {
  id: string; // of the event
  session: string;
  start: string;
  end?: string;
  minutes?: number;
  service: string;
  modality?: string;
  outcome: Outcome;
  excused?: boolean;
  [field: string]: unknown;
}

export interface Word {
  event: string;
  recorded_at: string;
  outcome: Outcome;
  excused: boolean;
  given_minutes: number;
}

export interface Person {
  episode: string;
  member: string | null;
  member_name: string | null;
  payer: string | null;
  session: SaidSession | null; // the last word; null: none yet
  said_by: Word[]; // when there was more than one
  conflict: boolean; // words that differ, or another session at the same time
  key: string; // stays the same whatever is said of the session
  cover: { covered: boolean | null; authorization: string | null; remaining: number | null; last_covered_day: string | null };
}

export interface Group {
  start: string; // "09:00", on the clock of the facility
  service: string;
  modality: string;
  minutes: number;
  people: Person[];
}

export interface Roster {
  facility: string;
  date: string;
  as_of: string;
  closed: boolean;
  groups: Group[];
  others: Person[]; // with a session that no schedule has
}

// The service's answer, with keys.
export function keyed(roster: Roster): Roster {
  const all = (people: Person[], place: string) =>
    people.map((it) => ({ ...it, key: place ? `${place} ${it.episode}` : `${it.episode} ${it.session?.session ?? ""}` }));
  return {
    ...roster,
    groups: roster.groups.map((it) => ({ ...it, people: all(it.people, `${it.start} ${it.service}`) })),
    others: all(roster.others, ""),
  };
}

export const outcomeNames: Record<Outcome, string> = {
  attended: "Came",
  no_show: "Missed",
  cancelled_by_member: "Cancelled",
  cancelled_by_facility: "Cancelled by us",
};

export const nameOf = (it: Person) => it.member_name ?? it.member ?? it.episode;

export type State = "came" | "missed" | "unrecorded";
export function stateOf(it: Person): State {
  if (!it.session) return "unrecorded";
  return it.session.outcome === "attended" ? "came" : "missed";
}

export function minutesOf(session: SaidSession): number {
  if (session.minutes !== undefined) return session.minutes;
  return session.end ? Math.round((Date.parse(session.end) - Date.parse(session.start)) / 60_000) : 0;
}

const isOfConsole = (event: string) => event.startsWith("console-");

// Two sessions of one person at the same time: one of them is wrong.
export const overlaps = (it: Person) => it.conflict && it.said_by.length === 0;

// Somebody has to say which is right: two sessions at once, or another system said last, and other
// than this console did. A system that corrects itself is no conflict.
export function isUnsettled(it: Person): boolean {
  if (!it.conflict || !it.session) return false;
  if (overlaps(it)) return true;
  const last = it.said_by.find(({ event }) => event === it.session!.id);
  const ours = it.said_by.filter(({ event }) => isOfConsole(event)).at(-1);
  if (!last || !ours || isOfConsole(last.event)) return false;
  return last.outcome !== ours.outcome || last.excused !== ours.excused || last.given_minutes !== ours.given_minutes;
}

export const whose = (event: string) => (isOfConsole(event) ? "in the console" : `by another system (${event})`);

export interface Mark {
  outcome: Outcome;
  excused: boolean;
  minutes: number; // that the person was there
}

// What a click on an outcome says when nothing else is said. Whoever came was there all the time.
export function markOf(outcome: Outcome, it: Person, planned: number): Mark {
  const came = outcome === "attended";
  const before = it.session?.outcome === "attended" ? minutesOf(it.session) : 0;
  return { outcome, excused: outcome !== "no_show" && !came, minutes: came ? before || planned : 0 };
}

// The fields of a session that are not about this word of it.
function factOf(session: SaidSession): Record<string, unknown> {
  const { id: _id, seq: _seq, recorded_at: _at, source_system: _from, facility: _facility, member: _member, ...fact } = session;
  return fact;
}

// A session that nobody named yet has the same id whoever names it first, so that two desks say the
// same one. `group`: null for a session outside of every schedule.
export function eventOf(id: string, it: Person, mark: Mark, group: Group | null, date: string, zone: string | undefined) {
  const planned = group && {
    session: `${date} ${group.start} ${group.service}`,
    start: instantIn(zone, date, group.start),
    service: group.service,
    modality: group.modality,
  };
  const { excused, ...said } = mark;
  return {
    ...(it.session ? factOf(it.session) : planned),
    id,
    episode: it.episode,
    type: "session.recorded",
    ...said,
    ...(mark.outcome === "attended" ? {} : { excused }),
  } as Record<string, unknown>;
}

// As the roster would say it after the event, until it does.
export function afterwards(it: Person, event: Record<string, unknown>): Person {
  return { ...it, session: { ...(event as unknown as SaidSession), excused: event.excused === true } };
}
