#include "engine/explain/obligations_told.hpp"

#include <algorithm>
#include <cstdlib>

#include "engine/base/result.hpp"

namespace authledger::explain {
namespace {

std::string status_words(ObligationStatus status) {
  switch (status) {
    case ObligationStatus::upcoming:
      return "upcoming";
    case ObligationStatus::open:
      return "open";
    case ObligationStatus::overdue:
      return "OVERDUE";
    case ObligationStatus::met:
      return "met";
    case ObligationStatus::met_late:
      return "met, but late";
    case ObligationStatus::extended:
      return "extended, nothing to do";
    case ObligationStatus::not_needed:
      return "not needed";
    case ObligationStatus::moot:
      return "moot, nothing to do";
    case ObligationStatus::waived:
      return "waived";
  }
  fail("an obligation status without words");
}

std::string document_words(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::notes:
      return "progress notes";
    case EvidenceKind::scores:
      return "scores";
    case EvidenceKind::symptoms:
      return "the account of symptoms";
    case EvidenceKind::impairment:
      return "the account of impairment";
  }
  fail("an evidence kind without words");
}

}  // namespace

void conclude(Telling& telling, const Obligation& obligation, const std::string& subject,
              Instant reckoned, const Zone& payer) {
  telling.figure(subject + " is due " + telling.words().both_clocks(reckoned, payer) + ": " +
                 status_words(obligation.status));
  telling.due_at(reckoned);
  if (reckoned != obligation.due_at)
    telling.caution(
        "The ledger itself says " +
        (obligation.due_at ? full_moment(*obligation.due_at, payer) : std::string("no date")) +
        ": the account above is at fault, not the ledger; please report it");
}

void tell_pending(Telling& telling, const Obligation& obligation, Instant due_at) {
  const Instant now = telling.ground().terms.as_of;
  const bool to_the_second = std::abs(now.seconds() - due_at.seconds()) < 60;
  const std::string asked = telling.words().moment_here(
      to_the_second ? now : Instant::from_seconds(now.seconds() / 60 * 60));
  switch (obligation.status) {
    case ObligationStatus::overdue:
      telling.status("Overdue: nothing on file meets it, and at " + asked + " it is " +
                     elapsed(due_at, now) + " late");
      return;
    case ObligationStatus::open:
      telling.status("Open: at " + asked + " there are " + elapsed(now, due_at) +
                     " left, and nothing on file meets it yet");
      return;
    case ObligationStatus::upcoming:
      telling.status("Upcoming: at " + asked + " it is not open yet" +
                     (obligation.opens_at ? "; it opens in " + elapsed(now, *obligation.opens_at)
                                          : std::string()));
      return;
    case ObligationStatus::waived:
      telling.event(obligation.waiver->seq);
      telling.status("Waived: " + quoted(obligation.waiver->reason) +
                     ", so nobody has to meet it, wherever its date moves; withdraw the waiver and "
                     "it is due again");
      return;
    default:
      return;
  }
}

void tell_met(Telling& telling, const std::string& what, Instant at, Seq seq, Instant due_at) {
  telling.event(seq);
  const std::string moment = telling.words().moment_here(at);
  if (at == due_at)
    telling.status("Met: " + what + " " + moment + ", on the second it was due");
  else if (at < due_at)
    telling.status("Met: " + what + " " + moment + ", " + elapsed(at, due_at) +
                   " before it was due");
  else
    telling.status("Met late: " + what + " " + moment + ", " + elapsed(due_at, at) +
                   " after it was due");
}

void tell_evidence(Telling& telling, const Obligation& obligation, const Policy& policy) {
  for (const EvidenceWanted& wanted : obligation.evidence) {
    const auto rule =
        std::find_if(policy.evidence.begin(), policy.evidence.end(),
                     [&](const EvidenceRule& it) { return it.name.key == wanted.rule; });
    std::string text = "Of what is sent with it, " + document_words(wanted.document) +
                       " must be from " + telling.words().day(wanted.from) + " or later";
    if (rule != policy.evidence.end())
      text += ": rule " + quoted(wanted.rule) + " takes nothing older than " +
              counted(rule->newest_within_days, "day") +
              ", counted back from today or the day it opens, and no later than the due date";
    telling.step(text);
  }
}

const Said<DutyCompleted>* earliest_completion(const Ground& ground, const std::string& key) {
  const Said<DutyCompleted>* earliest = nullptr;
  for (const auto& done : ground.episode.duties)
    if (done.fact.duty == key && (!earliest || done.fact.at < earliest->fact.at)) earliest = &done;
  return earliest;
}

Explanation tell_request(const Ground& ground, const Obligation& request) {
  Telling telling(ground, request.key);
  const auto asked =
      std::find_if(ground.episode.asks.begin(), ground.episode.asks.end(),
                   [&](const auto& it) { return "request:" + it.fact.ask == request.key; });
  ensure(asked != ground.episode.asks.end(), "a request that nobody made");
  const Zone& zone = ground.facility.zone;
  telling.add(StepKind::rule, "The payer asked for " + quoted(asked->fact.what) +
                                  " and set the date itself: no rule of a policy speaks here");
  telling.event(asked->seq);
  telling.step("The payer stated " + full_moment(asked->fact.due, zone));
  if (const auto* done = earliest_completion(ground, request.key))
    tell_met(telling, "completed", done->fact.at, done->seq, asked->fact.due);
  else
    tell_pending(telling, request, asked->fact.due);
  conclude(telling, request, "What the payer asked for, " + asked->fact.ask + ",", asked->fact.due,
           zone);
  return telling.finish();
}

Explanation tell_obligation(const Ground& ground, const Obligation& obligation) {
  switch (obligation.kind) {
    case ObligationKind::review:
      return tell_review(ground, obligation);
    case ObligationKind::notice:
      return tell_notice(ground, obligation);
    case ObligationKind::duty:
      return tell_duty(ground, obligation);
    case ObligationKind::decision:
      return tell_decision(ground, obligation);
    case ObligationKind::request:
      return tell_request(ground, obligation);
  }
  fail("an obligation kind that nobody explains");
}

}  // namespace authledger::explain
