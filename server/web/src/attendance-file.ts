// A file of attendance, as somebody exported it from another system: its columns, what is meant by
// them, and the events that its lines say.
import Papa from "papaparse";
import type { Outcome } from "./attendance";
import { instantIn, isDate } from "./format";

export interface AttendanceFile {
  name: string;
  columns: string[];
  rows: string[][]; // without empty lines
  lines: number[]; // of the file, from 1, of each row
}

// Commas, semicolons and tabs; quotes; the mark of UTF-8.
export function parseFile(name: string, text: string): AttendanceFile {
  const { data } = Papa.parse<string[]>(text.replace(/^\ufeff/, ""), { skipEmptyLines: false });
  const all = data.map((cells, i) => ({ cells: cells.map((it) => it.trim()), line: i + 1 })).filter((it) => it.cells.some((cell) => cell !== ""));
  const [head, ...rest] = all;
  return {
    name,
    columns: (head?.cells ?? []).map((it, i) => it || `Column ${i + 1}`),
    rows: rest.map((it) => it.cells),
    lines: rest.map((it) => it.line),
  };
}

export type Field = "who" | "date" | "time" | "minutes" | "end" | "outcome" | "excused" | "service" | "modality" | "session";

export const fields: { field: Field; label: string; help: string; names: RegExp }[] = [
  { field: "who", label: "Member or episode", help: "The id of either in this ledger", names: /^(member|patient|client|episode|mrn)[ _-]*(id|no|number)?$|^mrn/i },
  { field: "date", label: "Date", help: "Of the session; a time beside it is read, too", names: /^(session|service|visit|appointment|appt)?[ _-]*date|^dos$/i },
  { field: "time", label: "Begins", help: "Time of day, on the clock of the facility", names: /^(start|begin|from|appt|appointment)?[ _-]*(time|start|begins?)$|^start/i },
  { field: "end", label: "Ends", help: "Time of day; instead of minutes", names: /^(end|stop|to|until)([ _-]*time)?$/i },
  { field: "minutes", label: "Minutes", help: "That the member was there", names: /minutes|duration|^mins?$/i },
  { field: "outcome", label: "What became of it", help: "Came, missed, cancelled", names: /outcome|status|attend|result/i },
  { field: "excused", label: "Excused", help: "Yes or no; none: not excused", names: /excused/i },
  { field: "service", label: "Service", help: "Code, such as H0015", names: /service|code|cpt|hcpcs|procedure/i },
  { field: "modality", label: "Modality", help: "In person, telehealth", names: /modality|location|place|mode/i },
  { field: "session", label: "Id of the session", help: "None: by date, time and service, as the roster names it", names: /^(session|appt|appointment|visit)[ _-]*(id|no|number)$/i },
];

// Index of a column for each field; none: the file does not say.
export type Columns = Partial<Record<Field, number>>;

export function guessColumns(columns: string[]): Columns {
  const taken = new Set<number>();
  const guess: Columns = {};
  // The narrow names first: "session id" is no "session date".
  for (const { field, names } of [...fields].sort((a, b) => Number(b.field === "session") - Number(a.field === "session"))) {
    const at = columns.findIndex((it, i) => !taken.has(i) && names.test(it.trim()));
    if (at < 0) continue;
    taken.add(at);
    guess[field] = at;
  }
  return guess;
}

export type DateForm = "iso" | "month_first" | "day_first";
export const dateForms: { value: DateForm; label: string }[] = [
  { value: "iso", label: "2026-03-09" },
  { value: "month_first", label: "03/09/2026: month, day, year" },
  { value: "day_first", label: "09/03/2026: day, month, year" },
];

const slashed = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})/;

// Null: the dates can be read in both ways, so somebody has to say which.
export function guessDateForm(values: string[]): DateForm | null {
  let form: DateForm | null = null;
  for (const it of values) {
    if (/^\d{4}-\d\d-\d\d/.test(it)) return "iso";
    const parts = slashed.exec(it);
    if (!parts) continue;
    if (Number(parts[1]) > 12) form = "day_first";
    else if (Number(parts[2]) > 12) form = "month_first";
  }
  return form;
}

