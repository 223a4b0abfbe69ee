#include "engine/standing/intensity.hpp"

#include <algorithm>

namespace authledger {
namespace {

// Minutes attended in [first, first + 6] under the rule, every session judged by that document and
// age.
int attended_minutes(const Terms& terms, const Standing& standing, Date first, const Policy& policy,
                     const ServiceRule& rule, std::vector<Seq>& events) {
  int minutes = 0;
  const auto from = std::lower_bound(
      standing.sessions.begin(), standing.sessions.end(), first,
      [](const SessionStanding& session, Date date) { return session.date < date; });
  for (auto session = from; session != standing.sessions.end() && session->date < first + 7;
       ++session) {
    if (session->outcome != Outcome::attended) continue;
    if (terms.service_rule(policy, session->service, first) != &rule) continue;
    if (!rule.modalities.empty() && !has_code(rule.modalities, session->modality)) continue;
    minutes += session->minutes;
    events.push_back(session->seq);
  }
  return minutes;
}

}  // namespace

void add_under_intensity_weeks(const Terms& terms, Standing& standing) {
  if (!terms.episode.admission) return;
  const Date yesterday = terms.today - 1;
  const Date last = std::min(terms.discharge_date().value_or(yesterday), yesterday);
  for (Date first = terms.episode.admission->fact.date; first + 6 <= last; first = first + 1) {
    const Policy& policy = terms.policy_on(first);
    if (first.weekday() != policy.week_starts) continue;
    const Said<ScheduleSet>* schedule = terms.episode.schedule_on(first);
    if (!schedule) continue;
    const ServiceRule* rule = terms.service_rule(policy, schedule->fact.service, first);
    if (!rule || !rule->minimum_minutes_per_week) continue;
    std::vector<Seq> events{schedule->seq};
    const int minutes = attended_minutes(terms, standing, first, policy, *rule, events);
    if (minutes >= *rule->minimum_minutes_per_week) continue;
    standing.under_intensity_weeks.push_back(
        {.week_of = first,
         .service = schedule->fact.service,
         .minutes = minutes,
         .minimum = *rule->minimum_minutes_per_week,
         .because = terms.because(policy, &rule->name, std::move(events))});
  }
}

}  // namespace authledger
