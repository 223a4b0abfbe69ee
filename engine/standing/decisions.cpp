// What the payer owes an answer to, by when, and what it asked for. Source: ledger rules, section
// 8, and payers/RULES.md, section 5.
#include <algorithm>
#include <map>

#include "engine/base/result.hpp"
#include "engine/standing/obligations.hpp"

namespace authledger {
namespace {

struct Approval {
  Date start;
  Date end;
  Seq seq = 0;  // of the decision
};

// Which approved authorization of a payer spans a date; of several, the one with the latest end.
class Approvals {
 public:
  explicit Approvals(const Terms& terms) {
    for (const AuthorizationHistory& history : terms.episode.authorizations) {
      if (!history.is_approved()) continue;
      const AuthorizationDecided& decided = history.decision->fact;
      by_payer_[terms.payer_on(*decided.start)].push_back(
          {*decided.start, *decided.end, history.decision->seq});
    }
    for (auto& [payer, approvals] : by_payer_) {
      std::stable_sort(approvals.begin(), approvals.end(),
                       [](const auto& a, const auto& b) { return a.start < b.start; });
      // Each becomes the one that ends last of those begun by its start: where any spans a date,
      // that one does.
      for (std::size_t i = 1; i < approvals.size(); ++i)
        if (approvals[i - 1].end >= approvals[i].end) {
          const Date start = approvals[i].start;
          approvals[i] = approvals[i - 1];
          approvals[i].start = start;
        }
    }
  }

  const Approval* spanning(int payer, Date date) const {  // null: none
    const auto found = by_payer_.find(payer);
    if (found == by_payer_.end()) return nullptr;
    const auto after =
        std::upper_bound(found->second.begin(), found->second.end(), date,
                         [](Date it, const Approval& approval) { return it < approval.start; });
    if (after == found->second.begin() || std::prev(after)->end < date) return nullptr;
    return &*std::prev(after);
  }

 private:
  std::map<int, std::vector<Approval>> by_payer_;
};

bool awaits_decision(const AuthorizationHistory& history) {
  if (!history.request) return false;
  return !history.decision || history.decision->fact.decision == Decision::pended ||
         history.decision->fact.decided_at < history.request->fact.at;
}

// The last instant at which an urgent request to go on earns the short decision.
Instant last_urgent(const Facility& facility, Date end, const UrgentExtension& rule) {
  return facility.zone.start_of(end + 1).plus_hours(-std::int64_t{rule.hours_before_end});
}

// By the time of day at which it was received; none: in no band.
std::optional<Instant> due_by_receipt(const std::vector<ReceiptBand>& bands, Instant received,
                                      const PayerTime& payer) {
  Date date = payer.zone.day_of(received);
  TimeOfDay time = payer.zone.time_of(received);
  if (!payer.calendar.is_business_day(date)) {
    date = shift_business_days(date, 0, payer.calendar);
    time = TimeOfDay{0};
  }
  for (const ReceiptBand& band : bands)
    if (band.from <= time && (!band.to || time < *band.to))
      return payer.zone.at(shift_business_days(date, band.business_days, payer.calendar), band.by);
  return std::nullopt;
}

class Decisions {
 public:
  explicit Decisions(const Terms& terms) : terms_(terms), approvals_(terms) {}

  // What the payer owes for a request without a decision; none: no rule says when.
  std::optional<Obligation> owed(const AuthorizationHistory& history) const {
    const AuthorizationRequested& request = history.request->fact;
    const Policy& policy = terms_.policy_on(terms_.facility.zone.day_of(request.at));
    if (!policy.prior_authorization) return std::nullopt;
    std::vector<Seq> events{history.request->seq};
    const RuleName* rule = nullptr;
    const auto due_at = due_of(request, policy, rule, events);
    if (!due_at) return std::nullopt;
    if (history.decision) events.push_back(history.decision->seq);
    return Obligation{.key = "decision:" + history.id,
                      .kind = ObligationKind::decision,
                      .rule = "decision",
                      .authorization = history.id,
                      .opens_at = {},
                      .due_at = due_at,
                      .status = pending_status(terms_, *due_at),
                      .because = terms_.because(policy, rule, std::move(events)),
                      .if_late = policy.prior_authorization->if_late};
  }

