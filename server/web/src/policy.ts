// A payer's policy as the service answers it (schemas/policy.schema.json has it in full), and each
// rule of it told in a sentence.
import type { Source } from "./ledger";
import { plural, words } from "./format";

export interface PolicyHead {
  payer: string;
  version: string;
  layer: "payer" | "contract" | "law";
  effective: { from: string; to: string | null };
  applies_to: Record<string, string>;
}

export type Fields = Record<string, unknown>;

export interface Policy extends PolicyHead {
  time_zone: string;
  cutoff: string;
  business_calendar: string;
  extra_holidays: string[];
  week_starts: string;
  unknown?: { about: string; note?: string }[];
  not_required?: { about: string; source: string }[];
  removes?: string[];
  sources?: (Source & { date?: string })[];
  note?: string;
  [section: string]: unknown;
}

export interface Rule {
  section: string; // "reviews"
  key: string; // "few-left"; of a section that stands once: its name
  source: string | undefined;
  sentence: string;
  fields: Fields;
}

export const sectionNames: Record<string, string> = {
  services: "What a session costs",
  allowances: "Paid without an authorization",
  prior_authorization: "The first request, and the payer's time to decide",
  reviews: "Concurrent reviews",
  clocks: "Reviews on a clock of their own",
  evidence: "How fresh documents must be",
  missed_sessions: "Missed sessions",
  duties: "Other duties with a date",
  approvals: "What an approval is worth",
  request_amounts: "How much may be asked for",
  retro_authorization: "Asking after the care",
  timely_filing: "Filing the claim",
  transition: "After a change of payer",
  quotas: "How often a component is due",
  group_sizes: "How large groups may be",
  exclusions: "What must not stand beside it",
};

const list = (texts: unknown, joined = "or"): string => {
  const all = Array.isArray(texts) ? texts.map((it) => words(String(it))) : [];
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} ${joined} ${all.at(-1)}`;
};
const codes = (texts: unknown): string => {
  const all = Array.isArray(texts) ? (texts as string[]) : [];
  return all.length === 0 ? "any service" : all.length < 2 ? all[0]! : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
};
const number = (it: unknown): number => Number(it);

// {"business_days": 2}: "2 business days".
function span(it: unknown): string {
  const of = (it ?? {}) as Record<string, unknown>;
  if (Array.isArray(of.later_of)) return `the later of ${of.later_of.map(span).join(" and ")}`;
  if (Array.isArray(of.earlier_of)) return `the earlier of ${of.earlier_of.map(span).join(" and ")}`;
  const [[kind, count] = ["days", 0]] = Object.entries(of);
  const unit = words(String(kind)).replace(/s$/, "");
  return plural(number(count), unit);
}
const isZero = (it: unknown): boolean => Object.values((it ?? {}) as object).every((value) => value === 0);

type Teller = (it: Fields) => string;

const anchors: Record<string, string> = {
  admission: "admission",
  first_session: "the first attended session",
  discharge: "discharge",
  authorization_start: "the start of each authorization",
  denial: "a denial or partial approval",
  uncovered: "each attended day that nobody pays",
  end: "the authorization ends",
  exhaustion: "its units run out",
  last_covered_day: "the last covered day",
};

const authorizationSays: Record<string, string> = {
  required: "needs an authorization",
  none: "needs no authorization",
  prohibited: "needs no authorization, and the payer may not ask for one",
  notification: "needs no authorization, but the payer wants to be told",
  unknown: "may need an authorization; nobody knows, so it is handled as needed",
};

function ages(it: unknown): string {
  const { from, to, on } = (it ?? {}) as { from?: number; to?: number; on?: string };
  if (from === undefined && to === undefined) return "";
  const range = from === undefined ? `up to ${to} years` : to === undefined ? `from ${from} years` : `${from} to ${to} years`;
  return `, members ${range}${on === "admission" ? " at admission" : ""}`;
}

const service: Teller = (it) => {
  const unit = words(String(it.unit));
  const says = [
    `${codes(it.codes)}${ages(it.ages)}: ${authorizationSays[String(it.authorization)] ?? words(String(it.authorization))}`,
    it.unit === "visit" ? "a session is 1 visit" : it.unit === "day" ? "a day is 1 unit" : `counted by the ${unit}, rounded ${it.rounding}`,
  ];
  if (number(it.minimum_minutes) > 0) says.push(`under ${it.minimum_minutes} minutes it counts as nothing`);
  if (Array.isArray(it.modalities) && it.modalities.length > 0) says.push(`only ${list(it.modalities)}`);
  for (const per of ["day", "week", "year"])
    if (it[`max_units_per_${per}`] !== undefined) says.push(`at most ${plural(number(it[`max_units_per_${per}`]), unit)} a ${per}`);
  if (it.minimum_minutes_per_week !== undefined) says.push(`at least ${plural(number(it.minimum_minutes_per_week) / 60, "hour")} a week`);
  if (it.maximum_minutes_per_week !== undefined) says.push(`at most ${plural(number(it.maximum_minutes_per_week) / 60, "hour")} a week`);
  if (it.minimum_days_per_week !== undefined) says.push(`on at least ${plural(number(it.minimum_days_per_week), "day")} a week`);
  if (it.maximum_gap_days !== undefined) says.push(`at most ${plural(number(it.maximum_gap_days), "day")} between two dates`);
  if (it.yearly_units_warning !== undefined) says.push(`a warning when ${it.yearly_units_warning} of the year are left`);
  if (Array.isArray(it.tiers))
    says.push(`paid by how many services a day has: ${(it.tiers as { key: string; services: number }[]).map((tier) => `${words(tier.key)} (from ${tier.services})`).join(", ")}`);
  return says.join("; ");
};

const review: Teller = (it) => {
  let when: string;
  if (it.units_left !== undefined) when = `when no more than ${plural(number(it.units_left), "unit")} are left`;
  else if (it.units_used !== undefined) when = `when ${plural(number(it.units_used), "unit")} are used`;
  else {
    const within = it.business_days !== undefined ? { business_days: it.business_days } : { days: it.days ?? 0 };
    if (it.after) when = `${span(within)} after the authorization's start`;
    else
      when = isZero(within)
        ? `on the day that ${it.before === "end" ? "the authorization ends" : it.before === "exhaustion" ? "its units run out" : "is the last covered one"}`
        : `${span(within)} before ${it.before === "end" ? "the authorization's end" : it.before === "exhaustion" ? "its units run out" : "the last covered day"}`;
  }
  const opens = it.opens ? `; it opens ${span(it.opens)} before` : "";
  const early = it.not_earlier ? (isZero(it.not_earlier) ? "; only on that day" : `; not more than ${span(it.not_earlier)} early`) : "";
  return `A review is due ${when}${opens}${early}`;
};

