// Shapes of what the service answers, as far as pages share them. schemas/ has each in full.

export interface Source {
  key?: string;
  title: string;
  url?: string;
  address?: string;
  retrieved?: string;
  grade?: "A" | "B" | "C" | "invented";
  says?: string;
}

export interface Because {
  policy: { payer: string; version: string; from: string } | null;
  rule: string | null; // null: no rule speaks
  source: Source | null;
  events: number[]; // seq
}

export interface Obligation {
  key: string; // "review:AUTH-1"
  kind: "review" | "notice" | "duty" | "decision" | "request";
  rule: string | null;
  authorization: string | null;
  opens_at: string | null;
  due_at: string | null;
  status: string;
  because: Because;
  assignee?: string | null;
  snoozed_until?: string | null;
}

// An obligation with whose it is.
export interface WorklistItem extends Obligation {
  episode: string;
  facility: string;
  member: string | null;
  member_name: string | null;
  payer: string | null;
}

export interface Facility {
  id: string;
  name?: string;
  time_zone: string;
  npi?: string;
  closed?: string[]; // dates
  part2_program?: boolean; // under 42 CFR Part 2; none: nobody has said
}

const obligationNames: Record<string, string> = {
  review: "Review",
  notice: "Notice to the payer",
  duty: "Duty",
  decision: "Decision awaited",
  request: "Request to write",
};

// "Review: AUTH-7", "Notice to the payer", "Duty: recertification (2)", "Duty: retro request, 2026-11-18".
export function obligationName(it: Pick<Obligation, "key" | "kind" | "authorization">): string {
  const what = obligationNames[it.kind] ?? it.kind;
  if (it.kind === "duty" || it.kind === "request") {
    const [, duty, of] = it.key.split(":");
    const name = duty?.replace(/[-_]/g, " ").replace(/#(\d+)$/, " ($1)");
    return name ? `${what}: ${name}${of ? `, ${of}` : ""}` : what;
  }
  return it.authorization ? `${what}: ${it.authorization}` : what;
}
