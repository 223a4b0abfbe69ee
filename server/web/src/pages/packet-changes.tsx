// In what a version of a packet differs from the one before.
import { url } from "../api";
import { Await } from "../components/state";
import { capitalized, plural, words } from "../format";
import { useLoad } from "../load";
import type { Change, Packet } from "../packets";

// "/attendance/outcomes/attended": "Attendance › outcomes › attended".
function placeInWords(pointer: string): string {
  return capitalized(pointer.split("/").filter(Boolean).map(words).join(" › "));
}

const longest = 180; // characters

// What a value says, in one line.
export function inOneLine(value: unknown): string {
  const said = (it: unknown): string[] => {
    if (it === null || it === undefined || it === "") return [];
    if (Array.isArray(it)) return it.flatMap(said);
    if (typeof it === "object") return Object.values(it).flatMap(said);
    return [String(it)];
  };
  const text = said(value).join(", ") || "nothing";
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

export function ChangesCard({ packet, before }: { packet: Packet; before: number }) {
  const asked = useLoad<{ changes: Change[] }>(url`/v1/episodes/${packet.episode}/packets/${String(packet.number)}/changes`);
  return (
    <section class="card" aria-labelledby="changes">
      <h2 id="changes">Since packet {before}</h2>
      <Await of={asked} what="Comparing">
        {({ changes }) =>
          changes.length === 0 ? (
            <p class="quiet">The two say the same.</p>
          ) : (
            <details open={changes.length <= 8}>
              <summary>{plural(changes.length, "difference")}</summary>
              <dl class="differences">
                {changes.map((it) => (
                  <div key={it.at}>
                    <dt>{placeInWords(it.at)}</dt>
                    <Difference change={it} />
                  </div>
                ))}
              </dl>
            </details>
          )
        }
      </Await>
    </section>
  );
}

function Difference({ change }: { change: Change }) {
  if (change.added || change.removed)
    return (
      <>
        {change.added?.map((it, i) => (
          <dd key={`+${i}`}>
            <ins>added: {inOneLine(it)}</ins>
          </dd>
        ))}
        {change.removed?.map((it, i) => (
          <dd key={`-${i}`}>
            <del>gone: {inOneLine(it)}</del>
          </dd>
        ))}
      </>
    );
  return (
    <dd>
      {"before" in change ? <del>{inOneLine(change.before)}</del> : null} {"after" in change ? <ins>{inOneLine(change.after)}</ins> : null}
    </dd>
  );
}
