// One member's episode on one screen: who, what is left and until when, what is due, day by day; now
// or as it was known on any day.
import { useEffect, useMemo } from "preact/hooks";
import { query, url } from "../api";
import { Await } from "../components/state";
import { useFacilities } from "../facilities";
import { dateIn, isDate, lastSecondOf } from "../format";
import type { Obligation } from "../ledger";
import { useKept, useLoad, type Loaded } from "../load";
import type { PageProps } from "../pages";
import { setQuery } from "../router";
import { useSession } from "../session";
import type { Days, EpisodeSummary, LedgerEvent, Standing, TimelineEntry } from "../standing";
import { AsOf, AsOfBanner } from "./member-as-of";
import { BurnDownCard } from "./member-burn-down";
import { CalendarCard } from "./member-calendar";
import { KeyFigures } from "./member-figures";
import { Head, type CoveragePeriod, type SchedulePeriod } from "./member-head";
import { LogCard } from "./member-log";
import { ObligationsCard } from "./member-obligations";
import { PapersCard } from "./member-papers";
import { UnitsCard } from "./member-units";
import { WorthKnowing } from "./member-worth-knowing";

export interface Asked {
  episode: string;
  asOf: string | null; // instant; null: now
  today: string; // the date of that moment at the facility
  zone: string | undefined;
}

export default function MemberPage({ place, ids }: PageProps) {
  const episode = ids[0]!;
  const { may } = useSession();
  const facilities = useFacilities();
  const now = useLoad<EpisodeSummary>(url`/v1/episodes/${episode}`);
  const facility = now.data ? facilities.get(now.data.facility) : undefined;
  const wantedDate = place.query.get("as_of");
  const date = wantedDate && isDate(wantedDate) ? wantedDate : null;
  const zone = facility?.time_zone;
  const asOf = useMemo(() => (date && facility ? lastSecondOf(date, zone) : null), [date, zone, facility]);
  const isReady = !date || facility !== undefined;

  const at = (part: string) => url`/v1/episodes/${episode}` + part + query({ as_of: asOf });
  // Each read leaves an entry in the audit trail, so nothing is asked for twice.
  const asked = <T,>(part: string, isWanted = true) =>
    useKept(useLoad<T>(isReady && isWanted && may(`GET /v1/episodes/{id}${part}`) ? at(part) : null));
  const summary = asked<EpisodeSummary>("", asOf !== null);
  const standing = asked<Standing>("/standing");
  const listed = asked<{ obligations: Obligation[] }>("/obligations", !may("GET /v1/episodes/{id}/standing"));
  const obligations = standing.data?.obligations ?? listed.data?.obligations;
  const days = asked<Days>("/days");
  const schedules = asked<{ schedules: SchedulePeriod[] }>("/schedules");
  const coverages = asked<{ coverages: CoveragePeriod[] }>("/coverages");
  const events = asked<{ events: LedgerEvent[] }>("/events");
  const timeline = asked<{ timeline: TimelineEntry[] }>("/timeline");
  // From the first word on, also when an earlier moment is shown.
  const log = useLoad<{ events: LedgerEvent[] }>(
    asOf && may("GET /v1/episodes/{id}/events") ? url`/v1/episodes/${episode}/events` : null,
  );
  const changed = () => [now, summary, standing, listed, days, events, timeline].forEach((it) => it.reload());

  const wantsLog = place.query.get("tab") === "log";
  useEffect(() => {
    if (wantsLog && events.data) document.getElementById("log")?.scrollIntoView({ block: "start" });
  }, [wantsLog, place.query.get("seq"), events.data !== undefined]);

  return (
    <Await of={now} what="Opening the episode">
      {(known) => {
        const today = dateIn(zone, asOf ?? new Date());
        const lastDay = dateIn(zone, new Date());
        const said = log.data ?? events.data;
        const firstDay = earliest([known.admitted, said?.events[0] ? dateIn(zone, said.events[0].recorded_at) : null, lastDay]);
        const context: Asked = { episode, asOf, today, zone };
        const stale = [summary, standing, days].some((it) => it.stale);
        const choose = (to: string | null) => setQuery({ as_of: to !== null && to < lastDay ? to : null });
        return (
          <div class={`member${stale ? " is-stale" : ""}`} aria-busy={stale}>
            <Head known={summary.data ?? known} facility={facility} asked={context} coverages={coverages.data?.coverages} />
            <AsOf first={firstDay} last={lastDay} date={date ?? lastDay} choose={choose} />
            {date ? <AsOfBanner date={date} back={() => choose(null)} /> : null}
            <KeyFigures
              known={summary.data ?? known}
              standing={standing.data}
              obligations={obligations}
              schedules={schedules.data?.schedules}
              asked={context}
            />
            <Refused of={[summary, standing, days]} />
            <div class="member-columns">
              <div class="member-main">
                {standing.data ? <UnitsCard standing={standing.data} asked={context} changed={asOf || !may("POST /v1/events") ? null : changed} /> : null}
                {days.data ? <CalendarCard days={days.data} standing={standing.data} asked={context} /> : null}
                {days.data && standing.data ? <BurnDownCard days={days.data} standing={standing.data} asked={context} /> : null}
              </div>
              <div class="member-side">
                {obligations ? (
                  <ObligationsCard obligations={obligations} known={known} asked={context} changed={changed} />
                ) : null}
                {standing.data ? <WorthKnowing standing={standing.data} asked={context} /> : null}
                <PapersCard asked={context} member={known.member} />
              </div>
            </div>
            {events.data ? (
              <LogCard
                events={events.data.events}
                timeline={timeline.data?.timeline ?? []}
                asked={context}
                seq={Number(place.query.get("seq")) || null}
              />
            ) : null}
          </div>
        );
      }}
    </Await>
  );
}

function earliest(dates: (string | null)[]): string {
  return dates.filter((it): it is string => it !== null).sort()[0]!;
}

// One fault once, though several parts ran into it.
function Refused({ of }: { of: Loaded<unknown>[] }) {
  const first = of.find((it) => it.error);
  return first ? <Await of={{ ...first, data: undefined }}>{() => null}</Await> : null;
}
