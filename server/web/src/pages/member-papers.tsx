// Packets for reviews with the documents they were read from, and letters to the payer. As they are
// now: papers have no past.
import { url, query } from "../api";
import { StatusMark, Tag } from "../components/status";
import { showDate, showInstant, words } from "../format";
import { useLoad } from "../load";
import { useSession } from "../session";
import type { Asked } from "./member";

interface Packet {
  number: number;
  authorization: string;
  due_at: string | null;
  verdict: string;
  state: string;
  is_latest: boolean;
  built_at: string;
}

interface Document {
  document: string;
  kind: string;
  date: string | null;
}

interface Letter {
  kind: string;
  authorization: string | null;
  clock: { status: string; due_at: string; time_left: string } | null;
}

const packetRoute = "GET /v1/episodes/{id}/packets";

export function PapersCard({ asked, member }: { asked: Asked; member: string | null }) {
  const { may } = useSession();
  const of = (part: string) => url`/v1/episodes/${asked.episode}` + part;
  const packets = useLoad<{ packets: Packet[] }>(may(packetRoute) ? of("/packets") : null).data?.packets;
  const letters = useLoad<{ letters: Letter[] }>(may("GET /v1/episodes/{id}/letters") ? of("/letters") : null).data?.letters;
  const newest = packets?.find((it) => it.is_latest);
  const content = useLoad<{ content: { documents?: Document[] } }>(newest ? of(`/packets/${newest.number}`) : null).data?.content;
  if (!packets && !letters) return null;
  const documents = content?.documents ?? [];
  const out = (path: string, text: string, name: string) => (
    <a href={of(path)} target="_blank" rel="noopener">
      {text}
      <span class="visually-hidden"> {name} (opens in a new tab)</span>
    </a>
  );
  return (
    <section class="card" aria-labelledby="papers">
      <h2 id="papers">Packets, letters, documents</h2>
      {packets?.length === 0 ? <p class="quiet">No packet was built.</p> : null}
      <ul class="papers">
        {packets?.map((it) => (
          <li key={it.number}>
            <span>
              <strong>Packet {it.number}</strong> for {it.authorization || "the first request"} <Tag tone={it.verdict === "ready" ? "good" : it.verdict === "incomplete" ? "warn" : "plain"}>{words(it.verdict)}</Tag>{" "}
              <Tag>{words(it.state)}</Tag>
            </span>
            <span class="quiet small">
              {it.due_at ? `due ${showInstant(it.due_at, asked.zone)}, ` : ""}built {showInstant(it.built_at, asked.zone)}
            </span>
            <span class="paper-links">
              {out(`/packets/${it.number}/html`, "Read", `packet ${it.number}`)} {out(`/packets/${it.number}/pdf`, "PDF", `of packet ${it.number}`)}
            </span>
          </li>
        ))}
        {letters?.map((it) => (
          <li key={`${it.kind} ${it.authorization ?? ""}`}>
            <span>
              <strong>Letter: {words(it.kind)}</strong>
              {it.authorization ? ` about ${it.authorization}` : ""}
            </span>
            {it.clock ? (
              <span class="small">
                {it.clock.time_left} <StatusMark status={it.clock.status} />
              </span>
            ) : null}
            <span class="paper-links">
              {out(`/letters/${encodeURIComponent(it.kind)}` + query({ authorization: it.authorization, format: "html" }), "Read", `the ${words(it.kind)} letter`)}{" "}
              {out(`/letters/${encodeURIComponent(it.kind)}` + query({ authorization: it.authorization, format: "text" }), "Text", `of the ${words(it.kind)} letter`)}
            </span>
          </li>
        ))}
      </ul>
      {documents.length > 0 ? (
        <details>
          <summary>Documents in packet {newest!.number}: {documents.length}</summary>
          <ul class="papers">
            {documents.map((it, i) => (
              <li key={i}>
                <span>{it.document}</span>
                <span class="quiet small">{it.date ? showDate(it.date) : "no date"}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {asked.asOf && member ? <p class="quiet small">As they are now, whatever day is shown.</p> : null}
    </section>
  );
}
