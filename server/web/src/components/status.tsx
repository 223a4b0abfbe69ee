// How things stand, in a word with a mark of its own shape, so that it is not told by colour alone.
// Overdue is loud; nothing else is.
import { words } from "../format";

export type Status = "overdue" | "open" | "upcoming" | (string & {});

const marks: Record<string, string> = {
  overdue: "!",
  open: "●",
  upcoming: "○",
  done: "✓",
  done_late: "✓",
  not_needed: "–",
  waived: "–",
};

export function StatusMark({ status }: { status: Status }) {
  return (
    <span class={`status status-${status}`}>
      <span class="status-mark" aria-hidden="true">
        {marks[status] ?? "·"}
      </span>
      {words(status)}
    </span>
  );
}

// A short word in a quiet frame: a kind, a code, a grade.
export function Tag({ children, tone = "plain" }: { children: preact.ComponentChildren; tone?: "plain" | "good" | "warn" | "bad" }) {
  return <span class={`tag tag-${tone}`}>{children}</span>;
}
