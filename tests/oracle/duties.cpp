#include <algorithm>

#include "tests/oracle/obligations.hpp"

namespace authledger::oracle {
namespace {

struct DutyAnchor {
  DutyRule::After after;
  Date date;
  Instant instant;
  std::string suffix;                        // of the key
  std::optional<std::string> authorization;  // of the obligation
  std::optional<Date> effective = {};        // the start that a denial names
};

std::vector<DutyAnchor> anchors(const History& history, const Ledger& ledger) {
  using After = DutyRule::After;
  std::vector<DutyAnchor> found;
  const auto on_date = [&](After after, Date date, const std::string& suffix,
                           const std::optional<std::string>& authorization) {
    found.push_back({after, date, history.start_of(date), suffix, authorization});
  };
  if (history.admission)
    found.push_back({After::admission, history.admission->date, history.admitted_at(), "", {}});
  if (const auto attended = history.attended(); !attended.empty())
    on_date(After::first_session, history.date_of(attended.front().start), "", {});
  if (const auto discharge = history.discharge)
    found.push_back({After::discharge,
                     *discharge,
                     history.discharged_at.value_or(history.start_of(*discharge)),
                     "",
                     {}});
  for (const auto& [id, authorization] : history.authorizations) {
    if (!authorization.decision) continue;
    const AuthorizationDecided& decided = *authorization.decision;
    if (is_approved(authorization))
      on_date(After::authorization_start, *decided.start, ":" + id, id);
    if (decided.decision == Decision::denied || decided.decision == Decision::partial)
      found.push_back({After::denial, history.date_of(decided.decided_at), decided.decided_at,
                       ":" + id, id, decided.start});
  }
  std::set<Date> uncovered;
  for (const Shortfall& shortfall : ledger.shortfalls)
    if (ledger.charges[shortfall.charge].actual && !is_cap(shortfall.reason))
      uncovered.insert(ledger.charges[shortfall.charge].date);
  for (const Date date : uncovered) on_date(After::uncovered, date, ":" + to_text(date), {});
  return found;
}

bool ends_with_the_episode(DutyRule::After after) {
  using After = DutyRule::After;
  return after == After::admission || after == After::first_session ||
         after == After::authorization_start || after == After::by_session;
}

Obligation duty_due(const std::string& key, const DutyRule& rule,
                    const std::optional<std::string>& authorization, Instant due_at,
                    const PayerClock& clock, const History& history) {
  Obligation duty{key, "duty", rule.name.key, authorization, {}, due_at, ""};
  const bool is_over = ends_with_the_episode(rule.after) && history.discharge &&
                       *history.discharge <= date_in(clock.zone, due_at);
  duty.status = status_by_completion(history, key, due_at,
                                     is_over                  ? "not_needed"
                                     : history.as_of > due_at ? "overdue"
                                                              : "open");
  return duty;
}

void add_duties_of(const DutyAnchor& anchor, const History& history,
                   std::vector<Obligation>& found) {
  const Document document = history.document_on(anchor.date);
  if (!document.policy) return;
  for (const DutyRule& rule : document.policy->duties) {
    if (rule.after != anchor.after) continue;
    const std::string key = "duty:" + rule.name.key + anchor.suffix;
    const auto occurrence = [&](int times) {
      const Date from = rule.first_day_counts ? anchor.date - 1 : anchor.date;
      const Instant at = due(from, anchor.instant, rule.span, times, document.clock);
      return rule.or_effective_date && anchor.effective
                 ? std::max(at, cutoff_on(*anchor.effective, document.clock))
                 : at;
    };
    if (!rule.every) {
      found.push_back(
          duty_due(key, rule, anchor.authorization, occurrence(1), document.clock, history));
      continue;
    }
    for (int k = 1;; ++k) {
      const Instant due_at = occurrence(k);
      found.push_back(duty_due(key + "#" + std::to_string(k), rule, anchor.authorization, due_at,
                               document.clock, history));
      const Date due_date = date_in(document.clock.zone, due_at);
      if (due_date > history.today || (history.discharge && due_date > *history.discharge)) break;
    }
  }
}

void add_duties_by_session(const History& history, const Ledger& ledger,
                           std::vector<Obligation>& found) {
  if (!history.admission) return;
  const Document document = history.document_on(history.admission->date);
  if (!document.policy) return;
  std::vector<Date> dates;
  for (const SessionRecorded& session : history.attended())
    dates.push_back(history.date_of(session.start));
  for (const Charge& charge : ledger.charges)
    if (!charge.actual) dates.push_back(charge.date);
  std::sort(dates.begin(), dates.end());
  for (const DutyRule& rule : document.policy->duties)
    if (rule.after == DutyRule::After::by_session &&
        static_cast<std::size_t>(rule.by_session) <= dates.size()) {
      const Date date = dates[static_cast<std::size_t>(rule.by_session) - 1];
      found.push_back(duty_due("duty:" + rule.name.key, rule, {}, cutoff_on(date, document.clock),
                               document.clock, history));
    }
}

void add_initial_authorization(const History& history, std::vector<Obligation>& found) {
  if (!history.admission) return;
  const Date admitted = history.admission->date;
  const Document document = history.document_on(admitted);
  if (!document.policy || !document.policy->prior_authorization ||
      !document.policy->prior_authorization->required)
    return;
  const PriorAuthorization& rule = *document.policy->prior_authorization;
  const std::string key = "duty:initial-authorization";
  Obligation duty{key, "duty", "initial-authorization", {}, {}, {}, ""};
  duty.due_at = due(admitted, history.admitted_at(), rule.request, 1, document.clock);
  if (rule.not_earlier)
    duty.opens_at =
        start_of_day(document.clock.zone, shift(admitted, *rule.not_earlier, -1, document.clock));
  std::vector<Instant> meets;
  for (const auto& [id, authorization] : history.authorizations) {
    if (authorization.request && (!duty.opens_at || authorization.request->at >= *duty.opens_at))
      meets.push_back(authorization.request->at);
    if (authorization.decision) meets.push_back(authorization.decision->decided_at);
  }
  if (const auto completed = history.duties.find(key); completed != history.duties.end())
    meets.insert(meets.end(), completed->second.begin(), completed->second.end());
  if (!meets.empty())
    duty.status =
        *std::min_element(meets.begin(), meets.end()) <= *duty.due_at ? "met" : "met_late";
  else if (history.as_of > *duty.due_at)
    duty.status = "overdue";
  else
    duty.status = duty.opens_at && history.as_of < *duty.opens_at ? "upcoming" : "open";
  duty.evidence = evidence(history, document, EvidenceFor::initial, duty);
  found.push_back(duty);
}

}  // namespace

std::string status_by_completion(const History& history, const std::string& key, Instant due_at,
                                 const std::string& otherwise) {
  const auto completed = history.duties.find(key);
  if (completed == history.duties.end()) return otherwise;
  return *std::min_element(completed->second.begin(), completed->second.end()) <= due_at
             ? "met"
             : "met_late";
}

std::vector<Obligation> duties(const History& history, const Ledger& ledger) {
  std::vector<Obligation> found;
  for (const DutyAnchor& anchor : anchors(history, ledger)) add_duties_of(anchor, history, found);
  add_duties_by_session(history, ledger, found);
  add_initial_authorization(history, found);
  return found;
}

}  // namespace authledger::oracle
