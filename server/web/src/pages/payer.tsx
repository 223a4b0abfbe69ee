// One policy document, told: each rule in a sentence with where it stands and how good that source
// is; what nobody knows; and in what it differs from another document.
import { url } from "../api";
import { Citation, Grade } from "../components/because";
import { SelectField } from "../components/field";
import { Await } from "../components/state";
import { Tag } from "../components/status";
import { capitalized, showDate, words } from "../format";
import type { Source } from "../ledger";
import { useList, useLoad } from "../load";
import type { PageProps } from "../pages";
import { rulesOf, scopeOf, sectionNames, type Policy, type PolicyHead, type Rule } from "../policy";
import { setQuery } from "../router";
import { PolicyDifferences } from "./payer-differences";

export const topicNames: Record<string, string> = {
  authorization: "whether an authorization is needed",
  unit: "what is counted",
  reviews: "when reviews are due",
  missed_sessions: "who is to be told of missed sessions",
  decision: "how long the payer takes to decide",
  retro_authorization: "whether cover can be asked for afterwards",
  timely_filing: "by when a claim is filed",
  modality: "whether telehealth is paid",
};
const topic = (it: string) => topicNames[it] ?? words(it);

export default function PayerPage({ ids: [payer = "", version = ""], place }: PageProps) {
  const policy = useLoad<Policy>(url`/v1/policies/${payer}/${version}`);
  const others = useList<PolicyHead>(url`/v1/policies?limit=1000&payer=${payer}`).items.filter((it) => it.version !== version);
  const other = place.query.get("with") ?? "";
  return (
    <>
      <div class="page-head">
        <h1>
          <a href="#/payers">Payers</a> <span class="quiet">/</span> {payer}
        </h1>
        <span class="quiet">{version}</span>
        <div class="end">
          <a class="button small" href={url`/v1/policies/${payer}/${version}`} download={`${payer}-${version}.json`}>
            JSON
          </a>
          <button type="button" class="button small" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      {others.length > 0 ? (
        <div class="filters">
          <SelectField
            label="Compare with"
            value={other}
            choices={[{ value: "", label: "nothing" }, ...others.map((it) => ({ value: it.version, label: it.version }))]}
            onChoice={(it) => setQuery({ with: it })}
          />
        </div>
      ) : null}
      <Await of={policy} what="Opening the document">
        {(it) => (other ? <PolicyDifferences policy={it} other={other} /> : <Told policy={it} />)}
      </Await>
    </>
  );
}

function Told({ policy }: { policy: Policy }) {
  const rules = rulesOf(policy);
  const sources = new Map((policy.sources ?? []).map((it) => [it.key, it]));
  return (
    <div class="policy">
      <Facts policy={policy} />
      {(policy.unknown ?? []).length > 0 ? (
        <section class="card unknowns" aria-labelledby="unknown">
          <h2 id="unknown">What nobody knows</h2>
          <p class="quiet small">No source in reach settles it. Ask the payer, and write it down as a contract; until then nothing is assumed.</p>
          <ul>
            {policy.unknown!.map((it) => (
              <li key={it.about}>
                {capitalized(topic(it.about))}
                {it.note ? <span class="quiet">: {it.note}</span> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {Object.entries(sectionNames).map(([section, name]) => {
        const said = rules.filter((it) => it.section === section);
        return said.length === 0 ? null : (
          <section class="card" key={section} aria-labelledby={`of-${section}`}>
            <h2 id={`of-${section}`}>{name}</h2>
            <ul class="rules">
              {said.map((it) => (
                <RuleTold key={it.key} rule={it} source={it.source ? sources.get(it.source) : undefined} />
              ))}
            </ul>
          </section>
        );
      })}
      {(policy.not_required ?? []).length > 0 ? (
        <section class="card" aria-labelledby="not-required">
          <h2 id="not-required">Of which a source says that nothing is asked</h2>
          <ul class="rules">
            {policy.not_required!.map((it) => (
              <li key={it.about}>
                <p class="rule-says">{capitalized(topic(it.about))}</p>
                <SourceOf source={sources.get(it.source)} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {(policy.removes ?? []).length > 0 ? (
        <section class="card" aria-labelledby="removes">
          <h2 id="removes">Rules of documents below that do not apply</h2>
          <p>
            {policy.removes!.map((it) => (
              <code key={it}>{it} </code>
            ))}
          </p>
        </section>
      ) : null}
      {policy.note ? (
        <section class="card" aria-labelledby="note">
          <h2 id="note">What a reader should know</h2>
          <p>{policy.note}</p>
        </section>
      ) : null}
    </div>
  );
}

function Facts({ policy }: { policy: Policy }) {
  const { effective } = policy;
  return (
    <section class="card" aria-label="The document">
      <dl class="facts">
        <dt>Kind</dt>
        <dd>
          <Tag>{policy.layer}</Tag>
        </dd>
        <dt>For</dt>
        <dd>{scopeOf(policy)}</dd>
        <dt>In force</dt>
        <dd>
          from {showDate(effective.from)}
          {effective.to ? ` until ${showDate(effective.to)}` : ", still"}
        </dd>
        <dt>The payer's clock</dt>
        <dd>
          due by {policy.cutoff}, {policy.time_zone}; {policy.business_calendar === "us-federal" ? "federal holidays are no business days" : "no holidays"}
          {policy.extra_holidays.length > 0 ? `, nor are ${policy.extra_holidays.join(", ")}` : ""}; weeks begin on {capitalized(policy.week_starts)}
        </dd>
      </dl>
    </section>
  );
}

function RuleTold({ rule, source }: { rule: Rule; source: Source | undefined }) {
  return (
    <li>
      <p class="rule-says">
        {rule.sentence} <code class="quiet">{rule.key}</code>
      </p>
      <SourceOf source={source} />
    </li>
  );
}

function SourceOf({ source }: { source: (Source & { date?: string }) | undefined }) {
  if (!source) return <p class="quiet small">No source is named.</p>;
  return (
    <details class="rule-source">
      <summary>
        <Grade grade={source.grade} /> <span class="small">{source.title}</span>
      </summary>
      <Citation source={source} />
      {source.date ? <p class="quiet small">Of {source.date}</p> : null}
    </details>
  );
}
