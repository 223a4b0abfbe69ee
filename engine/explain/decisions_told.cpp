// Why the payer owes a decision by then: which of its clocks runs, and from when.
#include <algorithm>

#include "engine/base/result.hpp"
#include "engine/explain/holidays.hpp"
#include "engine/explain/obligations_told.hpp"

namespace authledger::explain {
namespace {

class DecisionTelling {
 public:
  DecisionTelling(const Ground& ground, const Obligation& decision)
      : ground_(ground),
        decision_(decision),
        history_(*ground.authorization(*decision.authorization)),
        request_(history_.request->fact),
        anchor_(ground.terms.anchor(request_.at)),
        policy_(ground.terms.policy_on(anchor_.date)),
        rule_(*policy_.prior_authorization),
        arithmetic_(policy_.time, ground.facility.zone, ground.words),
        telling_(ground, decision.key) {}

  Explanation tell() {
    const ReachedInstant due = choose();
    telling_.event(history_.request->seq);
    if (history_.decision) tell_why_undecided();
    telling_.steps(due.said);
    tell_pending(telling_, decision_, due.at);
    if (decision_.if_late != IfLate::unknown)
      telling_.step(
          "If the payer is late, the rules deem it " +
          std::string(decision_.if_late == IfLate::deemed_granted ? "granted" : "denied") +
          "; units still come only from a decision that is on file");
    conclude(telling_, decision_, "The payer's decision on " + history_.id, due.at,
             policy_.time.zone);
    return telling_.finish();
  }

 private:
  const Wording& words() const { return ground_.words; }

  ReachedInstant by_span(const std::string& sentence, const Span& span, const RuleName& name) {
    telling_.rule(policy_, name, sentence + " within " + spelled(span));
    return arithmetic_.due(anchor_, "the request", span, 1);
  }

  ReachedInstant choose() {
    const Account* running = running_authorization();
    if (request_.expedited && running && rule_.urgent_extension) {
      const auto& urgent = *rule_.urgent_extension;
      const Instant ends = ground_.facility.zone.start_of(*running->end + 1);
      const bool in_time = request_.at <= ends.plus_hours(-urgent.hours_before_end);
      const std::string times = counted(urgent.hours_before_end, "hour") + " before the end of " +
                                running->id + " (" + words().moment_here(ends) + ")";
      if (in_time)
        return by_span("An expedited request to go on, made at least " + times + ", is decided",
                       urgent.decide, rule_.named.urgent_extension);
      telling_.other(
          "The short time for an urgent extension does not run: the request came "
          "less than " +
          times);
    }
    if (request_.expedited)
      return by_span("An expedited request is decided", *rule_.expedited, rule_.named.expedited);
    if (!rule_.by_receipt.empty()) return by_band();
    if (running && rule_.concurrent)
      return by_span("A request to go on, made while " + running->id + " runs, is decided",
                     *rule_.concurrent, rule_.named.concurrent);
    return by_span("A request is decided", *rule_.standard, rule_.named.standard);
  }

  // The approved authorization that spans the request's date; of several the one that ends last.
  const Account* running_authorization() const {
    const Account* latest = nullptr;
    for (const Account& account : ground_.accounts) {
      if (!account.authorization || account.start > anchor_.date || *account.end < anchor_.date)
        continue;
      if (account.payer != ground_.terms.payer_on(anchor_.date)) continue;
      if (!latest || *account.end > *latest->end) latest = &account;
    }
    return latest;
  }

  ReachedInstant by_band() {
    const Zone& zone = policy_.time.zone;
    const BusinessCalendar& calendar = policy_.time.calendar;
    Date date = zone.day_of(request_.at);
    TimeOfDay time = zone.time_of(request_.at);
    ReachedInstant reached;
    reached.said.push_back("The payer received it " + words().both_clocks(request_.at, zone));
    if (!calendar.is_business_day(date)) {
      const Date next = shift_business_days(date, 0, calendar);
      reached.said.push_back(words().day(date) + " is no business day (" +
                             why_no_business_day(date, calendar) +
                             "), so it counts as received at 00:00 on " + words().day(next));
      date = next;
      time = TimeOfDay{0};
    }
    for (const ReceiptBand& band : rule_.by_receipt) {
      if (time < band.from || (band.to && time >= *band.to)) continue;
      const std::string hours =
          "from " + to_text(band.from) + (band.to ? " to before " + to_text(*band.to) : " on");
      telling_.rule(policy_, rule_.named.by_receipt,
                    "What is received " + hours + " is decided by " + to_text(band.by) + " after " +
                        counted(band.business_days, "business day"));
      const ReachedDate day = arithmetic_.shifted(date, "the day of receipt",
                                                  Span::business_days(band.business_days), 1);
      reached.said.push_back(capital(day.said));
      reached.at = zone.at(day.date, band.by);
      reached.said.push_back("The payer's time on that day: " +
                             words().both_clocks(reached.at, zone));
      return reached;
    }
    fail("a decision that is due by no band");
  }

  void tell_why_undecided() {
    telling_.event(history_.decision->seq);
    const AuthorizationDecided& decided = history_.decision->fact;
    if (decided.decision == Decision::pended)
      telling_.step("It is only pended, which decides nothing");
    else if (decided.decided_at < request_.at)
      telling_.step("The decision on file is older than the request, so this request has none");
  }

  const Ground& ground_;
  const Obligation& decision_;
  const AuthorizationHistory& history_;
  const AuthorizationRequested& request_;
  Anchor anchor_;
  const Policy& policy_;
  const PriorAuthorization& rule_;
  Arithmetic arithmetic_;
  Telling telling_;
};

}  // namespace

Explanation tell_decision(const Ground& ground, const Obligation& decision) {
  return DecisionTelling(ground, decision).tell();
}

}  // namespace authledger::explain
