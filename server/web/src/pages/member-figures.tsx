// How many, until when, what next: the figures that are asked for on the phone.
import type { ComponentChildren } from "preact";
import { Explained } from "../components/because";
import { StatusMark } from "../components/status";
import { capitalized, daysBetween, plural, showClock, showDate, showInstant, showNumber, showSpan, words } from "../format";
import type { Obligation } from "../ledger";
import { isPending, showUnits, type EpisodeSummary, type Standing, type Unit } from "../standing";
import type { Asked } from "./member";
import { inForce, type SchedulePeriod } from "./member-head";

interface KeyFiguresProps {
  known: EpisodeSummary;
  standing: Standing | undefined; // undefined: not permitted, or on its way
  obligations: Obligation[] | undefined;
  schedules: SchedulePeriod[] | undefined;
  asked: Asked;
}

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

// "Mon, Wed", "Mon to Fri".
function weekdaysOf({ weekdays: days }: SchedulePeriod): string {
  const places = days.map((it) => weekdays.indexOf(it)).sort();
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return "nothing";
  const name = (place: number) => capitalized(weekdays[place]!);
  return places.length > 2 && last - first === places.length - 1 ? `${name(first)} to ${name(last)}` : places.map(name).join(", ");
}

export function KeyFigures({ known, standing, obligations, schedules, asked }: KeyFiguresProps) {
  const figures = standing ?? known;
  const remaining = Object.entries(figures.remaining) as [Unit, number][];
  const uncovered = standing
    ? standing.uncovered.reduce((sum, it) => sum + it.units, 0)
    : known.uncovered_units;
  const ahead = known.discharged ? "nothing is scheduled after the discharge" : "no scheduled day ahead is covered";
  const schedule = inForce(schedules, asked.today);
  const why = (figure: string, title: string, shown: ComponentChildren) => (
    <Explained asked={{ episode: asked.episode, figure, asOf: asked.asOf }} title={title}>
      {shown}
    </Explained>
  );
  return (
    <section class="key-figures" aria-label="At a glance">
      <Figure name="Remaining">
        {why(
          "remaining",
          "Remaining units",
          <span class="big" data-testid="remaining">
            {remaining.length ? remaining.map(([unit, count]) => showUnits(count, unit)).join(", ") : "no units"}
          </span>,
        )}
        {uncovered > 0 ? (
          <span class="warn">{plural(uncovered, "unit")} attended without cover</span>
        ) : (
          <span class="quiet">everything attended is covered</span>
        )}
      </Figure>
      <Figure name="Last covered day">
        {why("covered_through", "Covered through", <span class="big">{showDate(figures.covered_through, asked.today)}</span>)}
        <span class="quiet">
          {figures.covered_through ? away(figures.covered_through, asked.today) : ahead}
        </span>
      </Figure>
      <Figure name="First uncovered day">
        {why("first_uncovered_day", "First uncovered day", <span class="big">{showDate(figures.first_uncovered_day, asked.today)}</span>)}
        <span class="quiet">
          {figures.first_uncovered_day ? away(figures.first_uncovered_day, asked.today) : known.discharged ? ahead : "none within a year"}
        </span>
      </Figure>
      <NextReview obligations={obligations} asked={asked} />
      <Figure name="Schedule">
        {schedule ? (
          <>
            <span class="big">{weekdaysOf(schedule)}</span>
            <span class="quiet">
              {showClock(schedule.start)}, {showNumber(schedule.minutes)} min of {schedule.service}
              {schedule.modality === "in_person" ? "" : `, ${words(schedule.modality)}`}
            </span>
          </>
        ) : (
          <span class="quiet">none was set</span>
        )}
      </Figure>
    </section>
  );
}

function away(date: string, today: string): string {
  const days = daysBetween(today, date);
  return days === 0 ? "today" : days === 1 ? "tomorrow" : days > 0 ? `in ${days} days` : `${plural(-days, "day")} ago`;
}

function Figure({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="key-figure">
      <h2>{name}</h2>
      {children}
    </div>
  );
}

function NextReview({ obligations, asked }: { obligations: Obligation[] | undefined; asked: Asked }) {
  const next = obligations?.find((it) => it.kind === "review" && isPending(it));
  return (
    <Figure name="Next review">
      {next ? (
        <>
          <Explained
            asked={{ episode: asked.episode, figure: next.key, asOf: asked.asOf, because: next.because }}
            title={`Review of ${next.authorization ?? "the authorization"}`}
          >
            <span class="big">{next.due_at ? showSpan(next.due_at, asked.asOf ? new Date(asked.asOf) : new Date()) : "no date known"}</span>
          </Explained>
          <span class="quiet">
            {next.due_at ? showInstant(next.due_at, asked.zone) : ""} <StatusMark status={next.status} />
          </span>
        </>
      ) : (
        <>
          <span class="big">none</span>
          <span class="quiet">no review is to be sent</span>
        </>
      )}
    </Figure>
  );
}
