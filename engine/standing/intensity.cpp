#include "engine/standing/intensity.hpp"

#include <algorithm>

namespace authledger {
namespace {

bool rules_weeks(const ServiceRule& rule) {
  return rule.minimum_minutes_per_week || rule.maximum_minutes_per_week ||
         rule.minimum_days_per_week;
}

// Every session is judged by the document and the age of the week's first day.
void add_attended(const Terms& terms, const Standing& standing, WeekOfTreatment& week) {
  std::optional<Date> latest;
  const auto from = std::lower_bound(
      standing.sessions.begin(), standing.sessions.end(), week.first,
      [](const SessionStanding& session, Date date) { return session.date < date; });
  for (auto session = from; session != standing.sessions.end() && session->date < week.first + 7;
       ++session) {
    if (session->outcome != Outcome::attended) continue;
    if (terms.service_rule(*week.policy, session->service, week.first) != week.rule) continue;
    if (!has_code(week.rule->modalities, session->modality)) continue;
    week.minutes += session->minutes;
    week.days += latest == session->date ? 0 : 1;
    latest = session->date;
    week.events.push_back(session->seq);
  }
}

}  // namespace

std::vector<WeekOfTreatment> weeks_of_treatment(const Terms& terms, const Standing& standing) {
  std::vector<WeekOfTreatment> weeks;
  if (!terms.episode.admission) return weeks;
  const Date yesterday = terms.today - 1;
  const Date last = std::min(terms.discharge_date().value_or(yesterday), yesterday);
  for (Date first = terms.episode.admission->fact.date; first + 6 <= last; first = first + 1) {
    const Policy& policy = terms.policy_on(first);
    if (first.weekday() != policy.week_starts) continue;
    const Said<ScheduleSet>* schedule = terms.episode.schedule_on(first);
    if (!schedule) continue;
    const ServiceRule* rule = terms.service_rule(policy, schedule->fact.service, first);
    if (!rule || !rules_weeks(*rule)) continue;
    weeks.push_back({.first = first,
                     .policy = &policy,
                     .rule = rule,
                     .service = schedule->fact.service,
                     .events = {schedule->seq}});
    add_attended(terms, standing, weeks.back());
  }
  return weeks;
}

void add_under_intensity_weeks(const Terms& terms, const std::vector<WeekOfTreatment>& weeks,
                               Standing& standing) {
  for (const WeekOfTreatment& week : weeks) {
    const auto& minimum = week.rule->minimum_minutes_per_week;
    if (!minimum || week.minutes >= *minimum) continue;
    standing.under_intensity_weeks.push_back(
        {.week_of = week.first,
         .service = week.service,
         .minutes = week.minutes,
         .minimum = *minimum,
         .because = terms.because(*week.policy, &week.rule->name, week.events)});
  }
}

void add_weekly_bands(const Terms& terms, const std::vector<WeekOfTreatment>& weeks,
                      Standing& standing) {
  const auto band = [&](const Policy& policy, const ServiceRule& rule, std::vector<Seq> events) {
    return WeeklyBand{rule.minimum_minutes_per_week, rule.maximum_minutes_per_week,
                      terms.because(policy, &rule.name, std::move(events))};
  };
  for (const WeekOfTreatment& week : weeks)
    standing.band_weeks.push_back(
        {week.first, week.minutes, band(*week.policy, *week.rule, week.events)});
  const Said<ScheduleSet>* schedule = terms.episode.schedule_on(terms.today);
  if (!schedule) return;
  const Policy& policy = terms.policy_on(terms.today);
  const ServiceRule* rule = terms.service_rule(policy, schedule->fact.service, terms.today);
  if (rule) standing.weekly_band = band(policy, *rule, {schedule->seq});
}

}  // namespace authledger
