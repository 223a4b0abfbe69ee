// What a person types in about an authorization, and the event that says it.
import { dateIn, instantIn, timeIn } from "./format";
import type { LedgerEvent } from "./standing";

export type Outcome = "requested" | "approved" | "partial" | "pended" | "denied" | "voided";

export interface DraftLine {
  codes: string; // as typed: "S9480 H0015"; empty: every service
  units: string;
}

export interface Draft {
  authorization: string; // the facility's id; empty: it is drawn from the number
  outcome: Outcome;
  number: string;
  date: string; // of the decision, or of the request, on the facility's clock
  time: string;
  was: { date: string; time: string; at: string } | null; // as it was said before, to the second
  expedited: boolean;
  start: string;
  end: string;
  lines: DraftLine[];
  nextReview: string;
  reviewer: string;
  reference: string;
  reason: string;
}

export const outcomes: { value: Outcome; label: string }[] = [
  { value: "approved", label: "Approved" },
  { value: "partial", label: "Approved in part" },
  { value: "pended", label: "Pended: not decided yet" },
  { value: "denied", label: "Denied" },
  { value: "requested", label: "Only requested" },
];

export const isApproval = (outcome: Outcome) => outcome === "approved" || outcome === "partial";
export const isDecision = (outcome: Outcome) => outcome !== "requested" && outcome !== "voided";

export function emptyDraft(zone: string | undefined, codes: string): Draft {
  const now = new Date();
  return {
    authorization: "",
    outcome: "approved",
    number: "",
    date: dateIn(zone, now),
    time: timeIn(zone, now),
    was: null,
    expedited: false,
    start: "",
    end: "",
    lines: [{ codes, units: "" }],
    nextReview: "",
    reviewer: "",
    reference: "",
    reason: "",
  };
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

// The newest word on an authorization that still stands.
export function lastWord(events: LedgerEvent[], authorization: string): LedgerEvent | undefined {
  const withdrawn = new Set(events.filter((it) => it.type === "event.withdrawn").map((it) => it.withdraws));
  return events
    .filter((it) => it.authorization === authorization && !withdrawn.has(it.id) && !withdrawn.has(it.seq))
    .filter((it) => it.type === "authorization.decided" || it.type === "authorization.requested")
    .sort((a, b) => Number(a.type === "authorization.decided") - Number(b.type === "authorization.decided") || a.seq - b.seq)
    .at(-1);
}

export function draftOf(event: LedgerEvent, zone: string | undefined): Draft {
  const isRequest = event.type === "authorization.requested";
  const said = text(isRequest ? event.at : event.decided_at);
  const [date, time] = [dateIn(zone, said), timeIn(zone, new Date(said))];
  const lines = (event.lines as { codes: string[]; units: number }[] | undefined) ?? [];
  return {
    authorization: text(event.authorization),
    outcome: isRequest ? "requested" : (event.decision as Outcome),
    number: text(event.number),
    date,
    time,
    was: { date, time, at: said },
    expedited: event.expedited === true,
    start: text(event.start),
    end: text(event.end),
    lines: lines.length > 0 ? lines.map((it) => ({ codes: it.codes.join(" "), units: String(it.units) })) : [{ codes: "", units: "" }],
    nextReview: text(event.next_review),
    reviewer: text(event.reviewer),
    reference: text(event.reference),
    reason: text(event.reason),
  };
}

// What is not there yet for the event to be said, by the field's name.
export function lacks(draft: Draft): Partial<Record<keyof Draft, string>> {
  const missing: Partial<Record<keyof Draft, string>> = {};
  if (draft.outcome !== "voided" && !(draft.date && draft.time)) missing.date = "Say when";
  if (!isApproval(draft.outcome)) return missing;
  if (!draft.start) missing.start = "Say from which day";
  if (!draft.end) missing.end = "Say until which day";
  if (draft.lines.some((it) => !/^\d+$/.test(it.units.trim()))) missing.lines = "Say how many units, as a whole number";
  return missing;
}

// An id of the facility's own: the payer's number, made another one when the episode has it already.
export function idFor(draft: Draft, taken: ReadonlySet<string>): string {
  if (draft.authorization) return draft.authorization;
  const base = draft.number.trim() || `authorization ${draft.date}`;
  let id = base;
  for (let i = 2; taken.has(id); ++i) id = `${base} (${i})`;
  return id;
}

// Of a draft that lacks nothing; without the event's own id. `zone`: the facility's.
export function eventOf(draft: Draft, episode: string, taken: ReadonlySet<string>, zone: string | undefined): Record<string, unknown> {
  const authorization = idFor(draft, taken);
  if (draft.outcome === "voided") return { episode, type: "authorization.voided", authorization };
  const at = draft.was?.date === draft.date && draft.was.time === draft.time ? draft.was.at : instantIn(zone, draft.date, draft.time);
  if (draft.outcome === "requested")
    return { episode, type: "authorization.requested", authorization, at, ...(draft.expedited ? { expedited: true } : {}) };
  const said = (name: string, value: string) => (value.trim() ? { [name]: value.trim() } : {});
  const approval = isApproval(draft.outcome);
  return {
    episode,
    type: "authorization.decided",
    authorization,
    ...said("number", draft.number),
    decision: draft.outcome,
    decided_at: at,
    start: draft.start || null,
    end: draft.end || null,
    lines: approval ? draft.lines.map((it) => ({ codes: it.codes.split(/[\s,;]+/).filter(Boolean), units: Number(it.units) })) : [],
    ...said("next_review", draft.nextReview),
    ...said("reason", draft.reason),
    ...said("reviewer", draft.reviewer),
    ...said("reference", draft.reference),
  };
}
