// The letters and notices that the service writes: what they are for, and the words that the
// organization may say in its own way.
import { useState } from "preact/hooks";
import { send, ServiceError, url } from "../api";
import { TextArea, TextField } from "../components/field";
import { Await, Fault } from "../components/state";
import { say } from "../components/toast";
import { showInstant } from "../format";
import { useLoad } from "../load";
import { useSession } from "../session";
import { Admin } from "./admin";

interface Template {
  name: string;
  standard_opening: string[];
  opening: string | null;
  closing: string | null;
  signature: string | null;
  recorded_at: string | null;
  recorded_by: string | null;
}

interface Meaning {
  title: string;
  when: string;
  forms: string;
  where: string;
}

const beside = "On a member's page, beside the obligation";
const underPapers = "On a member's page, under packets, letters, documents";

const meanings: Record<string, Meaning> = {
  notice: {
    title: "Notice of missed sessions",
    when: "A rule of the payer owes it after missed sessions. Contact with the member, update of the plan and review of the discharge open in words of their own.",
    forms: "For the phone, a fax or a portal",
    where: beside,
  },
  "notice-withdrawal": {
    title: "Taking a notice back",
    when: "A session that was said to be missed turns out to have been attended, after the payer was told.",
    forms: "For the phone, a fax or a portal",
    where: beside,
  },
  discharge: { title: "Notice of discharge", when: "A discharge is recorded, or planned.", forms: "Text and print", where: underPapers },
  appeal: {
    title: "Appeal",
    when: "The payer denied, or approved less than was asked for. The reasons stay blank for whoever writes them.",
    forms: "Text and print, with quotes from the packet if consented",
    where: underPapers,
  },
  "peer-to-peer": {
    title: "Request for a peer-to-peer conversation",
    when: "The payer denied, or approved less than was asked for.",
    forms: "Text and print",
    where: underPapers,
  },
};

export default function TemplatesPage() {
  const asked = useLoad<{ templates: Template[] }>("/v1/templates");
  return (
    <Admin part="Letters and notices">
      <p class="quiet">
        How they open and close, and who signs, are yours to word, for the whole organization and from the next draft on. What they say of a case comes from the log, the
        register and the payer's rules; what none of these says stays blank and is marked, never guessed. Review packets and phone scripts quote documents and have no
        words of their own.
      </p>
      <Await of={asked} what="Asking for the words">
        {({ templates }) => (
          <div class="cards">
            {templates.map((it) => (
              <TemplateCard key={`${it.name} ${it.recorded_at ?? ""}`} template={it} changed={asked.reload} />
            ))}
          </div>
        )}
      </Await>
    </Admin>
  );
}

function TemplateCard({ template, changed }: { template: Template; changed: () => void }) {
  const { may } = useSession();
  const meaning = meanings[template.name] ?? { title: template.name, when: "", forms: "", where: "" };
  const [opening, setOpening] = useState(template.opening ?? "");
  const [closing, setClosing] = useState(template.closing ?? "");
  const [signature, setSignature] = useState(template.signature ?? "");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const mayChange = may("PUT /v1/templates/{id}");
  const isChanged = opening !== (template.opening ?? "") || closing !== (template.closing ?? "") || signature !== (template.signature ?? "");
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const said = (name: string, words: string) => (words.trim() ? { [name]: words.trim() } : {});
    try {
      await send("PUT", url`/v1/templates/${template.name}`, {
        ...said("opening", opening),
        ...said("closing", closing),
        ...said("signature", signature),
      });
      say(`${meaning.title}: the words are saved`);
      changed();
    } catch (fault) {
      if (!(fault instanceof ServiceError)) throw fault;
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card template" aria-labelledby={`template-${template.name}`}>
      <h2 id={`template-${template.name}`}>{meaning.title}</h2>
      <p>{meaning.when}</p>
      <dl class="facts small">
        <dt>In the form</dt>
        <dd>{meaning.forms}</dd>
        <dt>Where</dt>
        <dd>{meaning.where}</dd>
        {template.recorded_at ? (
          <>
            <dt>Worded</dt>
            <dd>
              {showInstant(template.recorded_at)} by {template.recorded_by}
            </dd>
          </>
        ) : null}
      </dl>
      <form class="form" onSubmit={submit}>
        <fieldset class="plain-fields" disabled={!mayChange}>
          <TextArea
            label="Opening"
            help={`Empty, it says: ${template.standard_opening.join(" ")}`}
            value={opening}
            onText={setOpening}
            error={error?.at("/opening")}
          />
          <TextArea label="Closing" help="Stands at the end, before the words of confidence. Empty: nothing." value={closing} onText={setClosing} error={error?.at("/closing")} />
          <TextField label="Who signs" help={`Name and credentials. Empty: ${template.name.startsWith("notice") ? "nothing" : "a blank"}.`} value={signature} onText={setSignature} maxLength={200} error={error?.at("/signature")} />
        </fieldset>
        {error ? <Fault error={error} /> : null}
        {mayChange ? (
          <p class="form-end">
            <button type="submit" class="button primary" disabled={busy || !isChanged}>
              {busy ? "Saving…" : "Save"}
            </button>
          </p>
        ) : (
          <p class="quiet small">An administrator words them.</p>
        )}
      </form>
    </section>
  );
}
