// Enters an authorization, or corrects one, as the payer read it out; beside it what that changes,
// before it is saved.
import { useEffect, useMemo, useState } from "preact/hooks";
import { newEventId, send, ServiceError, url } from "../api";
import { draftOf, emptyDraft, eventOf, idFor, isApproval, isDecision, lacks, lastWord, type Draft } from "../authorization-draft";
import { useFacilities } from "../facilities";
import { useLoad } from "../load";
import type { EpisodeSummary, LedgerEvent, Standing } from "../standing";
import { AuthorizationFields } from "./authorization-fields";
import { Dialog } from "./dialog";
import { MemberPicker } from "./member-picker";
import { PreviewShown, type Preview } from "./preview";
import { Await, Fault, Loading } from "./state";
import { say, sayFault } from "./toast";

export interface Editing {
  episode: string | null; // null: it is asked for first
  authorization: string | null; // null: a new one
}

interface DialogProps {
  editing: Editing;
  onClose: () => void;
  changed: () => void;
}

export function AuthorizationDialog({ editing, onClose, changed }: DialogProps) {
  const [picked, setPicked] = useState(editing.episode);
  return (
    <Dialog title={editing.authorization ? `Correct ${editing.authorization}` : "Enter an authorization"} onClose={onClose} wide>
      {picked === null ? (
        <MemberPicker onPick={(it) => setPicked(it.episode)} />
      ) : (
        <OfEpisode episode={picked} authorization={editing.authorization} onClose={onClose} changed={changed} />
      )}
    </Dialog>
  );
}

interface OfEpisodeProps {
  episode: string;
  authorization: string | null;
  onClose: () => void;
  changed: () => void;
}

function OfEpisode(props: OfEpisodeProps) {
  const { episode } = props;
  const facilities = useFacilities();
  const summary = useLoad<EpisodeSummary>(url`/v1/episodes/${episode}`);
  const standing = useLoad<Standing>(url`/v1/episodes/${episode}/standing`);
  const log = useLoad<{ events: LedgerEvent[] }>(url`/v1/episodes/${episode}/events`);
  const facility = summary.data && facilities.get(summary.data.facility);
  if (!summary.error && !standing.error && !log.error && !(summary.data && standing.data && log.data && facility))
    return <Loading what="Asking for the episode" />;
  return (
    <Await of={summary}>
      {(known) => (
        <Await of={standing}>
          {(before) => (
            <Await of={log}>
              {({ events }) => <AuthorizationForm {...props} {...{ known, before, events }} zone={facility?.time_zone} />}
            </Await>
          )}
        </Await>
      )}
    </Await>
  );
}

type FormProps = OfEpisodeProps & { known: EpisodeSummary; before: Standing; events: LedgerEvent[]; zone: string | undefined };

// What was asked for and not decided: a decision that is entered is about one of these, mostly.
function awaited(standing: Standing): string[] {
  return standing.authorizations.filter((it) => it.decision === "requested" || it.decision === "pended").map((it) => it.authorization);
}

// The codes of the newest authorization, or of what the schedule asks for.
function usualCodes(standing: Standing, events: LedgerEvent[]): string {
  const codes = standing.authorizations.filter((it) => it.decision !== "allowance").at(-1)?.lines[0]?.codes;
  if (codes?.length) return codes.join(" ");
  const service = events.filter((it) => it.type === "schedule.set").at(-1)?.service;
  return typeof service === "string" ? service : "";
}

const previewPause = 400; // milliseconds after the last key

type Previewed = { event: string; preview?: Preview; error?: ServiceError };

