#include "tests/oracle/terms.hpp"

#include <algorithm>
#include <cmath>

namespace authledger::oracle {
namespace {

// Whether the rules without ages above it, in the stack, have all its codes.
bool is_hidden(const ServiceRule& rule, const Policy& policy) {
  if (policy.stack.empty() && policy.layer == Layer::payer) return false;
  return std::all_of(rule.codes.begin(), rule.codes.end(), [&](const std::string& code) {
    for (const ServiceRule& above : policy.services) {
      if (&above == &rule) return false;
      if (!above.for_ages && contains(above.codes, code)) return true;
    }
    return false;
  });
}

}  // namespace

ApprovalDates approval_dates(const History& history, const AuthorizationDecided& decided) {
  const Date date = history.date_of(decided.decided_at);
  const Document document = history.document_on(date);
  if (!document.policy || !document.policy->approvals) return {};
  const auto date_after = [&](const std::optional<Span>& span) -> std::optional<Date> {
    if (!span) return std::nullopt;
    return date_in(document.clock.zone, due(date, decided.decided_at, *span, 1, document.clock));
  };
  return {date_after(document.policy->approvals->valid_at_least),
          date_after(document.policy->approvals->not_revocable_for)};
}

Retro retro_on(const History& history, Date date) {
  const Document document = history.document_on(date);
  if (!document.policy || !document.policy->retro_authorization) return {"unknown", {}};
  const RetroAuthorization& rule = *document.policy->retro_authorization;
  if (rule.allowed == RetroAuthorization::Allowed::none) return {"none", {}};
  if (rule.allowed == RetroAuthorization::Allowed::emergency_only) return {"emergency_only", {}};
  const Instant until = due(date, history.start_of(date), rule.within, 1, document.clock);
  return {history.as_of > until ? "closed" : "open", until};
}

std::optional<Date> file_by(const History& history, Date date) {
  const Document document = history.document_on(date);
  if (!document.policy || !document.policy->timely_filing) return std::nullopt;
  const Span& within = document.policy->timely_filing->within;
  return history.date_of(due(date, history.start_of(date), within, 1, document.clock));
}

NextRequest next_request(const History& history, const Ledger& ledger,
                         std::optional<Date> first_uncovered_day) {
  NextRequest next{first_uncovered_day, {}, {}, {}};
  if (!next.from) return next;
  const Charge* first = nullptr;
  for (const Charge& charge : ledger.charges)
    if (!charge.actual && charge.date == *next.from) first = &charge;
  const auto identity = [](const Charge& it) {
    return it.rule ? it.rule->name.identity() : nullptr;
  };
  next.unit = first->rule ? first->rule->unit : Unit::visit;
  if (!history.planned_discharge) return next;
  next.needed = 0;
  for (const Shortfall& shortfall : ledger.shortfalls) {
    const Charge& charge = ledger.charges[shortfall.charge];
    if (!charge.actual && !is_cap(shortfall.reason) && *next.from <= charge.date &&
        charge.date <= *history.planned_discharge && identity(charge) == identity(*first))
      *next.needed += shortfall.units;
  }
  if (!first->document.policy) return next;
  for (const RequestAmounts& rule : first->document.policy->request_amounts) {
    if (!contains(rule.codes, first->service)) continue;
    if (rule.at_most) {
      next.amount = std::min(*next.needed, *rule.at_most);
      return next;
    }
    next.amount = *next.needed == 0 ? 0 : rule.amounts.back();
    if (*next.needed == 0) return next;
    for (std::size_t place = rule.amounts.size(); place-- > 0;)
      if (rule.amounts[place] >= *next.needed) next.amount = rule.amounts[place];
    return next;
  }
  return next;
}

std::vector<Unknown> unknowns(const History& history) {
  std::vector<Unknown> found;
  if (!history.admission) return found;
  const auto add = [&](Topic about, const std::string& note, const Policy* document) {
    for (Unknown& it : found)
      if (it.about == about && it.document == document) {
        if (it.note.empty()) it.note = note;
        return;
      }
    found.push_back({about, note, document});
  };
  for (Date date = history.admission->date; date <= history.today; date = date + 1) {
    const Policy* policy = history.document_on(date).policy;
    if (!policy) continue;
    for (const UnknownTopic& topic : policy->unknown)
      add(topic.about, topic.note, topic.document ? topic.document : policy);
    for (const ServiceRule& rule : policy->services)
      if (rule.authorization == Requirement::unknown && !is_hidden(rule, *policy))
        add(Topic::authorization, "", rule.name.document ? rule.name.document : policy);
  }
  // Documents lie in the book in their order.
  std::sort(found.begin(), found.end(), [](const Unknown& one, const Unknown& other) {
    return std::pair(one.document, one.about) < std::pair(other.document, other.about);
  });
  return found;
}

Attendance attendance(const History& history) {
  Attendance found;
  for (const SessionRecorded& session : history.sessions_by_start()) {
    if (session.start > history.as_of || session.outcome == Outcome::cancelled_by_facility)
      continue;
    ++found.offered;
    if (session.outcome == Outcome::attended) ++found.attended;
  }
  if (found.offered == 0) return found;
  const double z = 1.2816, n = found.offered, rate = found.attended / n;
  const double middle = rate + z * z / (2 * n);
  const double half = z * std::sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
  const double all = 1 + z * z / n;
  found.low = std::max(0, static_cast<int>(std::floor(100 * (middle - half) / all)));
  found.high = std::min(100, static_cast<int>(std::ceil(100 * (middle + half) / all)));
  return found;
}

}  // namespace authledger::oracle
