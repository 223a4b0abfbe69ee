// Whose episode it is about: found as in the look-up, but within a form.
import { useState } from "preact/hooks";
import { TextField } from "./field";
import { FoundLine, useFound, type Found } from "./lookup";

export function MemberPicker({ onPick }: { onPick: (found: Found) => void }) {
  const [text, setText] = useState("");
  const answer = useFound(text.trim());
  return (
    <div class="member-picker">
      <TextField
        label="Whose authorization is it?"
        help="Name, member id, or the number of another authorization of theirs"
        type="search"
        value={text}
        onText={setText}
        spellcheck={false}
      />
      <ul class="picks" aria-label="Found">
        {(answer?.results ?? []).map((it) => (
          <li key={it.episode}>
            <button type="button" onClick={() => onPick(it)}>
              <FoundLine found={it} />
            </button>
          </li>
        ))}
      </ul>
      <p class="quiet small" role="status">
        {answer?.error ?? (answer && answer.results.length === 0 ? "Nobody is called that." : "")}
      </p>
    </div>
  );
}
