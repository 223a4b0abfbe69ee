// What the console calls soon.
import { useState } from "preact/hooks";
import { send, ServiceError } from "../api";
import { TextField } from "../components/field";
import { Await, Fault } from "../components/state";
import { say } from "../components/toast";
import { capitalized, words } from "../format";
import { useLoad } from "../load";
import { useSession } from "../session";
import { Admin } from "./admin";

type Thresholds = Record<string, number>;

const meanings: Record<string, { label: string; help: string }> = {
  ending_days: { label: "An authorization ends soon, in days", help: "Listed as ending when its last day is no further away." },
  few_units: { label: "Few units are left", help: "Listed as running out when no more units are left." },
};

export default function ThresholdsPage() {
  const asked = useLoad<Thresholds>("/v1/thresholds");
  return (
    <Admin part="Thresholds">
      <p class="quiet">What the lists of this console call soon. No deadline depends on them: those come from the payers' rules.</p>
      <Await of={asked} what="Asking for the thresholds">
        {(it) => <ThresholdsForm saved={it} changed={asked.reload} />}
      </Await>
    </Admin>
  );
}

function ThresholdsForm({ saved, changed }: { saved: Thresholds; changed: () => void }) {
  const { may } = useSession();
  const names = Object.entries(saved)
    .filter(([, value]) => typeof value === "number")
    .map(([name]) => name);
  const [texts, setTexts] = useState<Record<string, string>>(() => Object.fromEntries(names.map((it) => [it, String(saved[it])])));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const mayChange = may("PUT /v1/thresholds");
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await send("PUT", "/v1/thresholds", Object.fromEntries(names.map((it) => [it, Number(texts[it])])));
      say("The thresholds are saved");
      changed();
    } catch (fault) {
      if (!(fault instanceof ServiceError)) throw fault;
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="form narrow" onSubmit={submit}>
      <fieldset class="plain-fields" disabled={!mayChange}>
        {names.map((it) => (
          <TextField
            key={it}
            label={meanings[it]?.label ?? capitalized(words(it))}
            help={meanings[it]?.help}
            type="number"
            min={0}
            step={1}
            value={texts[it]}
            onText={(text) => setTexts({ ...texts, [it]: text })}
            error={error?.at(`/${it}`)}
            required
          />
        ))}
      </fieldset>
      {error ? <Fault error={error} /> : null}
      {mayChange ? (
        <p class="form-end">
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? "Saving…" : "Save"}
          </button>
        </p>
      ) : (
        <p class="quiet">An administrator changes them.</p>
      )}
    </form>
  );
}
