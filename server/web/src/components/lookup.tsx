// The look-up in the head of every page: who, or which authorization, answered while one types. What
// is typed stays in the field: not in the address, not in the history.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { get, query, ServiceError } from "../api";
import { showDate, showSpan } from "../format";
import { go, link } from "../router";
import { showAllUnits, type Units } from "../standing";

export interface Found {
  episode: string;
  member: string | null;
  member_name: string | null;
  birth_date: string | null;
  facility: string;
  payer: string | null;
  open: boolean;
  matched: "name" | "member_id" | "plan_member_id" | "authorization" | "episode";
  remaining: Units | null;
  last_covered_day: string | null;
  next_review: string | null;
}

const leastLetters = 2;
const pauseMilliseconds = 120;

const matchedBy: Record<Found["matched"], string | null> = {
  name: null,
  member_id: "by member id",
  plan_member_id: "by plan member id",
  authorization: "by authorization",
  episode: "by episode",
};

type Answer = { text: string; results: Found[]; error?: string };

// The answer to the newest text; a request for an older one is given up.
export function useFound(text: string): Answer | undefined {
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    if (text.length < leastLetters) {
      setAnswer(undefined);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      get<{ results: Found[] }>("/v1/search" + query({ q: text }), abort.signal).then(
        ({ results }) => setAnswer({ text, results }),
        (error: unknown) => {
          if (abort.signal.aborted) return;
          setAnswer({ text, results: [], error: error instanceof ServiceError ? error.message : String(error) });
        },
      );
    }, pauseMilliseconds);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return answer;
}

// "/" comes here from everywhere but a field.
function useSlash(focus: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (at.closest("input, textarea, select, [contenteditable], dialog")) return;
      event.preventDefault();
      focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

export function Lookup() {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const wanted = text.trim();
  const answer = useFound(wanted);
  const results = answer?.results ?? [];
  const current = results[Math.min(at, results.length - 1)];
  useSlash(() => field.current?.select());
  useEffect(() => setAt(0), [answer]);

  const visit = (found: Found) => {
    setText("");
    setOpen(false);
    field.current?.blur();
    go(link`/episodes/${found.episode}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      if (text) setText("");
      else field.current?.blur();
      setOpen(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (results.length) setAt((Math.min(at, results.length - 1) + step + results.length) % results.length);
    } else if (event.key === "Enter") {
      // Only what answers the text that stands there.
      if (current && answer?.text === wanted) visit(current);
    } else return;
    event.preventDefault();
  };
  const shown = open && wanted.length >= leastLetters;

  return (
    <div class="lookup" role="search">
      <input
        ref={field}
        type="search"
        role="combobox"
        aria-label="Look up a member or an authorization"
        aria-expanded={shown}
        aria-controls={`${id}-results`}
        aria-autocomplete="list"
        aria-activedescendant={shown && current ? `${id}-${current.episode}` : undefined}
        placeholder="Name, member id, authorization"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <kbd aria-hidden="true">/</kbd>
      <div class="lookup-results" hidden={!shown}>
        <ul role="listbox" id={`${id}-results`} aria-label="Found">
          {results.map((it) => (
            <li
              key={it.episode}
              id={`${id}-${it.episode}`}
              role="option"
              aria-selected={it === current}
              // Before the field loses the focus, which closes the list.
              onMouseDown={(event) => {
                event.preventDefault();
                visit(it);
              }}
            >
              <FoundLine found={it} />
            </li>
          ))}
        </ul>
        <p class="lookup-note" role="status">
          {answer?.error ?? (answer === undefined ? "Looking…" : results.length === 0 ? "Nobody, and no authorization, is called that." : "")}
        </p>
      </div>
    </div>
  );
}

export function FoundLine({ found }: { found: Found }) {
  const by = matchedBy[found.matched];
  return (
    <>
      <span class="found-who">
        <strong>{found.member_name ?? found.member ?? found.episode}</strong>
        {found.birth_date ? <span class="quiet"> born {found.birth_date}</span> : null}
        {by ? <span class="tag">{by}</span> : null}
        {found.open ? null : <span class="tag">discharged</span>}
      </span>
      <span class="found-how quiet small">
        {found.payer ?? "no payer"} · {found.facility}
      </span>
      <span class="found-left">{found.remaining && Object.keys(found.remaining).length ? `${showAllUnits(found.remaining)} left` : "no units"}</span>
      <span class="found-when quiet small">
        {found.last_covered_day ? `covered to ${showDate(found.last_covered_day)}` : "not covered ahead"}
        {found.next_review ? ` · review ${showSpan(found.next_review)}` : ""}
      </span>
    </>
  );
}