// `event`: as JSON, without its id; null: nothing to ask yet.
function usePreview(episode: string, event: string | null): Previewed | undefined {
  const [shown, setShown] = useState<Previewed>();
  useEffect(() => {
    if (event === null) return;
    let wanted = true;
    const timer = setTimeout(() => {
      send<Preview>("POST", url`/v1/episodes/${episode}/preview`, { id: "preview", ...JSON.parse(event) }).then(
        (preview) => wanted && setShown({ event, preview }),
        (error: unknown) => {
          if (!(error instanceof ServiceError)) throw error;
          if (wanted) setShown({ event, error });
        },
      );
    }, previewPause);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [episode, event]);
  return shown;
}

function AuthorizationForm({ episode, authorization, known, before, events, zone, onClose, changed }: FormProps) {
  const open = useMemo(() => awaited(before), [before]);
  const [draft, setDraft] = useState<Draft>(() => {
    const word = lastWord(events, authorization ?? open[0] ?? "");
    if (word && authorization) return draftOf(word, zone);
    const empty = emptyDraft(zone, usualCodes(before, events));
    return { ...empty, authorization: authorization ?? open[0] ?? "" };
  });
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ServiceError>();
  const taken = useMemo(() => new Set(before.authorizations.map((it) => it.authorization)), [before]);
  const missing = lacks(draft);
  const event = Object.keys(missing).length === 0 ? JSON.stringify(eventOf(draft, episode, taken, zone)) : null;
  const id = useMemo(newEventId, [event]); // another text is another event
  const asked = usePreview(episode, event);
  const current = asked?.event === event ? asked : undefined;
  const refused = current?.preview?.results[0]?.problem;
  const problems = fault ?? current?.error;

  const save = async (submitted: Event) => {
    submitted.preventDefault();
    if (event === null || !current?.preview || refused) return;
    setBusy(true);
    setFault(undefined);
    try {
      await send("POST", "/v1/events", { id, ...JSON.parse(event) });
      const withdraw = async () => {
        try {
          await send("POST", "/v1/events", { id: newEventId(), episode, type: "event.withdrawn", withdraws: id });
          say("It is taken back");
          changed();
        } catch (error) {
          sayFault(error);
        }
      };
      say(`Saved for ${known.member_name ?? known.member ?? episode}`, () => void withdraw());
      changed();
      onClose();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      setFault(error);
      setBusy(false);
    }
  };

  return (
    <form class="authorization-form" onSubmit={(submitted) => void save(submitted)}>
      <p class="whose">
        <strong>{known.member_name ?? known.member ?? episode}</strong>{" "}
        <span class="quiet">
          {known.payer ?? "no payer"}, {known.facility}, episode {episode}
        </span>
      </p>
      <div class="authorization-columns">
        <AuthorizationFields
          draft={draft}
          change={(changes) => {
            setFault(undefined);
            setDraft({ ...draft, ...changes });
          }}
          awaited={authorization ? [] : open}
          isCorrection={authorization !== null}
          zone={zone}
          error={(field) => problems?.at(`/${field}`) ?? (refused?.pointer === `/${field}` ? refused.detail : undefined)}
        />
        <section class="authorization-preview" aria-labelledby="what-changes" aria-busy={event !== null && !current}>
          <h3 id="what-changes">What it changes</h3>
          {event === null ? (
            <p class="state">{Object.values(missing).join(". ")}, and what it changes is shown here before it is saved.</p>
          ) : !current ? (
            <Loading what="Reckoning" />
          ) : problems ? (
            <Fault error={problems} />
          ) : refused ? (
            <Fault error={new ServiceError(409, [refused])} />
          ) : (
            <PreviewShown preview={current.preview!} authorization={idFor(draft, taken)} zone={zone} />
          )}
        </section>
      </div>
      {isDecision(draft.outcome) && isApproval(draft.outcome) ? (
        <p class="quiet small">
          Kept under the facility's own id <code>{idFor(draft, taken)}</code>. An earlier word on it stays in the log.
        </p>
      ) : null}
      <p class="form-end">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" class="button primary" disabled={busy || !current?.preview || refused !== undefined || problems !== undefined}>
          {busy ? "Saving…" : "Save"}
        </button>
      </p>
    </form>
  );
}
