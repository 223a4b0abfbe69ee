// Asks once more before what cannot be taken back.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ServiceError } from "../api";
import { Dialog } from "./dialog";
import { Fault } from "./state";

interface ConfirmProps {
  title: string;
  word: string; // of the button
  act: () => Promise<void>;
  onClose: () => void;
  children: ComponentChildren;
}

export function ConfirmDialog({ title, word, act, onClose, children }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const go = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await act();
      onClose();
    } catch (fault) {
      if (!(fault instanceof ServiceError)) throw fault;
      setError(fault);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {error ? <Fault error={error} /> : null}
      <p class="form-end">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" class="button primary" disabled={busy} onClick={() => void go()}>
          {busy ? "Saving…" : word}
        </button>
      </p>
    </Dialog>
  );
}