const missed: Teller = (it) => {
  const pattern = it.pattern as string | { within_days: number };
  const together =
    typeof pattern === "object" ? ` within ${plural(pattern.within_days, "day")}` : pattern === "consecutive" ? " in a row" : " since admission";
  const count = number(it.count);
  const what = `${count === 1 ? "a" : count} missed ${count === 1 ? "session" : "sessions"}${count === 1 ? "" : together}`;
  const actions: Record<string, string> = {
    notify: `tell the ${words(String(it.whom ?? "payer"))}`,
    outreach: "reach out to the member",
    plan_update: "write it into the treatment plan",
    discharge_review: "consider a discharge",
  };
  const excused = it.excused_counts ? ", excused or not" : ", excused ones aside";
  const again = it.repeat === "each" ? "; every further one again" : "";
  return `After ${what} (${list(it.outcomes)}${excused}), ${actions[String(it.action ?? "notify")]} within ${span(it.notify)}${again}`;
};

const duty: Teller = (it) => {
  const what = words(String(it.key));
  if (it.by_session !== undefined) return `${what}: by the ${ordinal(number(it.by_session))} attended session`;
  const after = anchors[String(it.after)] ?? String(it.after);
  const first = it.first_day_counts ? ", that day counted" : "";
  const effective = it.or_effective_date ? ", or by the day that the decision takes effect if later" : "";
  if (it.every) return `${what}: every ${span(it.every)} after ${after}, until discharge${first}`;
  return `${what}: ${isZero(it.within) ? "on the day of" : `within ${span(it.within)} after`} ${after}${first}${effective}`;
};

function ordinal(count: number): string {
  const ending = ["th", "st", "nd", "rd"][count % 100 > 10 && count % 100 < 14 ? 0 : count % 10] ?? "th";
  return `${count}${ending}`;
}

const priorAuthorization: Teller = (it) => {
  const says: string[] = [];
  if (it.required === true)
    says.push(`An authorization is to be requested ${isZero(it.request) ? "by the day of admission" : `within ${span(it.request)} after admission`}`);
  if (it.required === false) says.push("No authorization is to be requested at admission");
  if (it.not_earlier) says.push(`not more than ${span(it.not_earlier)} before it`);
  const decision = (it.decision ?? {}) as Fields;
  for (const kind of ["standard", "expedited", "concurrent"])
    if (decision[kind]) says.push(`the payer decides ${kind === "concurrent" ? "a request to go on" : `a ${kind === "standard" ? "standard" : "fast"} request`} within ${span(decision[kind])}`);
  const urgent = decision.urgent_extension as { before_end: unknown; decide: unknown } | undefined;
  if (urgent) says.push(`an urgent extension asked ${span(urgent.before_end)} before the end is decided within ${span(urgent.decide)}`);
  for (const band of (decision.by_receipt ?? []) as Fields[])
    says.push(
      `received from ${band.from}${band.to ? ` to ${band.to}` : ""}, decided by ${band.by} ${band.business_days === 0 ? "the same day" : `${span({ business_days: band.business_days })} later`}`,
    );
  if (decision.if_late) says.push(`a late decision is ${decision.if_late === "deemed_granted" ? "taken as granted" : "taken as denied"}`);
  return says.join("; ");
};

