// The fields of an authorization, in the order in which a payer reads them out.
import { outcomes, isApproval, isDecision, type Draft, type DraftLine, type Outcome } from "../authorization-draft";
import { CheckField, SelectField, TextArea, TextField } from "./field";

interface FieldsProps {
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
  awaited: string[]; // ids that were asked for and not decided
  isCorrection: boolean;
  zone: string | undefined;
  error: (field: string) => string | undefined; // of the event
}

export function AuthorizationFields({ draft, change, awaited, isCorrection, zone, error }: FieldsProps) {
  const decided = isDecision(draft.outcome);
  const choices = isCorrection ? [...outcomes, { value: "voided", label: "Void: it was never asked for" }] : outcomes;
  return (
    <div class="authorization-fields">
      {awaited.length > 0 ? (
        <SelectField
          label="About"
          value={draft.authorization}
          choices={[...awaited.map((it) => ({ value: it, label: `${it}, asked for and not decided` })), { value: "", label: "Another one" }]}
          onChoice={(authorization) => change({ authorization })}
        />
      ) : null}
      <SelectField label="What the payer said" value={draft.outcome} choices={choices} onChoice={(it) => change({ outcome: it as Outcome })} error={error("decision")} />
      {draft.outcome === "voided" ? <p class="quiet">Its request and its decision count as never said; both stay in the log.</p> : null}
      {decided ? (
        <TextField label="Authorization number" value={draft.number} onText={(number) => change({ number })} error={error("number")} />
      ) : null}
      {draft.outcome === "voided" ? null : (
        <div class="field-row">
          <TextField
            label={decided ? "Decided on" : "Asked for on"}
            type="date"
            required
            value={draft.date}
            onText={(date) => change({ date })}
            error={error(decided ? "decided_at" : "at")}
          />
          <TextField label="At" help={zone ? `clock of ${zone}` : undefined} type="time" required value={draft.time} onText={(time) => change({ time })} />
        </div>
      )}
      {draft.outcome === "requested" ? (
        <CheckField label="An expedited decision was asked for" checked={draft.expedited} onCheck={(expedited) => change({ expedited })} />
      ) : null}
      {isApproval(draft.outcome) ? (
        <>
          <div class="field-row">
            <TextField label="First day" type="date" required value={draft.start} onText={(start) => change({ start })} error={error("start")} />
            <TextField label="Last day" type="date" required min={draft.start} value={draft.end} onText={(end) => change({ end })} error={error("end")} />
          </div>
          <Lines lines={draft.lines} change={(lines) => change({ lines })} error={error} />
        </>
      ) : null}
      {decided ? (
        <>
          <div class="field-row">
            <TextField
              label="Next review"
              help="The date that the payer named; none: by its rules"
              type="date"
              value={draft.nextReview}
              onText={(nextReview) => change({ nextReview })}
              error={error("next_review")}
            />
            <TextField label="Reviewer" value={draft.reviewer} onText={(reviewer) => change({ reviewer })} error={error("reviewer")} />
          </div>
          <TextField label="Call reference" value={draft.reference} onText={(reference) => change({ reference })} error={error("reference")} />
          {draft.outcome === "approved" ? null : (
            <TextArea label="Reason, in the payer's words" value={draft.reason} onText={(reason) => change({ reason })} error={error("reason")} rows={2} />
          )}
        </>
      ) : null}
    </div>
  );
}

function Lines({ lines, change, error }: { lines: DraftLine[]; change: (lines: DraftLine[]) => void; error: FieldsProps["error"] }) {
  const at = (index: number, changes: Partial<DraftLine>) => change(lines.map((it, i) => (i === index ? { ...it, ...changes } : it)));
  return (
    <fieldset class="authorized-lines">
      <legend>Units</legend>
      {lines.map((line, i) => (
        <div class="field-row" key={i}>
          <TextField
            label="Codes"
            help={i === 0 ? "that share these units; none: every service" : undefined}
            value={line.codes}
            onText={(codes) => at(i, { codes })}
            error={error(`lines/${i}/codes`)}
            spellcheck={false}
          />
          <TextField
            label="Units"
            inputMode="numeric"
            required
            value={line.units}
            onText={(units) => at(i, { units })}
            error={error(`lines/${i}/units`) ?? (line.units && !/^\d+$/.test(line.units.trim()) ? "A whole number" : undefined)}
          />
          {lines.length > 1 ? (
            <button type="button" class="icon-button" aria-label={`Remove line ${i + 1}`} onClick={() => change(lines.filter((_, at) => at !== i))}>
              ×
            </button>
          ) : null}
        </div>
      ))}
      <button type="button" class="button small" onClick={() => change([...lines, { codes: "", units: "" }])}>
        Another line
      </button>
    </fieldset>
  );
}
