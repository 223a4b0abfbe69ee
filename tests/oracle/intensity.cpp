#include <algorithm>

#include "tests/oracle/obligations.hpp"

namespace authledger::oracle {

std::vector<ThinWeek> thin_weeks(const History& history) {
  std::vector<ThinWeek> found;
  if (!history.admission) return found;
  Date last = history.today - 1;
  if (history.discharge) last = std::min(last, *history.discharge);
  for (Date first = history.admission->date; first + 6 <= last; first = first + 1) {
    const Document document = history.document_on(first);
    const ScheduleSet* schedule = history.schedule_on(first);
    if (first.weekday() != document.clock.week_starts || !schedule) continue;
    const ServiceRule* rule = history.service_rule(document.policy, schedule->service, first);
    if (!rule || !rule->minimum_minutes_per_week) continue;
    int minutes = 0;
    for (const SessionRecorded& session : history.attended()) {
      const Date date = history.date_of(session.start);
      if (first <= date && date <= first + 6 && takes_modality(*rule, session.modality) &&
          history.service_rule(document.policy, session.service, first) == rule)
        minutes += minutes_of(session);
    }
    if (minutes < *rule->minimum_minutes_per_week)
      found.push_back({first, schedule->service, minutes, *rule->minimum_minutes_per_week});
  }
  return found;
}

}  // namespace authledger::oracle