const tellers: Record<string, Teller> = {
  services: service,
  reviews: review,
  missed_sessions: missed,
  duties: duty,
  prior_authorization: priorAuthorization,
  allowances: (it) =>
    `${codes(it.codes)}: ${it.units === undefined ? "without limit" : plural(number(it.units), "unit")} before an authorization is needed${
      it.days !== undefined ? `, for ${plural(number(it.days), "day")} from admission` : it.hours !== undefined ? `, for ${plural(number(it.hours), "hour")} from the first session` : ""
    }`,
  clocks: (it) => {
    const measures = (it.measures as Fields[]).map((one) => (one.days !== undefined ? plural(number(one.days), "day") : plural(number(one.attended_minutes), "attended minute")));
    const before = it.before_planned_discharge ? `; also ${span(it.before_planned_discharge)} before a planned discharge` : "";
    return `${words(String(it.key))}: every ${measures.join(it.locked ? " or (as chosen) " : " or, if earlier, ")}${before}`;
  },
  evidence: (it) =>
    `${it.for === "initial" ? "With the first request" : "With a review"}, the newest ${words(String(it.document))} must be ${isZero(it.newest_within) ? "of the same day" : `no older than ${span(it.newest_within)}`}`,
  approvals: (it) =>
    [
      it.valid_at_least ? `An approval is valid for at least ${span(it.valid_at_least)}` : "",
      it.not_revocable_for ? `${it.valid_at_least ? "it" : "An approval"} cannot be taken back for ${span(it.not_revocable_for)}` : "",
    ]
      .filter(Boolean)
      .join("; "),
  request_amounts: (it) =>
    `${codes(it.codes)}: ${it.amounts ? `${list(it.amounts)} units at a time, nothing else` : `at most ${plural(number(it.at_most), "unit")} in one request`}`,
  retro_authorization: (it) =>
    it.allowed === "within"
      ? `Cover may be asked for within ${span(it.within)} after the service date`
      : it.allowed === "none"
        ? "Cover may never be asked for after the care"
        : "Cover may be asked for after emergencies only",
  timely_filing: (it) => `A claim is filed within ${span(it.within)} after the service date`,
  transition: (it) => `What the payer before approved still pays for ${plural(number(it.days), "day")} after the change`,
  quotas: (it) => `${codes(it.codes)}: ${words(String(it.kind))} at least ${number(it.count) === 1 ? "once" : `${it.count} times`} a ${it.per}`,
  group_sizes: (it) => `${list(it.kinds)}: at most ${it.maximum} take part`,
  exclusions: (it) =>
    `${codes(it.codes)}: not ${number(it.within_days) === 0 ? "on one day with" : `within ${plural(number(it.within_days), "day")} after`} ${list(it.with)}`,
};

// All rules of a document, in the order in which a reader asks for them.
export function rulesOf(policy: Policy): Rule[] {
  const rules: Rule[] = [];
  for (const section of Object.keys(sectionNames)) {
    const said = policy[section];
    const entries = (Array.isArray(said) ? said : said ? [said] : []) as Fields[];
    for (const [i, fields] of entries.entries()) {
      const text = tellers[section]!(fields);
      rules.push({
        section,
        key: typeof fields.key === "string" ? fields.key : Array.isArray(said) ? `${section}/${i}` : section,
        source: typeof fields.source === "string" ? fields.source : undefined,
        sentence: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
        fields,
      });
    }
  }
  return rules;
}

export function scopeOf({ applies_to }: PolicyHead): string {
  const said = Object.entries(applies_to).map(([name, value]) => `${words(name)} ${value}`);
  return said.length ? said.join(", ") : "every coverage without a document of its own";
}

export interface RuleDifference {
  section: string;
  key: string;
  before: Rule | undefined;
  after: Rule | undefined;
  fields: { name: string; before: unknown; after: unknown }[]; // that changed
}

// What differs between two documents, rule by rule. A rule that rests on another source is
// changed as well.
export function differencesOf(before: Policy, after: Policy): RuleDifference[] {
  const idOf = (it: Rule) => `${it.section}\n${it.key}`;
  const [old, now] = [before, after].map((it) => new Map(rulesOf(it).map((rule) => [idOf(rule), rule])));
  const differences: RuleDifference[] = [];
  for (const id of new Set([...old!.keys(), ...now!.keys()])) {
    const [was, is] = [old!.get(id), now!.get(id)];
    const names = [...new Set([...Object.keys(was?.fields ?? {}), ...Object.keys(is?.fields ?? {})])];
    const fields = names
      .map((name) => ({ name, before: was?.fields[name], after: is?.fields[name] }))
      .filter((it) => JSON.stringify(it.before) !== JSON.stringify(it.after));
    const { section, key } = (was ?? is)!;
    if (fields.length > 0) differences.push({ section, key, before: was, after: is, fields: was && is ? fields : [] });
  }
  return differences;
}