 private:
  // Says which rule it went by, too.
  std::optional<Instant> due_of(const AuthorizationRequested& request, const Policy& policy,
                                const RuleName*& by, std::vector<Seq>& events) const {
    const PriorAuthorization& rule = *policy.prior_authorization;
    const Anchor anchor = terms_.anchor(request.at);
    const auto within = [&](const std::optional<Span>& span, const RuleName& name) {
      by = &name;
      return span ? std::optional(due(anchor, *span, policy.time)) : std::nullopt;
    };
    const Approval* running = approvals_.spanning(terms_.payer_on(anchor.date), anchor.date);
    if (request.expedited) {
      const auto& urgent = rule.urgent_extension;
      if (!running || !urgent || request.at > last_urgent(terms_.facility, running->end, *urgent))
        return within(rule.expedited, rule.named.expedited);
      events.push_back(running->seq);
      return within(urgent->decide, rule.named.urgent_extension);
    }
    if (!rule.by_receipt.empty()) {
      by = &rule.named.by_receipt;
      return due_by_receipt(rule.by_receipt, request.at, policy.time);
    }
    if (!running || !rule.concurrent) return within(rule.standard, rule.named.standard);
    events.push_back(running->seq);
    return within(rule.concurrent, rule.named.concurrent);
  }

  const Terms& terms_;
  const Approvals approvals_;
};

// The payer's date of a deadline that runs from the decision.
std::optional<Date> date_after(const Anchor& decided, const std::optional<Span>& span,
                               const PayerTime& payer) {
  if (!span) return std::nullopt;
  return payer.zone.day_of(due(decided, *span, payer));
}

}  // namespace

void add_payer_decisions(const Terms& terms, Standing& standing) {
  const Decisions decisions(terms);
  for (const AuthorizationHistory& history : terms.episode.authorizations)
    if (awaits_decision(history))
      if (auto owed = decisions.owed(history)) standing.obligations.push_back(std::move(*owed));
}

void add_payer_requests(const Terms& terms, const Completions& completions, Standing& standing) {
  for (const auto& asked : terms.episode.asks) {
    Obligation request;
    request.key = "request:" + asked.fact.ask;
    request.kind = ObligationKind::request;
    request.rule = "stated";
    request.opens_at = asked.fact.at;
    request.due_at = asked.fact.due;
    request.because.rule = "stated";
    request.because.events = {asked.seq};
    if (const auto* done = completions.earliest(request.key)) {
      request.status = done_status(done->fact.at, asked.fact.due);
      note_completion(request, *done);
      request.because.events.push_back(done->seq);
      std::sort(request.because.events.begin(), request.because.events.end());
    } else {
      request.status = pending_status(terms, asked.fact.due);
    }
    standing.obligations.push_back(std::move(request));
  }
}

void add_approval_terms(const Terms& terms, Standing& standing) {
  auto shown = standing.authorizations.begin();  // both are in the order of their ids
  for (const AuthorizationHistory& history : terms.episode.authorizations) {
    if (!history.is_approved()) continue;
    while (shown != standing.authorizations.end() && shown->id != history.id) ++shown;
    ensure(shown != standing.authorizations.end(), "a standing shows each authorization");
    const AuthorizationDecided& decided = history.decision->fact;
    const auto& asked = terms.policy_on(*decided.start).prior_authorization;
    if (asked && asked->urgent_extension)
      shown->urgent_extension_by =
          last_urgent(terms.facility, *decided.end, *asked->urgent_extension);
    const Anchor anchor = terms.anchor(decided.decided_at);
    const Policy& policy = terms.policy_on(anchor.date);
    if (!policy.approvals) continue;
    shown->valid_until_at_least = date_after(anchor, policy.approvals->valid_at_least, policy.time);
    shown->not_revocable_until =
        date_after(anchor, policy.approvals->not_revocable_for, policy.time);
  }
}

}  // namespace authledger
