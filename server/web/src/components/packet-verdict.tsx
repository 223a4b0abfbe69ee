// Whether a packet can be sent, and how far it is: by a mark of its own shape each.
import type { Packet } from "../packets";
import { verdictNames } from "../packets";
import { Tag } from "./status";

const marks = { incomplete: "✕", ready_with_gaps: "◐", ready: "✓" } as const;
const tones = { incomplete: "warn", ready_with_gaps: "plain", ready: "good" } as const;

export function Verdict({ verdict }: { verdict: Packet["verdict"] }) {
  return (
    <Tag tone={tones[verdict]}>
      <span aria-hidden="true">{marks[verdict]} </span>
      {verdictNames[verdict]}
    </Tag>
  );
}
