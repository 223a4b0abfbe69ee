// What is due in this episode, and what the team does about it.
import { useState } from "preact/hooks";
import { url } from "../api";
import { ActionDialog, takeNow, verbKeys, verbNames, verbRoute, type Actable, type Verb } from "../components/actions";
import { Explained } from "../components/because";
import { StatusMark } from "../components/status";
import { plural, showInstant, showSpan } from "../format";
import { obligationName, type Obligation } from "../ledger";
import { useSession } from "../session";
import { isPending, type EpisodeSummary } from "../standing";
import type { Asked } from "./member";

interface ObligationsProps {
  obligations: Obligation[];
  known: EpisodeSummary;
  asked: Asked;
  changed: () => void;
}

const usual: ReadonlySet<Verb> = new Set(["take", "complete"]);
const pressing: Record<string, number> = { overdue: 0, open: 1, upcoming: 2 };

export function ObligationsCard({ obligations, known, asked, changed }: ObligationsProps) {
  const { may, who } = useSession();
  const [opened, setOpened] = useState<string>(); // key of the one of which all verbs are shown
  const [doing, setDoing] = useState<{ verb: Exclude<Verb, "take">; item: Actable }>();
  const pending = obligations.filter(isPending).sort((a, b) => (pressing[a.status] ?? 3) - (pressing[b.status] ?? 3));
  const past = obligations.filter((it) => !isPending(it));
  const actable = (it: Obligation): Actable => ({ ...it, episode: asked.episode, member_name: known.member_name });
  const start = (verb: Verb, it: Obligation) => {
    if (verb === "take") void takeNow([actable(it)], who, changed);
    else setDoing({ verb, item: actable(it) });
  };
  const verbs = asked.asOf ? [] : Object.values(verbKeys).filter((it) => may(verbRoute(it)));
  return (
    <section class="card" aria-labelledby="obligations">
      <h2 id="obligations">To be done</h2>
      {pending.length === 0 ? <p class="quiet">Nothing is due.</p> : null}
      <ul class="obligations">
        {pending.map((it) => (
          <li key={it.key}>
            <ObligationLine it={it} asked={asked} />
            {verbs.length > 0 ? (
              <div class="obligation-verbs">
                {verbs
                  .filter((verb) => (verb !== "take" || it.assignee !== who) && (usual.has(verb) || opened === it.key))
                  .map((verb) => (
                    <button
                      type="button"
                      class="button small"
                      key={verb}
                      aria-label={`${verbNames[verb]}: ${obligationName(it)}`}
                      onClick={() => start(verb, it)}
                    >
                      {verbNames[verb]}
                    </button>
                  ))}
                {verbs.some((verb) => !usual.has(verb)) ? (
                  <button
                    type="button"
                    class="button small"
                    aria-expanded={opened === it.key}
                    aria-label={`More about ${obligationName(it)}`}
                    onClick={() => setOpened(opened === it.key ? undefined : it.key)}
                  >
                    {opened === it.key ? "Less" : "More"}
                  </button>
                ) : null}
                {it.kind === "notice" && may("GET /v1/episodes/{id}/obligations/{key}/notice") ? (
                  <a class="button small" target="_blank" rel="noopener" href={url`/v1/episodes/${asked.episode}/obligations/${it.key}/notice` + "?channel=phone&format=html"}>
                    What to say <span class="visually-hidden">of {obligationName(it)} (opens in a new tab)</span>↗
                  </a>
                ) : null}
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {asked.asOf && pending.length > 0 ? <p class="quiet small">Back to now to act on them.</p> : null}
      {past.length > 0 ? (
        <details>
          <summary>{plural(past.length, "other")}, met or not needed</summary>
          <ul class="obligations">
            {past.map((it) => (
              <li key={it.key}>
                <ObligationLine it={it} asked={asked} />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {doing ? <ActionDialog verb={doing.verb} items={[doing.item]} onClose={() => setDoing(undefined)} changed={changed} /> : null}
    </section>
  );
}

function ObligationLine({ it, asked }: { it: Obligation; asked: Asked }) {
  const now = asked.asOf ? new Date(asked.asOf) : new Date();
  return (
    <div class="obligation">
      <span class="obligation-name">{obligationName(it)}</span>
      <StatusMark status={it.status} />
      <span class="obligation-due">
        <Explained asked={{ episode: asked.episode, figure: it.key, asOf: asked.asOf, because: it.because }} title={obligationName(it)}>
          {it.due_at ? (
            <>
              {isPending(it) ? `${showSpan(it.due_at, now)}, ` : ""}
              {showInstant(it.due_at, asked.zone)}
            </>
          ) : (
            "no date known"
          )}
        </Explained>
      </span>
      {it.assignee ? <span class="quiet">{it.assignee} has it</span> : null}
      {it.snoozed_until && isPending(it) ? <span class="quiet">asleep until {showInstant(it.snoozed_until, asked.zone)}</span> : null}
    </div>
  );
}
