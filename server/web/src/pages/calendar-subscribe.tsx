// How a calendar program is subscribed to the deadlines: an address, and a key of its own as its
// password, so that the address is no secret and one program can be shut out alone.
import { useState } from "preact/hooks";
import { query, send, ServiceError } from "../api";
import { Dialog } from "../components/dialog";
import { OnceDialog } from "../components/once";
import { Fault } from "../components/state";
import { useSession } from "../session";

const role = "calendar";

interface SubscribeProps {
  facility: string; // empty: all
  onClose: () => void;
}

export function SubscribeDialog({ facility, onClose }: SubscribeProps) {
  const { may, who } = useSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const [key, setKey] = useState<string>();
  const path = "/v1/worklist.ics" + query({ facility });
  const make = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const made = await send<{ key: string }>("POST", "/v1/keys", {
        label: `Calendar of ${who}`,
        roles: [role],
        ...(facility ? { facilities: [facility] } : {}),
      });
      setKey(made.key);
    } catch (fault) {
      if (!(fault instanceof ServiceError)) throw fault;
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  if (key)
    return (
      <OnceDialog
        title="The password of the calendar"
        label="Password"
        text={key}
        help="It is shown now and never again. Put it into the calendar program; it opens the deadlines and nothing else. It is one of the keys: revoke it under Administration when the program is not used any more."
        onClose={onClose}
      />
    );
  return (
    <Dialog title="Subscribe with a calendar program" onClose={onClose}>
      <dl class="facts">
        <dt>Address</dt>
        <dd>
          <code>{location.origin + path}</code>
        </dd>
        <dt>User name</dt>
        <dd>any</dd>
        <dt>Password</dt>
        <dd>{may("POST /v1/keys") ? "a key, made here and shown once" : `a key with the role ${role}, which an administrator makes`}</dd>
      </dl>
      <p class="quiet small">
        The program asks again as often as you tell it to and shows the next deadlines: what is due in which episode, without names. A program that cannot send a password can open a copy, which stays as it is now.
      </p>
      {error ? <Fault error={error} /> : null}
      <p class="form-end">
        <a class="button" href={path} download="deadlines.ics">
          Download a copy
        </a>
        {may("POST /v1/keys") ? (
          <button type="button" class="button primary" disabled={busy} onClick={() => void make()}>
            {busy ? "Making…" : "Make the password"}
          </button>
        ) : null}
      </p>
    </Dialog>
  );
}
