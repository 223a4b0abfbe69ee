// What each line of a file would do, and does: nothing is written by a trial.
import { get, getPage, query, sendLines } from "./api";
import { minutesOf, outcomeNames, type Roster, type SaidSession } from "./attendance";
import { readLine, type AttendanceFile, type EpisodeOf, type Reading } from "./attendance-file";

export type Effect = "new" | "replaces" | "overlaps" | "exists" | "refused" | "skipped";

export const effectNames: Record<Effect, string> = {
  new: "recorded",
  replaces: "replace what was said",
  overlaps: "at the time of another session",
  exists: "there already",
  refused: "refused",
  skipped: "left out",
};

export interface Tried {
  line: number; // of the file
  row: string[];
  effect: Effect;
  why: string;
  event: Record<string, unknown> | null; // null: there is nothing to say
}

const batch = 500; // events of a request
const mostDays = 100; // whose rosters are asked

type Progress = (done: number, all: number) => void;

export async function episodesOf(facility: string): Promise<EpisodeOf[]> {
  const episodes: EpisodeOf[] = [];
  let next: string | null = "/v1/episodes" + query({ facility, limit: 1000 });
  while (next) {
    const page: { items: EpisodeOf[]; next: string | null } = await getPage<EpisodeOf>(next);
    episodes.push(...page.items);
    next = page.next;
  }
  return episodes;
}

// The sessions that the ledger has on these days, by episode.
async function sessionsOn(facility: string, dates: string[]): Promise<Map<string, SaidSession[]>> {
  const sessions = new Map<string, SaidSession[]>();
  for (const date of dates.slice(0, mostDays)) {
    const roster = await get<Roster>("/v1/roster" + query({ facility, date }));
    for (const { episode, session } of [...roster.groups.flatMap((it) => it.people), ...roster.others])
      if (session) sessions.set(episode, [...(sessions.get(episode) ?? []), session]);
  }
  return sessions;
}

interface Verdict {
  verdict: "created" | "exists" | "refused";
  problem?: { detail: string };
}

async function verdictsOn(events: Record<string, unknown>[], dryRun: boolean, progress: Progress): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (let at = 0; at < events.length; at += batch) {
    progress(at, events.length);
    verdicts.push(...(await sendLines<Verdict>("/v1/events" + (dryRun ? "?dry_run=true" : ""), events.slice(at, at + batch))));
  }
  progress(events.length, events.length);
  return verdicts;
}

const said = (it: SaidSession) =>
  `${outcomeNames[it.outcome].toLowerCase()}${it.outcome === "attended" ? `, ${minutesOf(it)} minutes` : it.excused ? ", excused" : ""}`;

function effectOn(event: Record<string, unknown>, there: SaidSession[]): { effect: Effect; why: string } {
  const same = there.find((it) => it.session === event.session);
  if (same) return { effect: "replaces", why: `now: ${said(same)}` };
  const start = Date.parse(String(event.start));
  const end = start + Number(event.minutes) * 60_000;
  const other = there.find((it) => Date.parse(it.start) < Math.max(end, start + 1) && start < Date.parse(it.start) + Math.max(minutesOf(it), 1) * 60_000);
  if (other) return { effect: "overlaps", why: `session ${other.session} is there: ${said(other)}` };
  return { effect: "new", why: "" };
}

export async function tryFile(file: AttendanceFile, reading: Reading, facility: string, progress: Progress): Promise<Tried[]> {
  const episodes = await episodesOf(facility);
  const first = new Map<string, number>(); // id -> line that said it first
  const dates = new Set<string>();
  const tried = file.rows.map((row, i): Tried => {
    const line = file.lines[i]!;
    const it = readLine(row, reading, episodes);
    if (it === "skipped") return { line, row, effect: "skipped", why: "", event: null };
    if ("refused" in it) return { line, row, effect: "refused", why: it.refused, event: null };
    const id = String(it.event.id);
    const earlier = first.get(id);
    if (earlier !== undefined) return { line, row, effect: "skipped", why: `says what line ${earlier} says`, event: null };
    first.set(id, line);
    dates.add(it.date);
    return { line, row, effect: "new", why: "", event: it.event };
  });
  const saying = tried.filter((it) => it.event !== null);
  const [verdicts, sessions] = await Promise.all([
    verdictsOn(saying.map((it) => it.event!), true, progress),
    sessionsOn(facility, [...dates].sort()),
  ]);
  for (const [i, it] of saying.entries()) {
    const verdict = verdicts[i];
    if (verdict?.verdict === "refused") Object.assign(it, { effect: "refused", why: verdict.problem?.detail ?? "", event: null });
    else if (verdict?.verdict === "exists") it.effect = "exists";
    else Object.assign(it, effectOn(it.event!, sessions.get(String(it.event!.episode)) ?? []));
  }
  return tried;
}

// Says the events of the lines that may be said; what is refused now is refused in the answer.
export async function importLines(tried: Tried[], progress: Progress): Promise<Tried[]> {
  const saying = tried.filter((it) => it.event !== null);
  const verdicts = await verdictsOn(saying.map((it) => it.event!), false, progress);
  const done = new Map(saying.map((it, i) => [it, verdicts[i]!]));
  return tried.map((it) => {
    const verdict = done.get(it);
    if (!verdict) return it;
    return verdict.verdict === "refused"
      ? { ...it, effect: "refused", why: verdict.problem?.detail ?? "", event: null }
      : { ...it, effect: verdict.verdict === "exists" ? "exists" : it.effect };
  });
}
