// Why a figure is what it is: rule, citation, events, arithmetic, in a panel. Every figure that can
// be asked is a button that looks like the figure.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { query, url } from "../api";
import type { Because, Source } from "../ledger";
import { useLoad } from "../load";
import { link } from "../router";
import { useSession } from "../session";
import { Dialog } from "./dialog";
import { Await } from "./state";
import { Tag } from "./status";

interface Step {
  kind: "rule" | "source" | "event" | "step" | "other" | "status" | "caution";
  text: string;
  event: number | null;
}

interface Explanation {
  key: string;
  figure: string;
  due_at: string | null;
  steps: Step[];
}

const grades: Record<string, { label: string; tone: "good" | "plain" | "warn" | "bad" }> = {
  A: { label: "A: the payer's, state's or federal text", tone: "good" },
  B: { label: "B: their document, found at a third party", tone: "plain" },
  C: { label: "C: a third party's description", tone: "warn" },
  invented: { label: "invented for an example", tone: "bad" },
};

export function Grade({ grade }: { grade: string | undefined }) {
  const it = grade ? grades[grade] : undefined;
  return <Tag tone={it?.tone ?? "plain"}>{it?.label ?? "not graded"}</Tag>;
}

// Only addresses of the web become links: a citation is data.
export function Citation({ source }: { source: Source }) {
  const address = source.url ?? source.address ?? "";
  return (
    <p class="citation">
      {/^https?:\/\//.test(address) ? (
        <a href={address} target="_blank" rel="noopener noreferrer">
          {source.title} <span class="visually-hidden">(opens in a new tab)</span>↗
        </a>
      ) : (
        <span>
          {source.title} {address ? <span class="quiet">({address})</span> : null}
        </span>
      )}
      {source.retrieved ? <span class="quiet"> read {source.retrieved}</span> : null} <Grade grade={source.grade} />
      {source.says ? <span class="says">“{source.says}”</span> : null}
    </p>
  );
}

const stepNames: Record<Step["kind"], string> = {
  rule: "The rule",
  source: "Where it stands",
  event: "What was said",
  step: "Reckoned",
  other: "Weighed too",
  status: "So it is",
  caution: "Nobody knows",
};

const explainRoute = "GET /v1/episodes/{id}/explain";

interface Asked {
  episode: string;
  figure: string; // key as GET explain takes it
  asOf?: string | null; // instant
  because?: Because; // shown at once, while the sentences are on their way
}

export function BecausePanel({ asked, title, onClose }: { asked: Asked; title: string; onClose: () => void }) {
  const { may } = useSession();
  const explained = useLoad<{ explanations: Explanation[] }>(
    may(explainRoute) ? url`/v1/episodes/${asked.episode}/explain` + query({ key: asked.figure, as_of: asked.asOf }) : null,
  );
  return (
    <Dialog side title={title} onClose={onClose}>
      {asked.because?.source ? <Citation source={asked.because.source} /> : null}
      <Await of={explained} what="Asking why">
        {({ explanations }) => explanations.map((it) => <Told explanation={it} episode={asked.episode} leave={onClose} key={it.key} />)}
      </Await>
      {asked.because?.policy ? (
        <p class="quiet">
          From{" "}
          <a href={link`/payers/${asked.because.policy.payer}/${asked.because.policy.version}`}>
            {asked.because.policy.payer}, version {asked.because.policy.version}
          </a>
          , in force from {asked.because.policy.from}
          {asked.because.rule ? (
            <>
              ; rule <code>{asked.because.rule}</code>
            </>
          ) : null}
        </p>
      ) : null}
    </Dialog>
  );
}

function Told({ explanation, episode, leave }: { explanation: Explanation; episode: string; leave: () => void }) {
  return (
    <section class="explanation">
      <p class="figure">{explanation.figure}</p>
      <ol class="steps">
        {explanation.steps.map((step, i) => (
          <li key={i} class={`step step-${step.kind}`}>
            <span class="step-kind">{stepNames[step.kind]}</span>
            <span>
              {step.text}
              {step.event !== null ? (
                <>
                  {" "}
                  <a href={link`/episodes/${episode}` + `?tab=log&seq=${step.event}`} onClick={leave}>
                    event {step.event}
                  </a>
                </>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

// A figure that explains itself on a click; to whom it may not be explained, the figure alone.
export function Explained({ asked, title, children }: { asked: Asked; title: string; children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const { may } = useSession();
  if (!may(explainRoute) && !asked.because) return <>{children}</>;
  return (
    <>
      <button type="button" class="explained" aria-haspopup="dialog" title="Why?" onClick={() => setOpen(true)}>
        {children}
      </button>
      {open ? <BecausePanel asked={asked} title={title} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
