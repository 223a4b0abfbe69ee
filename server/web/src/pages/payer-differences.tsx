// Two documents of a payer, rule by rule: what came, what went, what changed.
import { url } from "../api";
import { Await } from "../components/state";
import { Tag } from "../components/status";
import { plural, words } from "../format";
import { useLoad } from "../load";
import { differencesOf, sectionNames, type Policy, type RuleDifference } from "../policy";

// Which of the two is the older: by the first day, then by the name.
function inOrder(one: Policy, other: Policy): [Policy, Policy] {
  const place = (it: Policy) => `${it.effective.from} ${it.version}`;
  return place(one) <= place(other) ? [one, other] : [other, one];
}

export function PolicyDifferences({ policy, other }: { policy: Policy; other: string }) {
  const asked = useLoad<Policy>(url`/v1/policies/${policy.payer}/${other}`);
  return (
    <Await of={asked} what="Comparing">
      {(it) => <Compared documents={inOrder(policy, it)} />}
    </Await>
  );
}

function topicsOf(policy: Policy): Set<string> {
  return new Set((policy.unknown ?? []).map((it) => it.about));
}

function Compared({ documents: [before, after] }: { documents: [Policy, Policy] }) {
  const differences = differencesOf(before, after);
  const [unknownBefore, unknownAfter] = [topicsOf(before), topicsOf(after)];
  const settled = [...unknownBefore].filter((it) => !unknownAfter.has(it));
  const opened = [...unknownAfter].filter((it) => !unknownBefore.has(it));
  const clock = (["time_zone", "cutoff", "business_calendar", "week_starts"] as const).filter((it) => before[it] !== after[it]);
  return (
    <div class="policy">
      <section class="card" aria-label="The two documents">
        <p>
          From <strong>{before.version}</strong> to <strong>{after.version}</strong>:{" "}
          {differences.length === 0 ? "no rule differs." : `${plural(differences.length, "rule")} ${differences.length === 1 ? "differs" : "differ"}.`}
        </p>
        {clock.map((it) => (
          <p key={it}>
            {words(it)}: <del>{before[it]}</del> <ins>{after[it]}</ins>
          </p>
        ))}
        {settled.length > 0 ? <p>No longer unknown: {settled.map(words).join(", ")}.</p> : null}
        {opened.length > 0 ? <p>Newly unknown: {opened.map(words).join(", ")}.</p> : null}
      </section>
      {Object.entries(sectionNames).map(([section, name]) => {
        const here = differences.filter((it) => it.section === section);
        return here.length === 0 ? null : (
          <section class="card" key={section} aria-labelledby={`of-${section}`}>
            <h2 id={`of-${section}`}>{name}</h2>
            <ul class="rules">
              {here.map((it) => (
                <Difference key={it.key} difference={it} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function Difference({ difference: { key, before, after, fields } }: { difference: RuleDifference }) {
  return (
    <li>
      <p class="rule-says">
        <code>{key}</code> {!before ? <Tag tone="good">added</Tag> : !after ? <Tag tone="warn">removed</Tag> : <Tag>changed</Tag>}
      </p>
      {before && before.sentence !== after?.sentence ? (
        <p>
          <del>{before.sentence}</del>
        </p>
      ) : null}
      {after ? (
        <p>
          <ins>{after.sentence}</ins>
        </p>
      ) : null}
      {fields.length > 0 ? (
        <dl class="facts small">
          {fields.map((it) => (
            <>
              <dt key={it.name}>{words(it.name)}</dt>
              <dd>
                {it.before === undefined ? "–" : JSON.stringify(it.before)} → {it.after === undefined ? "–" : JSON.stringify(it.after)}
              </dd>
            </>
          ))}
        </dl>
      ) : null}
    </li>
  );
}
