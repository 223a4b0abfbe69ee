// What the payer owes us, and by when.
#include <algorithm>

#include "tests/oracle/obligations.hpp"

namespace authledger::oracle {
namespace {

// The last day of the approved authorizations that a request would go on from.
std::optional<Date> end_of_current(const AuthorizationRequested& request, const History& history) {
  const Date date = history.date_of(request.at);
  std::optional<Date> latest;
  for (const auto& [id, authorization] : history.authorizations) {
    if (!is_approved(authorization)) continue;
    const AuthorizationDecided& decided = *authorization.decision;
    if (history.payer_on(decided.start) != history.payer_on(date)) continue;
    if (date < *decided.start || *decided.end < date) continue;
    if (!latest || *latest < *decided.end) latest = decided.end;
  }
  return latest;
}

// By the time of day at which it was received; none: no band has it.
std::optional<Instant> due_by_receipt(const std::vector<ReceiptBand>& bands, Instant received,
                                      const PayerClock& clock) {
  Date date = date_in(clock.zone, received);
  int minute = minute_of_day(clock.zone, received);
  if (!is_business_day(date, clock)) {
    minute = 0;
    while (!is_business_day(date, clock)) date = date + 1;
  }
  for (const ReceiptBand& band : bands) {
    if (minute < band.from.minutes || (band.to && band.to->minutes <= minute)) continue;
    const Date answered = shift(date, Span::business_days(band.business_days), +1, clock);
    return instant_in(clock.zone, answered, band.by.minutes);
  }
  return std::nullopt;
}

std::optional<Instant> decision_due(const AuthorizationRequested& request, const Document& document,
                                    const History& history) {
  const PriorAuthorization& rule = *document.policy->prior_authorization;
  const auto after = [&](const std::optional<Span>& span) -> std::optional<Instant> {
    if (!span) return std::nullopt;
    return due(history.date_of(request.at), request.at, *span, 1, document.clock);
  };
  const auto current_end = end_of_current(request, history);
  if (request.expedited) {
    const bool in_time = current_end && rule.urgent_extension &&
                         request.at <= *urgent_extension_by(history, document.policy, *current_end);
    return in_time ? after(rule.urgent_extension->decide) : after(rule.expedited);
  }
  if (!rule.by_receipt.empty()) return due_by_receipt(rule.by_receipt, request.at, document.clock);
  return current_end && rule.concurrent ? after(rule.concurrent) : after(rule.standard);
}

}  // namespace

std::optional<Instant> urgent_extension_by(const History& history, const Policy* policy, Date end) {
  if (!policy || !policy->prior_authorization || !policy->prior_authorization->urgent_extension)
    return std::nullopt;
  const int hours = policy->prior_authorization->urgent_extension->hours_before_end;
  return history.start_of(end + 1).plus_hours(-hours);
}

std::vector<Obligation> payer_obligations(const History& history) {
  std::vector<Obligation> found;
  for (const auto& [id, authorization] : history.authorizations) {
    if (!authorization.request) continue;
    const AuthorizationRequested& request = *authorization.request;
    if (const auto& decision = authorization.decision;
        decision && decision->decision != Decision::pended && decision->decided_at >= request.at)
      continue;
    const Document document = history.document_on(history.date_of(request.at));
    if (!document.policy || !document.policy->prior_authorization) continue;
    const auto due_at = decision_due(request, document, history);
    if (!due_at) continue;
    found.push_back({"decision:" + id,
                     "decision",
                     "decision",
                     id,
                     {},
                     due_at,
                     history.as_of > *due_at ? "overdue" : "open"});
    found.back().if_late = word(document.policy->prior_authorization->if_late);
  }
  for (const auto& [id, ask] : history.asks) {
    Obligation request{"request:" + id, "request", "stated", {}, ask.at, ask.due, ""};
    request.status = status_by_completion(history, request.key, ask.due,
                                          history.as_of > ask.due ? "overdue" : "open");
    found.push_back(request);
  }
  return found;
}

}  // namespace authledger::oracle
