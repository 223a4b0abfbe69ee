// A dialog (in the middle) and a panel (from the side). The browser keeps the focus within and gives
// it back (HTMLDialogElement); Escape closes.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  side?: boolean; // a panel
  wide?: boolean;
  firm?: boolean; // closed only by a button in it: what it shows is shown once
}

export function Dialog({ title, onClose, children, side, wide, firm }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    const shown = dialog.current!;
    shown.showModal();
    return () => {
      shown.close(); // before it, what lies beneath takes no focus
      if (opener?.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`${side ? "panel" : "dialog"}${wide ? " wide" : ""}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        if (!firm) onClose();
      }}
      onKeyDown={(event) => {
        // Escape pressed twice closes a dialog whatever is said to the first cancel event.
        if (firm && event.key === "Escape") event.preventDefault();
      }}
      onClick={(event) => {
        if (!firm && event.target === dialog.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={heading}>{title}</h2>
          {firm ? null : (
            <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
              ×
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
