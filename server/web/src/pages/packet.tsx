// One version of a review packet: on one side what the payer would be sent, on the other what is
// missing and who has it, what has changed, and what is to be done with it.
import { useState } from "preact/hooks";
import { send, url } from "../api";
import { Verdict } from "../components/packet-verdict";
import { Await } from "../components/state";
import { Tag } from "../components/status";
import { say, sayFault } from "../components/toast";
import { useFacilities } from "../facilities";
import { capitalized, plural, showDate, showInstant, showSpan } from "../format";
import { useLoad } from "../load";
import { whyBuilt, type Packet, type PacketContent } from "../packets";
import type { PageProps } from "../pages";
import { go, link } from "../router";
import { useSession } from "../session";
import { ChangesCard } from "./packet-changes";
import { ApproveDialog, SubmitDialog, whyNotApprove, whyNotSubmit } from "./packet-steps";

type Whole = Packet & { content: PacketContent };

export default function PacketPage({ ids: [episode = "", number = ""] }: PageProps) {
  const at = url`/v1/episodes/${episode}/packets/${number}`;
  const packet = useLoad<Whole>(at);
  const versions = useLoad<{ packets: Packet[] }>(url`/v1/episodes/${episode}/packets`);
  const changed = () => {
    packet.reload();
    versions.reload();
  };
  return (
    <Await of={packet} what="Opening the packet">
      {(it) => <Shown packet={it} at={at} versions={versions.data?.packets ?? []} changed={changed} />}
    </Await>
  );
}

interface ShownProps {
  packet: Whole;
  at: string;
  versions: Packet[];
  changed: () => void;
}

function Shown({ packet, at, versions, changed }: ShownProps) {
  const zone = useFacilities().get(packet.content.facility.id)?.time_zone;
  const same = versions.filter((it) => it.authorization === packet.authorization);
  const newest = same.find((it) => it.is_latest);
  const before = same.filter((it) => it.number < packet.number).at(-1);
  return (
    <>
      <div class="page-head">
        <h1>
          {packet.content.member.name} <span class="quiet">packet {packet.number}</span>
        </h1>
        <span>
          <Verdict verdict={packet.verdict} /> <Tag>{packet.state}</Tag>
        </span>
        <div class="end">
          <a class="button small" href={link`/episodes/${packet.episode}`}>
            Member
          </a>
          <Downloads at={at} name={`packet-${packet.episode}-${packet.number}`} />
        </div>
      </div>
      {!packet.is_latest && newest ? (
        <p class="packet-older" role="note">
          This is an older version.{" "}
          <a href={link`/packets/${newest.episode}/${String(newest.number)}`}>Packet {newest.number}</a> is the one to go on with.
        </p>
      ) : null}
      <div class="packet">
        <aside class="packet-side" aria-label="About this packet">
          <Steps packet={packet} zone={zone} changed={changed} />
          <MissingCard content={packet.content} />
          <SinceCard content={packet.content} />
          {before ? <ChangesCard packet={packet} before={before.number} /> : null}
          <AboutCard packet={packet} zone={zone} versions={same} />
        </aside>
        <iframe class="packet-page" sandbox="" src={`${at}/html`} title={`Packet ${packet.number}, as the payer would be sent it`} />
      </div>
    </>
  );
}

function Downloads({ at, name }: { at: string; name: string }) {
  return (
    <>
      <a class="button small" href={`${at}/pdf`} download={`${name}.pdf`}>
        PDF
      </a>
      <a class="button small" href={`${at}/html`} download={`${name}.html`}>
        HTML
      </a>
      <a class="button small" href={at} download={`${name}.json`}>
        JSON
      </a>
      <a class="button small" href={`${at}/script`} download={`${name}-phone-script.pdf`}>
        Phone script
      </a>
    </>
  );
}

