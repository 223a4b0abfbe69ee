// Reviews that run on a clock, and what is sent with a request: payers/RULES.md, sections 7 and 8.
#include <algorithm>

#include "tests/oracle/obligations.hpp"

namespace authledger::oracle {
namespace {

using Measure = MeasureChosen::Measure;

struct Occurrence {
  const ClockRule& rule;
  Date anchor;
  bool is_first = true;

  bool counts(Date date) const { return is_first ? anchor <= date : anchor < date; }
};

// What was chosen for the occurrence, among the measures that the clock has.
std::optional<Measure> chosen(const Occurrence& it, const History& history) {
  const Instant anchor_ends = history.start_of(it.anchor + 1);
  std::optional<Measure> latest, first;
  for (const MeasureChosen& choice : history.measures) {
    const bool has_it = choice.measure == Measure::days ? it.rule.days.has_value()
                                                        : it.rule.attended_minutes.has_value();
    if (choice.clock != it.rule.name.key || !has_it) continue;
    if (!first) first = choice.measure;
    if (choice.at < anchor_ends) latest = choice.measure;
  }
  return latest || !it.is_first ? latest : first;
}

std::optional<Date> date_of_minutes(const Occurrence& it, const History& history,
                                    const Ledger& ledger) {
  int minutes = 0;
  const auto reaches = [&](Date date, int more) {
    if (it.counts(date)) minutes += more;
    return it.counts(date) && minutes >= *it.rule.attended_minutes;
  };
  for (const SessionRecorded& session : history.attended())
    if (const Date date = history.date_of(session.start); reaches(date, minutes_of(session)))
      return date;
  for (const Charge& charge : ledger.charges)
    if (!charge.actual && reaches(charge.date, history.schedule_on(charge.date)->minutes))
      return charge.date;
  return std::nullopt;
}

// The earliest date of the measures that count.
std::optional<Date> date_of_measures(const Occurrence& it, const History& history,
                                     const Ledger& ledger) {
  std::optional<Date> by_days, by_minutes;
  if (it.rule.days) by_days = it.anchor + *it.rule.days;
  if (it.rule.attended_minutes) by_minutes = date_of_minutes(it, history, ledger);
  const auto choice = it.rule.locked ? chosen(it, history) : std::nullopt;
  if (choice == Measure::days) return by_days;
  if (choice == Measure::attended_minutes) return by_minutes;
  if (!by_days || !by_minutes) return by_days ? by_days : by_minutes;
  return std::min(*by_days, *by_minutes);
}

std::optional<Date> before_planned_discharge(const Occurrence& it, const History& history) {
  if (!history.planned_discharge || !it.rule.days_before_planned_discharge) return std::nullopt;
  const Date date = *history.planned_discharge - *it.rule.days_before_planned_discharge;
  return it.counts(date) ? std::optional(date) : std::nullopt;
}

void add_occurrences(const ClockRule& rule, const Document& document, const History& history,
                     const Ledger& ledger, std::vector<Obligation>& found) {
  Occurrence it{rule, history.admission->date};
  bool had_planned = false;
  for (int k = 1;; ++k) {
    std::optional<Date> date = date_of_measures(it, history, ledger);
    const auto planned = had_planned ? std::nullopt : before_planned_discharge(it, history);
    if (planned && (!date || *planned <= *date)) {
      date = planned;
      had_planned = true;
    }
    const std::string key = "duty:" + rule.name.key + "#" + std::to_string(k);
    if (date) {
      const Instant due_at = cutoff_on(*date, document.clock);
      const bool is_over =
          history.discharge && *history.discharge <= date_in(document.clock.zone, due_at);
      found.push_back({key, "duty", rule.name.key, {}, {}, due_at, ""});
      found.back().status = status_by_completion(history, key, due_at,
                                                 is_over                  ? "not_needed"
                                                 : history.as_of > due_at ? "overdue"
                                                                          : "open");
    }
    const auto completed = history.duties.find(key);
    if (completed == history.duties.end()) return;
    it.anchor =
        history.date_of(*std::min_element(completed->second.begin(), completed->second.end()));
    it.is_first = false;
  }
}

}  // namespace

std::vector<Obligation> clocks(const History& history, const Ledger& ledger) {
  std::vector<Obligation> found;
  if (!history.admission) return found;
  const Document document = history.document_on(history.admission->date);
  if (!document.policy) return found;
  for (const ClockRule& rule : document.policy->clocks)
    add_occurrences(rule, document, history, ledger, found);
  return found;
}

std::vector<Evidence> evidence(const History& history, const Document& document,
                               EvidenceFor purpose, const Obligation& obligation) {
  if (!document.policy) return {};
  Date sent = history.today;
  if (obligation.opens_at)
    sent = std::max(sent, date_in(document.clock.zone, *obligation.opens_at));
  const Date due_date = date_in(document.clock.zone, *obligation.due_at);
  sent = obligation.status == "overdue" ? history.today : std::min(sent, due_date);
  std::vector<Evidence> all;
  for (const EvidenceRule& rule : document.policy->evidence)
    if (rule.purpose == purpose)
      all.push_back(
          {rule.name.key, std::string(word(rule.document)), sent - rule.newest_within_days});
  return all;
}

}  // namespace authledger::oracle
