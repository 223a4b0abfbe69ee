// Review packets as the service answers them: what every version has, and what one says.

export interface Packet {
  episode: string;
  number: number;
  authorization: string;
  review: string; // key of the obligation
  payer: string;
  due_at: string | null;
  verdict: "ready" | "ready_with_gaps" | "incomplete";
  state: "built" | "approved" | "submitted";
  is_latest: boolean;
  reason: string; // why it was built
  built_at: string;
  built_by: string;
  content_sha256: string;
  approved_at?: string;
  approved_by?: string;
  approval_reason?: string;
  submitted_at?: string;
  submitted_by?: string;
  event?: string;
  reference?: string;
}

export interface QueuedPacket extends Packet {
  facility: string;
  member: string | null;
  member_name: string | null;
}

interface Side {
  text: string;
  date: string | null;
}

export interface PacketContent {
  missing: { what: string; who: string; essential: boolean }[];
  disclosure: { allowed: boolean; reason: string; citation: string; needed?: string };
  member: { name: string };
  payer: { payer: string };
  facility: { id: string; name: string };
  review: { number: string | null; last_covered_day: string | null };
  request: { why: string; arithmetic: string[] };
  since_approval: {
    since: string | null;
    changes: { about: string; change: "new" | "changed" | "gone"; what: string; before: Side; now: Side }[];
    not_compared: string[];
  };
  refused_documents: { document: string; why: string; needed?: string }[];
  problems: { document: string; what: string }[];
}

// In what a version differs from another.
export interface Change {
  at: string; // "/attendance/sessions"
  before?: unknown;
  after?: unknown;
  added?: unknown[];
  removed?: unknown[];
}

export const verdictNames: Record<Packet["verdict"], string> = {
  incomplete: "incomplete",
  ready_with_gaps: "ready with gaps",
  ready: "ready",
};

const reasons: Record<string, string> = {
  first: "it is the first of its authorization",
  events: "something was recorded",
  documents: "documents changed",
  consents: "consents changed",
  policies: "the payer's rules changed",
  day: "a day passed",
  register: "the register changed",
};

// Why a version was built, of the words that the service gives: "events day".
export function whyBuilt(reason: string): string {
  return reason
    .split(" ")
    .map((it) => reasons[it] ?? it)
    .join(", ");
}