function Steps({ packet, zone, changed }: { packet: Whole; zone: string | undefined; changed: () => void }) {
  const { may, session } = useSession();
  const [doing, setDoing] = useState<"approve" | "submit">();
  const [busy, setBusy] = useState(false);
  // It asks for the first authorization.
  const isFirst = packet.authorization === "";
  const notApprove = whyNotApprove(packet, may, session.subject);
  const notSubmit = whyNotSubmit(packet, may);
  const rebuild = async () => {
    setBusy(true);
    try {
      const { packets } = await send<{ packets: Packet[] }>("POST", url`/v1/episodes/${packet.episode}/packets`, {
        ...(isFirst ? {} : { authorization: packet.authorization }),
      });
      const now = packets.find((it) => it.authorization === packet.authorization);
      if (now && now.number !== packet.number) {
        say(`Packet ${now.number} was built: ${whyBuilt(now.reason)}`);
        go(link`/packets/${now.episode}/${String(now.number)}`);
      } else say("Nothing has changed since it was built.");
      changed();
    } catch (error) {
      sayFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card" aria-labelledby="steps">
      <h2 id="steps">{packet.state === "built" ? "To approve" : packet.state === "approved" ? "To submit" : "Submitted"}</h2>
      <dl class="facts">
        <dt>{isFirst ? "First request due" : "Review due"}</dt>
        <dd>{packet.due_at ? `${showInstant(packet.due_at, zone)} (${showSpan(packet.due_at)})` : "no date known"}</dd>
        <dt>Built</dt>
        <dd>
          {showInstant(packet.built_at, zone)} by {packet.built_by}
        </dd>
        {packet.approved_at ? (
          <>
            <dt>Approved</dt>
            <dd>
              {showInstant(packet.approved_at, zone)} by {packet.approved_by}
              {packet.approval_reason ? `: ${packet.approval_reason}` : ""}
            </dd>
          </>
        ) : null}
        {packet.submitted_at ? (
          <>
            <dt>Submitted</dt>
            <dd>
              {showInstant(packet.submitted_at, zone)} by {packet.submitted_by}
              {packet.reference ? `, reference ${packet.reference}` : ""}
            </dd>
          </>
        ) : null}
      </dl>
      <p class="packet-actions">
        {packet.state === "built" ? (
          <button type="button" class="button primary" disabled={notApprove !== null} onClick={() => setDoing("approve")}>
            Approve
          </button>
        ) : null}
        {packet.state !== "submitted" ? (
          <button
            type="button"
            class={`button${packet.state === "approved" ? " primary" : ""}`}
            disabled={notSubmit !== null}
            onClick={() => setDoing("submit")}
          >
            Mark as submitted
          </button>
        ) : null}
        {may("POST /v1/episodes/{id}/packets") && packet.state !== "submitted" ? (
          <button type="button" class="button" disabled={busy} onClick={() => void rebuild()}>
            {busy ? "Building…" : "Build again"}
          </button>
        ) : null}
      </p>
      {packet.state === "built" && notApprove ? <p class="quiet small">Not to be approved by you: {notApprove}</p> : null}
      {packet.state === "approved" && notSubmit ? <p class="quiet small">Not to be submitted: {notSubmit}</p> : null}
      {doing === "approve" ? <ApproveDialog packet={packet} onClose={() => setDoing(undefined)} changed={changed} /> : null}
      {doing === "submit" ? <SubmitDialog packet={packet} onClose={() => setDoing(undefined)} changed={changed} /> : null}
    </section>
  );
}

function MissingCard({ content: { missing, disclosure, refused_documents, problems } }: { content: PacketContent }) {
  const suppliers = [...new Set(missing.map((it) => it.who))];
  return (
    <section class="card" aria-labelledby="missing">
      <h2 id="missing">{missing.length === 0 ? "Nothing is missing" : `Missing: ${plural(missing.length, "thing")}`}</h2>
      {disclosure.allowed ? null : (
        <p class="fault">
          <strong>It is not to be sent.</strong> {capitalized(disclosure.reason)} ({disclosure.citation}).
          {disclosure.needed ? ` Needed: ${disclosure.needed}.` : ""}
        </p>
      )}
      {suppliers.map((who) => (
        <div class="missing" key={who}>
          <h3>{capitalized(who)}</h3>
          <ul>
            {missing
              .filter((it) => it.who === who)
              .map((it) => (
                <li key={it.what}>
                  {it.what} {it.essential ? <Tag tone="warn">essential</Tag> : null}
                </li>
              ))}
          </ul>
        </div>
      ))}
      {refused_documents.length > 0 ? (
        <details>
          <summary>Documents that stay out: {refused_documents.length}</summary>
          <ul>
            {refused_documents.map((it) => (
              <li key={it.document}>
                {it.document}: {it.why}
                {it.needed ? ` (needed: ${it.needed})` : ""}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {problems.length > 0 ? (
        <details>
          <summary>Could not be read: {problems.length}</summary>
          <ul>
            {problems.map((it, i) => (
              <li key={i}>
                {it.document}: {it.what}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

// Nothing is to be added to what it is: "PHQ-9" has scores, a goal is its own words.
function isToldByName({ what, before, now }: PacketContent["since_approval"]["changes"][number]): boolean {
  const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  return [before.text, now.text].every((it) => it === "" || bare(it) === bare(what));
}

function SinceCard({ content: { since_approval } }: { content: PacketContent }) {
  const { since, changes, not_compared } = since_approval;
  return (
    <section class="card" aria-labelledby="since">
      <h2 id="since">Since the payer last approved{since ? ` (${showDate(since)})` : ""}</h2>
      {since === null ? <p class="quiet">The payer has approved nothing yet.</p> : null}
      {since !== null && changes.length === 0 ? <p class="quiet">No change was found in the records.</p> : null}
      {changes.length > 0 ? (
        <details open={changes.length <= 6}>
          <summary>{plural(changes.length, "change")}</summary>
          <ul>
            {changes.map((it, i) => (
              <li key={i}>
                <span class="quiet">
                  {it.about}, {it.change}
                </span>{" "}
                <strong>{it.what}</strong>
                {isToldByName(it) ? "" : `: ${it.before.text || "–"} → ${it.now.text || "–"}`}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {not_compared.map((it) => (
        <p class="quiet small" key={it}>
          Not compared: {it}
        </p>
      ))}
    </section>
  );
}

function AboutCard({ packet, zone, versions }: { packet: Whole; zone: string | undefined; versions: Packet[] }) {
  const { review, request } = packet.content;
  return (
    <section class="card" aria-labelledby="about">
      <h2 id="about">What it asks for</h2>
      <p>{request.why}</p>
      {request.arithmetic.map((it) => (
        <p class="small" key={it}>
          {it}
        </p>
      ))}
      <dl class="facts">
        <dt>Payer</dt>
        <dd>{packet.payer || "no coverage is on file"}</dd>
        <dt>Authorization</dt>
        <dd>
          {packet.authorization}
          {review.number ? ` (${review.number})` : ""}
        </dd>
        <dt>Last covered day</dt>
        <dd>{showDate(review.last_covered_day)}</dd>
        <dt>Built because</dt>
        <dd>{whyBuilt(packet.reason)}</dd>
        <dt>Versions</dt>
        <dd>
          {versions.map((it) => (
            <a
              key={it.number}
              class="version"
              href={link`/packets/${it.episode}/${String(it.number)}`}
              aria-current={it.number === packet.number ? "page" : undefined}
              title={`${showInstant(it.built_at, zone)}, ${it.state}`}
            >
              {it.number}
            </a>
          ))}
        </dd>
      </dl>
    </section>
  );
}