// "2026-03-09"; null: it is no date of that form.
export function readDate(text: string, form: DateForm): string | null {
  let date = text.slice(0, 10);
  if (form !== "iso") {
    const parts = slashed.exec(text);
    if (!parts) return null;
    const [month, day] = form === "month_first" ? [parts[1]!, parts[2]!] : [parts[2]!, parts[1]!];
    date = `${parts[3]}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  }
  return isDate(date) ? date : null;
}

// "09:30"; null: it is no time of day. Takes "9:30", "9:30 AM", "0930", and what stands behind a date.
export function readTime(text: string): string | null {
  const parts = /(?:^|[ T])(\d{1,2})(?::?(\d\d))(?::\d\d)?\s*([ap])?\.?m?\.?$/i.exec(text.trim());
  if (!parts) return null;
  let hour = Number(parts[1]);
  const half = parts[3]?.toLowerCase();
  if (half && (hour < 1 || hour > 12)) return null;
  if (half === "p" && hour < 12) hour += 12;
  if (half === "a" && hour === 12) hour = 0;
  return hour < 24 && Number(parts[2]) < 60 ? `${String(hour).padStart(2, "0")}:${parts[2]}` : null;
}

export type Meaning = Outcome | `${Outcome}!` | "skip" | ""; // "!": excused; "": nobody has said
export const meanings: { value: Meaning; label: string }[] = [
  { value: "", label: "not said: such lines are refused" },
  { value: "attended", label: "came" },
  { value: "no_show", label: "missed" },
  { value: "no_show!", label: "missed, excused" },
  { value: "cancelled_by_member", label: "cancelled by the member" },
  { value: "cancelled_by_member!", label: "cancelled by the member, excused" },
  { value: "cancelled_by_facility", label: "cancelled by us" },
  { value: "skip", label: "leave such lines out" },
];

const guesses: [RegExp, Meaning][] = [
  [/(facility|clinic|provider|staff|program|us|closed|holiday).*cancel|cancel.*(facility|clinic|provider|staff|program|us)$|^closed|^holiday/i, "cancelled_by_facility"],
  [/cancel|^cx/i, "cancelled_by_member"],
  [/unexcused/i, "no_show"],
  [/^excused|excused (absence|absent|miss)/i, "no_show!"],
  [/no[ _-]?show|absent|missed|^ns$|^dna$|^n(o)?$|^0$|^a$/i, "no_show"],
  [/attend|present|came|checked[ _-]?in|complete|arrived|kept|^y(es)?$|^1$|^p$|^x$/i, "attended"],
];

export function guessMeaning(value: string): Meaning {
  return guesses.find(([pattern]) => pattern.test(value))?.[1] ?? "";
}

export interface EpisodeOf {
  episode: string;
  member: string | null;
  admitted: string | null;
  discharged: string | null;
}

export interface Reading {
  columns: Columns;
  dateForm: DateForm | null;
  meanings: ReadonlyMap<string, Meaning>;
  service: string; // where the file has none
  minutes: number; // where the file has none, of whoever came
  zone: string | undefined;
}

// What a line says: an event, why it says none, or nothing on purpose.
export type Said = { event: Record<string, unknown>; date: string } | { refused: string } | "skipped";

function episodeOn(who: string, date: string, episodes: EpisodeOf[]): EpisodeOf | string {
  const found = episodes.filter((it) => it.episode === who || it.member === who);
  if (found.length === 0) return `nobody here has the id "${who}"`;
  const then = found.filter((it) => it.admitted !== null && it.admitted <= date && !(it.discharged !== null && it.discharged < date));
  if (then.length === 1) return then[0]!;
  return then.length === 0 ? `"${who}" was not in care on ${date}` : `"${who}" has ${then.length} episodes on ${date}; say which in the file`;
}

function minutesBetween(start: string, end: string): number {
  const of = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return (of(end) - of(start) + 1440) % 1440;
}

const isYes = (text: string) => /^(y|yes|true|1|x|excused)$/i.test(text);

export function readLine(row: string[], { columns, dateForm, meanings: meant, service, minutes: usual, zone }: Reading, episodes: EpisodeOf[]): Said {
  const cell = (field: Field) => (columns[field] === undefined ? "" : (row[columns[field]] ?? ""));
  const meaning = meant.get(cell("outcome")) ?? "";
  if (meaning === "skip") return "skipped";
  if (meaning === "") return { refused: `nobody has said what "${cell("outcome")}" means` };
  const date = dateForm && readDate(cell("date"), dateForm);
  if (!date) return { refused: `"${cell("date")}" is no date of the form that was chosen` };
  const time = readTime(columns.time === undefined ? cell("date").slice(8) : cell("time"));
  if (!time) return { refused: columns.time === undefined ? "there is no time of day beside the date" : `"${cell("time")}" is no time of day` };
  const end = cell("end") ? readTime(cell("end")) : null;
  if (cell("end") && !end) return { refused: `"${cell("end")}" is no time of day` };
  if (cell("minutes") && !/^\d{1,4}$/.test(cell("minutes"))) return { refused: `"${cell("minutes")}" is no whole number of minutes` };
  const code = cell("service") || service;
  if (!code) return { refused: "there is no service" };
  const episode = episodeOn(cell("who"), date, episodes);
  if (typeof episode === "string") return { refused: episode };
  const outcome = meaning.replace("!", "") as Outcome;
  const came = outcome === "attended";
  const minutes = cell("minutes") ? Number(cell("minutes")) : end ? minutesBetween(time, end) : usual;
  const modality = cell("modality") && (/tele|video|virtual|remote/i.test(cell("modality")) ? "telehealth" : "in_person");
  const session = cell("session") || `${date} ${time} ${code}`;
  const fact = {
    episode: episode.episode,
    type: "session.recorded",
    session,
    start: instantIn(zone, date, time),
    minutes: came ? minutes : 0,
    service: code,
    ...(modality ? { modality } : {}),
    outcome,
    ...(came ? {} : { excused: meaning.endsWith("!") || isYes(cell("excused")) }),
  };
  // The same line is the same event, however often the file is imported; a corrected one another.
  return { event: { id: `import ${episode.episode} ${session} ${digest(JSON.stringify(fact))}`, ...fact }, date };
}

// 53 bits of the text (cyrb53): the page may come without TLS, where a browser has no crypto.subtle.
function digest(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; ++i) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}
