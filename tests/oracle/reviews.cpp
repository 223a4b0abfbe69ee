#include <algorithm>

#include "tests/oracle/obligations.hpp"

namespace authledger::oracle {
namespace {

// The date that one rule of the policy yields for an authorization; none when it yields none.
std::optional<Date> date_of_rule(const ReviewRule& rule, const AuthorizationDecided& decided,
                                 const History& history, const Ledger& ledger,
                                 const PayerClock& clock) {
  const std::string& id = decided.authorization;
  const auto first_charge = [&](auto holds) -> std::optional<Date> {
    for (std::size_t charge = 0; charge < ledger.charges.size(); ++charge)
      if (ledger.is_on(charge, id) && holds(charge)) return ledger.charges[charge].date;
    return std::nullopt;
  };
  switch (rule.shape) {
    case ReviewRule::Shape::before_end:
      return shift(*decided.end, rule.span, -1, clock);
    case ReviewRule::Shape::before_exhaustion:
      if (const auto exhaustion = ledger.exhaustion(id))
        return shift(*exhaustion, rule.span, -1, clock);
      return std::nullopt;
    case ReviewRule::Shape::before_last_covered_day:
      return shift(*last_covered_day(history, ledger, id), rule.span, -1, clock);
    case ReviewRule::Shape::after_start:
      return shift(*decided.start, rule.span, +1, clock);
    case ReviewRule::Shape::units_left:
      return first_charge(
          [&](std::size_t charge) { return ledger.left_after(charge, id) <= rule.units; });
    case ReviewRule::Shape::units_used:
      return first_charge(
          [&](std::size_t charge) { return ledger.used_after(charge, id) >= rule.units; });
  }
  return std::nullopt;
}

bool shares_a_code(const AuthorizationDecided& one, const AuthorizationDecided& other) {
  for (const AuthorizedLine& line : one.lines)
    if (line.codes.empty()) return true;
  for (const AuthorizedLine& line : other.lines)
    if (line.codes.empty()) return true;
  for (const AuthorizedLine& line : one.lines)
    for (const AuthorizedLine& other_line : other.lines)
      for (const std::string& code : line.codes)
        if (contains(other_line.codes, code)) return true;
  return false;
}

bool is_extended(const AuthorizationDecided& decided, const History& history) {
  for (const auto& [id, other] : history.authorizations) {
    if (id == decided.authorization || !is_approved(other)) continue;
    const AuthorizationDecided& later = *other.decision;
    if (history.payer_on(later.start) != history.payer_on(decided.start)) continue;
    if (!shares_a_code(decided, later) || *later.end <= *decided.end) continue;
    bool gap = false;
    for (Date date = *decided.end + 1; date < *later.start; date = date + 1)
      gap = gap || history.is_scheduled(date);
    if (!gap) return true;
  }
  return false;
}

std::string status_of_review(const Obligation& review, std::optional<Instant> not_before,
                             const AuthorizationDecided& decided, const History& history,
                             const Ledger& ledger) {
  std::vector<Instant> submitted;
  if (const auto all = history.reviews.find(decided.authorization); all != history.reviews.end())
    submitted = all->second;
  std::erase_if(submitted, [&](Instant at) { return not_before && at < *not_before; });
  if (!submitted.empty())
    return *std::min_element(submitted.begin(), submitted.end()) <= *review.due_at ? "met"
                                                                                   : "met_late";
  if (is_extended(decided, history)) return "extended";
  if (history.discharge &&
      *history.discharge <= *last_covered_day(history, ledger, decided.authorization))
    return "not_needed";
  if (history.as_of > *review.due_at) return "overdue";
  return history.as_of >= *review.opens_at ? "open" : "upcoming";
}

}  // namespace

std::optional<Date> last_covered_day(const History& history, const Ledger& ledger,
                                     const std::string& authorization) {
  const Date end = *history.authorizations.at(authorization).decision->end;
  const auto exhaustion = ledger.exhaustion(authorization);
  return exhaustion && *exhaustion < end ? exhaustion : end;
}

std::vector<Obligation> reviews(const History& history, const Ledger& ledger) {
  std::vector<Obligation> found;
  for (const auto& [id, authorization] : history.authorizations) {
    if (!is_approved(authorization)) continue;
    const AuthorizationDecided& decided = *authorization.decision;
    const Document document = history.document_on(decided.start);
    std::optional<Date> date = decided.next_review;
    std::string rule_key = "stated";
    std::optional<Span> not_earlier;
    Span opens = document.policy ? document.policy->reviews_open : Span::business_days(5);
    if (!date && document.policy)
      for (const ReviewRule& rule : document.policy->reviews) {
        const auto candidate = date_of_rule(rule, decided, history, ledger, document.clock);
        if (!candidate || (date && *date <= *candidate)) continue;
        date = candidate;
        rule_key = rule.name.key;
        opens = rule.opens.value_or(document.policy->reviews_open);
        not_earlier = rule.not_earlier;
      }
    if (!date) continue;
    const Date due_date = roll_back(std::max(*date, *decided.start), document.clock);
    const Date opening = shift(due_date, opens, -1, document.clock);
    Obligation review{"review:" + id,
                      "review",
                      rule_key,
                      id,
                      start_of_day(document.clock.zone, opening),
                      cutoff_on(due_date, document.clock),
                      ""};
    std::optional<Instant> not_before;
    if (not_earlier) {
      not_before = std::min(
          start_of_day(document.clock.zone, due_date),
          start_of_day(document.clock.zone,
                       shift(std::max(*date, *decided.start), *not_earlier, -1, document.clock)));
      review.opens_at = std::max(*review.opens_at, *not_before);
    }
    review.status = status_of_review(review, not_before, decided, history, ledger);
    review.evidence = evidence(history, document, EvidenceFor::review, review);
    found.push_back(review);
  }
  return found;
}

}  // namespace authledger::oracle
