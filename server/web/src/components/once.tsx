// A text that is shown once and never again, with a button that copies it.
import { useRef, useState } from "preact/hooks";
import { Dialog } from "./dialog";

interface OnceProps {
  title: string;
  label: string;
  text: string;
  help: string;
  onClose: () => void;
}

export function OnceDialog({ title, label, text, help, onClose }: OnceProps) {
  const [copied, setCopied] = useState<"copied" | "select">();
  const shown = useRef<HTMLTextAreaElement>(null);
  const copy = async () => {
    // Only a page that came over TLS, or from this machine, may write to the clipboard.
    try {
      await navigator.clipboard.writeText(text);
      setCopied("copied");
    } catch {
      shown.current?.select();
      setCopied("select");
    }
  };
  return (
    <Dialog title={title} onClose={onClose} firm>
      <p>{help}</p>
      <textarea ref={shown} class="once" readOnly rows={3} aria-label={label} value={text} onFocus={(event) => event.currentTarget.select()} />
      <p role="status" class="small">
        {copied === "copied" ? "Copied." : copied === "select" ? "Selected: copy it with the keyboard." : ""}
      </p>
      <p class="form-end">
        <button type="button" class="button" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" class="button primary" onClick={onClose}>
          I have kept it
        </button>
      </p>
    </Dialog>
  );
}
