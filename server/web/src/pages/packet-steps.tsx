// What is done with a packet, and why it may not be.
import { useState } from "preact/hooks";
import { newEventId, send, ServiceError, url } from "../api";
import { Dialog } from "../components/dialog";
import { CheckField, TextArea, TextField } from "../components/field";
import { Fault } from "../components/state";
import { say } from "../components/toast";
import { verdictNames, type Packet, type PacketContent } from "../packets";
import { useSession } from "../session";

type May = (route: string) => boolean;

// A sentence without its beginning; null: it may be approved by whoever asks.
export function whyNotApprove(packet: Packet, may: May, subject: string | undefined): string | null {
  if (!may("POST /v1/episodes/{id}/packets/{number}/approve")) return "a UR lead approves packets.";
  if (!packet.is_latest) return "a newer version was built.";
  if (packet.built_by === subject) return "you built it, so somebody else approves it.";
  return null;
}

export function whyNotSubmit(packet: Packet, may: May): string | null {
  if (!may("POST /v1/episodes/{id}/packets/{number}/submit")) return "your roles do not include it.";
  if (!packet.is_latest) return "a newer version was built.";
  if (packet.state === "built") return "nobody has approved it yet.";
  return null;
}

interface StepProps {
  packet: Packet & { content: PacketContent };
  onClose: () => void;
  changed: () => void;
}

function useStep(packet: Packet, step: "approve" | "submit", body: () => unknown, done: () => void) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await send("POST", url`/v1/episodes/${packet.episode}/packets/${String(packet.number)}/` + step, body());
      done();
    } catch (fault) {
      if (!(fault instanceof ServiceError)) throw fault;
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, submit };
}

function Buttons({ busy, ready, word, onClose }: { busy: boolean; ready: boolean; word: string; onClose: () => void }) {
  return (
    <p class="form-end">
      <button type="button" class="button" onClick={onClose}>
        Cancel
      </button>
      <button type="submit" class="button primary" disabled={busy || !ready}>
        {busy ? "Saving…" : word}
      </button>
    </p>
  );
}

export function ApproveDialog({ packet, onClose, changed }: StepProps) {
  const [reason, setReason] = useState("");
  const { busy, error, submit } = useStep(packet, "approve", () => (reason.trim() ? { reason: reason.trim() } : {}), () => {
    say(`Packet ${packet.number} is approved`);
    changed();
    onClose();
  });
  const incomplete = packet.verdict === "incomplete";
  const essential = packet.content.missing.filter((it) => it.essential);
  return (
    <Dialog title={`Approve packet ${packet.number}`} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <p>
          It is {verdictNames[packet.verdict]}. Approved, it may be sent to {packet.payer}.
        </p>
        {essential.length > 0 ? (
          <ul>
            {essential.map((it) => (
              <li key={it.what}>
                {it.what} <span class="quiet">({it.who})</span>
              </li>
            ))}
          </ul>
        ) : null}
        <TextArea
          label={incomplete ? "Why it goes out all the same" : "Remark"}
          help={incomplete ? "Needed, because something essential is missing. It stays with the packet." : "Not needed. It stays with the packet."}
          value={reason}
          onText={setReason}
        />
        {error ? <Fault error={error} /> : null}
        <Buttons busy={busy} ready={!incomplete || reason.trim() !== ""} word="Approve" onClose={onClose} />
      </form>
    </Dialog>
  );
}

// Local wall-clock time with seconds, as <input type="datetime-local" step="1"> has it.
function nowInput(): string {
  const at = new Date();
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export function SubmitDialog(props: StepProps) {
  return props.packet.authorization === "" ? <RequestDialog {...props} /> : <ReviewDialog {...props} />;
}

const seconds = (at: string) => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");

// The first request: no review, but what the authorization that is asked for begins with.
function RequestDialog({ packet, onClose, changed }: StepProps) {
  const [id] = useState(newEventId);
  const [at, setAt] = useState(nowInput);
  const [authorization, setAuthorization] = useState(() => `authorization ${nowInput().slice(0, 10)}`);
  const [reference, setReference] = useState("");
  const [expedited, setExpedited] = useState(false);
  const body = () => ({
    id,
    at: seconds(at),
    authorization: authorization.trim(),
    ...(expedited ? { expedited } : {}),
    ...(reference.trim() ? { reference: reference.trim() } : {}),
  });
  const { busy, error, submit } = useStep(packet, "submit", body, () => {
    say(`Packet ${packet.number} is submitted: the authorization is asked for`);
    changed();
    onClose();
  });
  return (
    <Dialog title={`Mark packet ${packet.number} as submitted`} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <p>Nothing is sent from here. This notes that the payer was asked for the first authorization, and given the packet.</p>
        <TextField
          label="Reference"
          help="The payer's or the carrier's: a call number, a fax confirmation."
          value={reference}
          onText={setReference}
          error={error?.at("/reference")}
          autofocus
        />
        <TextField
          label="Id of the authorization"
          help="Your own, until the payer gives its number. The decision is recorded under it."
          value={authorization}
          onText={setAuthorization}
          error={error?.at("/authorization")}
          required
        />
        <CheckField label="An expedited decision was asked for" checked={expedited} onCheck={setExpedited} />
        <TextField label="When it was submitted" type="datetime-local" step="1" value={at} onText={setAt} error={error?.at("/at")} required />
        {error ? <Fault error={error} /> : null}
        <Buttons busy={busy} ready={reference.trim() !== "" && authorization.trim() !== ""} word="Mark as submitted" onClose={onClose} />
      </form>
    </Dialog>
  );
}

function ReviewDialog({ packet, onClose, changed }: StepProps) {
  const { who } = useSession();
  const [id] = useState(newEventId);
  const [at, setAt] = useState(nowInput);
  const [reference, setReference] = useState("");
  const [proof, setProof] = useState("");
  const body = () => ({
    id,
    at: seconds(at),
    by: who,
    ...(reference.trim() ? { reference: reference.trim() } : {}),
    ...(proof.trim() ? { proof: proof.trim() } : {}),
  });
  const { busy, error, submit } = useStep(packet, "submit", body, () => {
    say(`Packet ${packet.number} is submitted, and its review is done`);
    changed();
    onClose();
  });
  return (
    <Dialog title={`Mark packet ${packet.number} as submitted`} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <p>Nothing is sent from here. This notes that the payer was given the packet, which does the review.</p>
        <TextField
          label="Reference"
          help="The payer's or the carrier's: a call number, a fax confirmation."
          value={reference}
          onText={setReference}
          error={error?.at("/reference")}
          autofocus
        />
        <TextArea label="Proof" help="How it went, and who took it. A reference or a proof is needed." value={proof} onText={setProof} />
        <TextField label="When it was submitted" type="datetime-local" step="1" value={at} onText={setAt} error={error?.at("/at")} required />
        {error ? <Fault error={error} /> : null}
        <Buttons busy={busy} ready={reference.trim() !== "" || proof.trim() !== ""} word="Mark as submitted" onClose={onClose} />
      </form>
    </Dialog>
  );
}
