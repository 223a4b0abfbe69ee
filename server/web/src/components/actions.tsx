// What a team does about obligations: take, assign, complete with proof, waive, snooze; one of them
// or many at once.
import { useState } from "preact/hooks";
import { newEventId, send, ServiceError, url } from "../api";
import { plural } from "../format";
import type { WorklistItem } from "../ledger";
import { obligationName } from "../ledger";
import { useSession } from "../session";
import { Dialog } from "./dialog";
import { Fault } from "./state";
import { TextArea, TextField } from "./field";
import { say, sayFault } from "./toast";

export type Verb = "take" | "assign" | "complete" | "waive" | "snooze";
export type Actable = Pick<WorklistItem, "episode" | "key" | "kind" | "authorization" | "member_name" | "due_at">;

export const verbKeys: Record<string, Verb> = { t: "take", a: "assign", c: "complete", w: "waive", s: "snooze" };
export const verbNames: Record<Verb, string> = {
  take: "Take",
  assign: "Assign",
  complete: "Complete",
  waive: "Waive",
  snooze: "Snooze",
};
const done: Record<Verb, string> = {
  take: "taken",
  assign: "assigned",
  complete: "completed",
  waive: "waived",
  snooze: "snoozed",
};

export const verbRoute = (verb: Verb) => `POST /v1/episodes/{id}/obligations/{key}/${verb}`;

// Each by itself, so that one that is refused keeps none of the others from it. The ids are drawn by
// the caller once: a second try says the same events.
async function act(items: Actable[], ids: string[], verb: Verb, body: Record<string, unknown>): Promise<Problems> {
  const refused: Problems = [];
  for (const [i, item] of items.entries()) {
    try {
      await send("POST", url`/v1/episodes/${item.episode}/obligations/${item.key}/` + verb, { id: ids[i], ...body });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      refused.push({ item, error });
    }
  }
  return refused;
}
type Problems = { item: Actable; error: ServiceError }[];

export async function takeNow(items: Actable[], who: string, changed: () => void): Promise<void> {
  const refused = await act(items, items.map(newEventId), "take", { assignee: who, by: who });
  if (refused.length < items.length) say(`${plural(items.length - refused.length, "item")} taken by ${who}`);
  for (const it of refused) sayFault(new Error(`${nameOf(it.item)}: ${it.error.message}`));
  changed();
}

function nameOf(item: Actable): string {
  return `${obligationName(item)}${item.member_name ? `, ${item.member_name}` : ""}`;
}

interface ActionProps {
  verb: Exclude<Verb, "take">;
  items: Actable[];
  onClose: () => void;
  changed: () => void;
}

const hours = (count: number) => new Date(Date.now() + count * 3_600_000);

// Local wall-clock time of this browser, as <input type="datetime-local"> has it.
function localInput(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function ActionDialog({ verb, items, onClose, changed }: ActionProps) {
  const { who } = useSession();
  const [ids] = useState(() => items.map(newEventId));
  const [assignee, setAssignee] = useState("");
  const [reference, setReference] = useState("");
  const [text, setText] = useState("");
  const [at, setAt] = useState(() => localInput(verb === "snooze" ? hours(24) : new Date()));
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Problems>([]);

  const body = (): Record<string, unknown> => {
    const instant = () => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
    switch (verb) {
      case "assign":
        return { assignee: assignee.trim() || null, by: who };
      case "complete":
        return {
          at: instant(),
          by: who,
          ...(reference.trim() ? { reference: reference.trim() } : {}),
          ...(text.trim() ? { proof: text.trim() } : {}),
        };
      case "waive":
        return { reason: text.trim(), by: who };
      case "snooze":
        return { until: instant(), by: who };
    }
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const left = await act(items, ids, verb, body());
      setRefused(left);
      if (left.length < items.length) {
        say(`${plural(items.length - left.length, "item")} ${done[verb]}`);
        changed();
      }
      if (left.length === 0) onClose();
    } catch (error) {
      sayFault(error);
    } finally {
      setBusy(false);
    }
  };
  const title = `${verbNames[verb]} ${items.length === 1 && items[0] ? nameOf(items[0]) : plural(items.length, "item")}`;
  const ready =
    verb === "complete" ? reference.trim() !== "" || text.trim() !== "" : verb === "waive" ? text.trim() !== "" : true;

  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} class="form">
        {verb === "assign" ? (
          <TextField label="To whom" help="Leave it empty to give it to nobody." value={assignee} onText={setAssignee} autofocus />
        ) : null}
        {verb === "complete" ? (
          <>
            <TextField label="Reference" help="The payer's or the carrier's: a call number, a fax confirmation." value={reference} onText={setReference} autofocus />
            <TextArea label="Proof" help="What was done, and who confirmed it. A reference or a proof is needed." value={text} onText={setText} />
            <TextField label="When it was done" type="datetime-local" value={at} onText={setAt} required />
          </>
        ) : null}
        {verb === "waive" ? (
          <TextArea label="Why it will not be done" help="Stays in the log under your name." value={text} onText={setText} />
        ) : null}
        {verb === "snooze" ? (
          <TextField label="Until" help="What is overdue does not sleep." type="datetime-local" value={at} onText={setAt} required />
        ) : null}
        {refused.map(({ item, error }) => (
          <div key={item.episode + item.key}>
            <p>
              <strong>{nameOf(item)}</strong>
            </p>
            <Fault error={error} />
          </div>
        ))}
        <p class="form-end">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={busy || !ready}>
            {busy ? "Saving…" : verbNames[verb]}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
