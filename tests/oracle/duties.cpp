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
};

std::vector<DutyAnchor> anchors(const History& history, const Ledger& ledger) {
  using After = DutyRule::After;
  std::vector<DutyAnchor> found;
  const auto on_date = [&](After after, Date date, const std::string& suffix,
                           const std::optional<std::string>& authorization) {
    found.push_back({after, date, history.start_of(date), suffix, authorization});
  };
  if (history.admission) on_date(After::admission, history.admission->date, "", {});
  if (const auto attended = history.attended(); !attended.empty())
    on_date(After::first_session, history.date_of(attended.front().start), "", {});
  if (history.discharge) on_date(After::discharge, *history.discharge, "", {});
  for (const auto& [id, authorization] : history.authorizations) {
    if (!authorization.decision) continue;
    const AuthorizationDecided& decided = *authorization.decision;
    if (is_approved(authorization))
      on_date(After::authorization_start, *decided.start, ":" + id, id);
    if (decided.decision == Decision::denied || decided.decision == Decision::partial)
      found.push_back(
          {After::denial, history.date_of(decided.decided_at), decided.decided_at, ":" + id, id});
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
  const auto completed = history.duties.find(key);
  if (completed != history.duties.end())
    duty.status = *std::min_element(completed->second.begin(), completed->second.end()) <= due_at
                      ? "met"
                      : "met_late";
  else if (ends_with_the_episode(rule.after) && history.discharge &&
           *history.discharge <= date_in(clock.zone, due_at))
    duty.status = "not_needed";
  else
    duty.status = history.as_of > due_at ? "overdue" : "open";
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
      return due(anchor.date, anchor.instant, rule.span, times, document.clock);
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
  const Instant due_at = due(admitted, history.start_of(admitted),
                             document.policy->prior_authorization->request, 1, document.clock);
  std::vector<Instant> meets;
  for (const auto& [id, authorization] : history.authorizations) {
    if (authorization.request) meets.push_back(authorization.request->at);
    if (authorization.decision) meets.push_back(authorization.decision->decided_at);
  }
  const std::string key = "duty:initial-authorization";
  if (const auto completed = history.duties.find(key); completed != history.duties.end())
    meets.insert(meets.end(), completed->second.begin(), completed->second.end());
  Obligation duty{key, "duty", "initial-authorization", {}, {}, due_at, ""};
  if (!meets.empty())
    duty.status = *std::min_element(meets.begin(), meets.end()) <= due_at ? "met" : "met_late";
  else
    duty.status = history.as_of > due_at ? "overdue" : "open";
  found.push_back(duty);
}

}  // namespace

std::vector<Obligation> duties(const History& history, const Ledger& ledger) {
  std::vector<Obligation> found;
  for (const DutyAnchor& anchor : anchors(history, ledger)) add_duties_of(anchor, history, found);
  add_duties_by_session(history, ledger, found);
  add_initial_authorization(history, found);
  return found;
}

std::vector<Obligation> payer_obligations(const History& history) {
  std::vector<Obligation> found;
  for (const auto& [id, authorization] : history.authorizations) {
    if (!authorization.request) continue;
    const AuthorizationRequested& request = *authorization.request;
    if (const auto& decision = authorization.decision;
        decision && decision->decision != Decision::pended && decision->decided_at >= request.at)
      continue;
    const Date date = history.date_of(request.at);
    const Document document = history.document_on(date);
    if (!document.policy || !document.policy->prior_authorization) continue;
    const PriorAuthorization& rule = *document.policy->prior_authorization;
    const auto& span = request.expedited ? rule.expedited : rule.standard;
    if (!span) continue;
    const Instant due_at = due(date, request.at, *span, 1, document.clock);
    found.push_back({"decision:" + id,
                     "decision",
                     "decision",
                     id,
                     {},
                     due_at,
                     history.as_of > due_at ? "overdue" : "open"});
  }
  for (const auto& [id, ask] : history.asks) {
    Obligation request{"request:" + id,
                       "request",
                       "stated",
                       {},
                       ask.at,
                       ask.due,
                       history.as_of > ask.due ? "overdue" : "open"};
    if (const auto completed = history.duties.find(request.key); completed != history.duties.end())
      request.status =
          *std::min_element(completed->second.begin(), completed->second.end()) <= ask.due
              ? "met"
              : "met_late";
    found.push_back(request);
  }
  return found;
}

}  // namespace authledger::oracle
