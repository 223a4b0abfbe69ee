// What the service answers about one episode, as far as pages share it; schemas/standing.schema.json
// and the description of the service have it in full.
import { plural, showNumber } from "./format";
import type { Because, Obligation } from "./ledger";

export interface EpisodeSummary {
  as_of: string;
  episode: string;
  facility: string;
  member: string | null;
  member_name: string | null;
  payer: string | null;
  level_of_care: string | null;
  open: boolean;
  admitted: string | null;
  discharged: string | null;
  discharge_planned: string | null;
  remaining: Units;
  covered_through: string | null;
  first_uncovered_day: string | null;
  uncovered_units: number;
  sessions: number;
}

export type Unit = "visit" | "day" | "hour" | "quarter_hour";
export type Units = Partial<Record<Unit, number>>;

export interface Line {
  codes: string[];
  unit: Unit;
  units: number | null; // null: without limit
  used: number;
  remaining: number | null;
  forecast_used: number;
  exhausts_on: string | null;
  unused_at_end: number | null;
  because?: Because;
  likely?: {
    exhausts_on: { from: string; to: string | null } | null;
    unused_at_end: { from: number; to: number };
  } | null;
}

export interface Authorization {
  authorization: string; // "allowance:…": given by the policy
  number: string | null;
  decision: "approved" | "partial" | "denied" | "pended" | "requested" | "allowance";
  start: string | null;
  end: string | null;
  last_covered_day: string | null;
  lines: Line[];
}

export interface Uncovered {
  date: string;
  service: string;
  units: number;
  reason: string;
  retro?: { status: "unknown" | "open" | "closed" | "none" | "emergency_only"; until: string | null } | null;
}

export interface Finding {
  kind: string;
  from: string;
  to: string | null;
  service: string | null;
  subject: string | null;
  actual: number | null;
  limit: number | null;
  open: boolean;
  because: Because;
}

export interface Unknown {
  about: string;
  note: string | null;
  because: Because;
}

export interface Standing {
  as_of: string;
  remaining: Units;
  covered_through: string | null;
  first_uncovered_day: string | null;
  authorizations: Authorization[];
  uncovered: Uncovered[];
  unrecorded: string[];
  under_intensity_weeks: { week_of: string; service: string; minutes: number; minimum: number }[];
  obligations: Obligation[];
  findings?: Finding[];
  unknowns?: Unknown[];
  next_request?: { from: string | null; unit: Unit | null; needed: number | null; amount: number | null };
  attendance?: { offered: number; attended: number; low: number | null; high: number | null };
}

export interface Session {
  session: string;
  event: number;
  start: string;
  minutes: number;
  service: string;
  modality: string;
  outcome: "attended" | "no_show" | "cancelled_by_member" | "cancelled_by_facility";
  excused: boolean;
  charged: number;
  covered: number;
  flags: string[];
}

export interface Forecast {
  start: string;
  minutes: number;
  service: string;
  covered: number;
  uncovered: number;
}

export interface Day {
  date: string;
  sessions: Session[];
  forecast: Forecast[];
  unrecorded: boolean;
}

export interface UnitsLeft {
  date: string;
  left: number;
}

export interface BurnDown {
  authorization: string;
  line: number;
  units: number;
  used: UnitsLeft[];
  forecast: UnitsLeft[];
  at_low: UnitsLeft[];
  at_high: UnitsLeft[];
}

export interface Days {
  as_of: string;
  today: string;
  first: string;
  last: string;
  closed: string[];
  days: Day[];
  burn_down: BurnDown[];
}

export interface LedgerEvent {
  seq: number;
  recorded_at: string;
  id: string;
  type: string;
  source_system?: string | null;
  [field: string]: unknown;
}

export interface TimelineEntry {
  date: string | null;
  at: string | null;
  stage: "done" | "due" | "expected";
  kind: string;
  text: string;
  key: string | null;
  events: number[];
}

const unitNames: Record<Unit, [one: string, many: string]> = {
  visit: ["visit", "visits"],
  day: ["day", "days"],
  hour: ["hour", "hours"],
  quarter_hour: ["quarter hour", "quarter hours"],
};

export function showUnits(count: number, unit: Unit): string {
  return plural(count, ...unitNames[unit]);
}

// "days", as a head over figures.
export function unitName(unit: Unit): string {
  return unitNames[unit][1];
}

// "22 days, 3 visits"; no line with a limit: "–".
export function showAllUnits(units: Units): string {
  const all = Object.entries(units) as [Unit, number][];
  return all.length ? all.map(([unit, count]) => showUnits(count, unit)).join(", ") : showNumber(null);
}

export function isPending(it: Pick<Obligation, "status">): boolean {
  return it.status === "upcoming" || it.status === "open" || it.status === "overdue";
}
