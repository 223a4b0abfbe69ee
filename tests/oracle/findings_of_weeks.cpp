#include <algorithm>

#include "tests/oracle/findings.hpp"

namespace authledger::oracle {
namespace {

// The last date that can be judged as a whole.
Date last_judged(const History& history) {
  const Date yesterday = history.today - 1;
  return history.discharge ? std::min(yesterday, *history.discharge) : yesterday;
}

struct Period {
  Date first, last;
  bool is_whole = true;  // else it is today's
};

bool starts_a_period(Date date, const QuotaRule& rule, const PayerClock& clock) {
  return rule.per_month ? civil(date).day == 1 : date.weekday() == clock.week_starts;
}

// Today's period counts once nothing more is scheduled in it.
bool is_due(const Period& period, const History& history) {
  std::optional<Date> scheduled;
  for (Date date = period.first; date <= period.last; date = date + 1)
    if (history.is_scheduled(date)) scheduled = date;
  return period.is_whole || (scheduled && *scheduled <= history.today);
}

void judge_quota(const QuotaRule& rule, const Period& period, const History& history,
                 std::vector<Finding>& found) {
  int components = 0;
  std::optional<std::string> service;
  for (const Treatment& it : treatments(history)) {
    if (it.date < period.first || period.last < it.date) continue;
    if (!contains(rule.codes, it.session.service)) continue;
    if (it.session.components.empty()) return;
    if (!service) service = it.session.service;
    for (const SessionComponent& component : it.session.components)
      if (component.kind == rule.kind) ++components;
  }
  if (service && components < rule.count)
    found.push_back({"component_quota", period.first, period.last, *service, rule.kind, components,
                     rule.count, !period.is_whole});
}

// Dates on which a session of the codes was offered, up to today.
std::set<Date> offered_dates(const std::vector<std::string>& codes, const History& history) {
  std::set<Date> dates;
  for (const SessionRecorded& session : history.sessions_by_start())
    if (contains(codes, session.service) && session.outcome != Outcome::cancelled_by_facility &&
        history.date_of(session.start) <= history.today)
      dates.insert(history.date_of(session.start));
  return dates;
}

}  // namespace

void add_weekly_band(const History& history, std::vector<Finding>& found) {
  if (!history.admission) return;
  for (Date first = history.admission->date; first + 6 <= last_judged(history); first = first + 1) {
    const Document document = history.document_on(first);
    const ScheduleSet* schedule = history.schedule_on(first);
    if (first.weekday() != document.clock.week_starts || !schedule) continue;
    const ServiceRule* rule = history.service_rule(document.policy, schedule->service, first);
    if (!rule) continue;
    int minutes = 0;
    std::set<Date> days;
    for (const SessionRecorded& session : history.attended()) {
      const Date date = history.date_of(session.start);
      if (date < first || first + 6 < date || !takes_modality(*rule, session.modality) ||
          history.service_rule(document.policy, session.service, first) != rule)
        continue;
      minutes += minutes_of(session);
      days.insert(date);
    }
    const int count = static_cast<int>(days.size());
    if (rule->maximum_minutes_per_week && minutes > *rule->maximum_minutes_per_week)
      found.push_back({"over_weekly_minutes", first, first + 6, schedule->service, "", minutes,
                       rule->maximum_minutes_per_week});
    if (rule->minimum_days_per_week && count < *rule->minimum_days_per_week)
      found.push_back({"too_few_days", first, first + 6, schedule->service, "", count,
                       rule->minimum_days_per_week});
  }
}

void add_gaps(const History& history, std::vector<Finding>& found) {
  std::set<std::pair<Date, const ServiceRule*>> judged;
  for (const SessionRecorded& session : history.sessions_by_start()) {
    const Date date = history.date_of(session.start);
    if (session.outcome == Outcome::cancelled_by_facility || date > history.today) continue;
    const Policy* policy = history.document_on(date).policy;
    const ServiceRule* rule = history.service_rule(policy, session.service, date);
    if (!rule || !rule->maximum_gap_days || !judged.insert({date, rule}).second) continue;
    const std::set<Date> offered = offered_dates(rule->codes, history);
    const auto next = offered.upper_bound(date);
    const bool is_last = next == offered.end();
    if (is_last && history.discharge && *history.discharge <= history.today) continue;
    const int between = (is_last ? history.today : *next) - date - 1;
    if (between <= *rule->maximum_gap_days) continue;
    found.push_back({"gap_between_days", date, is_last ? std::nullopt : std::optional(*next),
                     session.service, "", between, rule->maximum_gap_days, is_last});
  }
}

void add_quotas(const History& history, std::vector<Finding>& found) {
  if (!history.admission) return;
  for (Date first = history.admission->date; first <= history.today; first = first + 1) {
    const Document document = history.document_on(first);
    if (!document.policy) continue;
    for (const QuotaRule& rule : document.policy->quotas) {
      if (!starts_a_period(first, rule, document.clock)) continue;
      Period period{first, rule.per_month ? months_after(first, 1) - 1 : first + 6};
      period.is_whole = period.last <= last_judged(history);
      const bool is_cut = history.discharge && *history.discharge < period.last;
      if (!period.is_whole && (is_cut || period.last < history.today)) continue;
      if (is_due(period, history)) judge_quota(rule, period, history, found);
    }
  }
}

}  // namespace authledger::oracle
