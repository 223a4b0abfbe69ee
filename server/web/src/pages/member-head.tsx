// Who it is, and under which coverage.
import { useLoad } from "../load";
import { url } from "../api";
import { ageOn, daysBetween, showDate } from "../format";
import type { Facility } from "../ledger";
import { useSession } from "../session";
import type { EpisodeSummary } from "../standing";
import { Tag } from "../components/status";
import type { Asked } from "./member";

export interface CoveragePeriod {
  from: string;
  until: string | null;
  payer: string;
  plan: string | null;
  line_of_business: string | null;
  state: string | null;
  member_id: string | null;
  funding: string | null;
  network: string | null;
}

export interface SchedulePeriod {
  from: string;
  until: string | null;
  weekdays: string[];
  start: string;
  minutes: number;
  service: string;
  modality: string;
}

// The last one that has begun; before all of them the first.
export function inForce<T extends { from: string }>(periods: T[] | undefined, date: string): T | undefined {
  return periods?.filter((it) => it.from <= date).at(-1) ?? periods?.[0];
}

interface Member {
  id: string;
  name: string;
  birth_date?: string | null;
  plan_member_id?: string | null;
}

interface HeadProps {
  known: EpisodeSummary;
  facility: Facility | undefined;
  asked: Asked;
  coverages: CoveragePeriod[] | undefined;
}

export function Head({ known, facility, asked, coverages }: HeadProps) {
  const { may } = useSession();
  const member = useLoad<Member>(known.member && may("GET /v1/members/{id}") ? url`/v1/members/${known.member}` : null).data;
  const coverage = inForce(coverages, asked.today);
  const planId = coverage?.member_id ?? member?.plan_member_id;
  const details = [coverage?.plan, coverage?.line_of_business, coverage?.state, coverage?.funding].filter(Boolean);
  return (
    <header class="member-head">
      <div class="member-name">
        <h1>{member?.name ?? known.member_name ?? known.member ?? known.episode}</h1>
        {known.discharged ? <Tag>discharged {showDate(known.discharged)}</Tag> : null}
        {known.admitted ? null : <Tag tone="warn">nobody was admitted yet</Tag>}
        <button type="button" class="button small end" onClick={() => print()}>
          Print
        </button>
      </div>
      <dl class="member-who">
        <div>
          <dt>Born</dt>
          <dd>{member?.birth_date ? `${member.birth_date} (${ageOn(member.birth_date, asked.today)})` : "–"}</dd>
        </div>
        <div>
          <dt>Member id</dt>
          <dd>{known.member ?? "–"}</dd>
        </div>
        <div>
          <dt>Payer</dt>
          <dd>
            {known.payer ?? coverage?.payer ?? "none"}
            {details.length ? <span class="quiet"> {details.join(", ")}</span> : null}
          </dd>
        </div>
        <div>
          <dt>Id with the payer</dt>
          <dd>{planId ?? "–"}</dd>
        </div>
        <div>
          <dt>Program</dt>
          <dd>
            {known.level_of_care ? known.level_of_care.toUpperCase() : "–"}{" "}
            <span class="quiet">{facility?.name ?? known.facility}</span>
          </dd>
        </div>
        <div>
          <dt>Admitted</dt>
          <dd>
            {known.admitted ? showDate(known.admitted) : "–"}
            {known.admitted && !known.discharged && known.admitted <= asked.today ? (
              <span class="quiet"> day {daysBetween(known.admitted, asked.today) + 1}</span>
            ) : null}
            {known.discharge_planned && !known.discharged ? (
              <span class="quiet">, leaves {showDate(known.discharge_planned)}</span>
            ) : null}
          </dd>
        </div>
        <div>
          <dt>Episode</dt>
          <dd>{known.episode}</dd>
        </div>
      </dl>
    </header>
  );
}
