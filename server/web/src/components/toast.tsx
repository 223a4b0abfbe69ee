// What just happened, said once at the foot of the page and to screen readers.
import { useEffect, useState } from "preact/hooks";

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  undo?: (() => void) | undefined;
}

let show: (toast: Omit<Toast, "id">) => void = () => {};

export function say(text: string, undo?: () => void): void {
  show({ text, bad: false, undo });
}

export function sayFault(error: unknown): void {
  show({ text: error instanceof Error ? error.message : String(error), bad: true });
}

const secondsShown = 8;

export function Toasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  useEffect(() => {
    let last = 0;
    show = (toast) => {
      const id = ++last;
      setToasts((all) => [...all.slice(-2), { ...toast, id }]);
      if (!toast.bad)
        setTimeout(() => setToasts((all) => all.filter((it) => it.id !== id)), secondsShown * 1000);
    };
    return () => {
      show = () => {};
    };
  }, []);
  const drop = (id: number) => setToasts((all) => all.filter((it) => it.id !== id));
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, bad, undo }) => (
        <div class={`toast${bad ? " bad" : ""}`} key={id}>
          <span>{text}</span>
          {undo ? (
            <button
              type="button"
              class="button small"
              onClick={() => {
                drop(id);
                undo();
              }}
            >
              Undo
            </button>
          ) : null}
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => drop(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
