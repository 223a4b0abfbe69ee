// Why a duty is due when it is: what it is anchored on, the span, and which occurrence it is.
#include <algorithm>
#include <charconv>

#include "engine/base/result.hpp"
#include "engine/explain/obligations_told.hpp"

namespace authledger::explain {
namespace {

struct DutyKey {  // "duty:<rule><suffix>#<k>"
  std::string suffix;
  int k = 1;
  bool recurs = false;
};

DutyKey parsed(const Obligation& duty) {
  DutyKey key;
  std::string rest = duty.key.substr(std::string_view("duty:").size() + duty.rule->size());
  if (const auto hash = rest.rfind('#'); hash != std::string::npos) {
    key.recurs = true;
    std::from_chars(rest.data() + hash + 1, rest.data() + rest.size(), key.k);
    rest.resize(hash);
  }
  if (!rest.empty()) key.suffix = rest.substr(1);
  return key;
}

struct AnchoredRule {
  const DutyRule* rule = nullptr;
  const Policy* policy = nullptr;
  Anchor anchor;
  std::string what;  // names the anchor
};

// Tries every anchor that the key could mean; the rule tells which one it does.
class AnchorFinder {
 public:
  AnchorFinder(const Ground& ground, const Obligation& duty, const DutyKey& key)
      : ground_(ground), duty_(duty) {
    using After = DutyRule::After;
    if (duty.authorization) {
      const AuthorizationHistory* history = ground.authorization(*duty.authorization);
      ensure(history && history->decision, "a duty after a decision that nobody made");
      const AuthorizationDecided& decided = history->decision->fact;
      if (decided.start)
        on(After::authorization_start, ground.terms.anchor(*decided.start),
           "the start of " + history->id);
      on(After::denial, ground.terms.anchor(decided.decided_at),
         decided.decision == Decision::partial ? "the partial denial of " + history->id
                                               : "the denial of " + history->id);
      return;
    }
    if (const auto date = parse_date(key.suffix))
      on(After::uncovered, ground.terms.anchor(*date), "the day without cover");
    if (const auto& admitted = ground.episode.admission) {
      const Anchor anchor = at_or_start(admitted->fact.date, admitted->fact.at);
      on(After::admission, anchor, "the admission");
      on(After::by_session, anchor, "the admission");
    }
    for (const SessionStanding& session : ground.standing.sessions) {
      if (session.outcome != Outcome::attended) continue;
      on(After::first_session, ground.terms.anchor(session.date), "the first attended session");
      break;
    }
    if (const auto discharged = ground.terms.discharge_date())
      on(After::discharge, at_or_start(*discharged, ground.episode.discharge->fact.at),
         "the discharge");
  }

  const AnchoredRule& found() const { return found_; }

 private:
  Anchor at_or_start(Date date, const std::optional<Instant>& at) const {
    return at ? Anchor{date, *at} : ground_.terms.anchor(date);
  }

  void on(DutyRule::After after, const Anchor& anchor, const std::string& what) {
    if (found_.rule) return;
    const Policy& policy = ground_.terms.policy_on(anchor.date);
    for (const DutyRule& rule : policy.duties)
      if (rule.after == after && rule.name.key == *duty_.rule)
        found_ = {&rule, &policy, anchor, what};
  }

  const Ground& ground_;
  const Obligation& duty_;
  AnchoredRule found_;
};

std::string wish(const DutyRule& rule, const std::string& what) {
  if (rule.after == DutyRule::After::by_session)
    return "It is due on the day of the " + ordinal(rule.by_session) +
           " attended session, whatever that session was charged";
  std::string text = rule.every ? "It is due every " + spelled(rule.span) + " from " + what + " on"
                                : "It is due within " + spelled(rule.span) + " of " + what;
  if (rule.first_day_counts) text += ", that day being day one";
  if (rule.or_effective_date) text += ", but no earlier than the day the decision takes effect";
  return text;
}

// The event that the anchor comes from; a first session has it in its standing.
void tell_anchor(Telling& telling, const Obligation& duty, const AnchoredRule& found) {
  const Ground& ground = telling.ground();
  switch (found.rule->after) {
    case DutyRule::After::admission:
      return telling.event(ground.episode.admission->seq);
    case DutyRule::After::discharge:
      return telling.event(ground.episode.discharge->seq);
    case DutyRule::After::authorization_start:
    case DutyRule::After::denial:
      return telling.event(ground.authorization(*duty.authorization)->decision->seq);
    case DutyRule::After::first_session:
      for (const SessionStanding& session : ground.standing.sessions)
        if (session.outcome == Outcome::attended) return telling.event(session.seq);
      return;
    case DutyRule::After::uncovered:
      for (const UncoveredUnits& it : ground.standing.uncovered)
        if (it.date == found.anchor.date && !is_cap(it.reason))
          telling.step(counted(it.units, "unit") + " of " + it.service + " on " +
                       ground.words.day(it.date) +
                       " without cover (explain uncovered:" + to_text(it.date) + ")");
      return;
    case DutyRule::After::by_session:
      return;
  }
}

// The day of the n-th attended session, counted on in the schedule.
Date tell_count(Telling& telling, int n) {
  const Ground& ground = telling.ground();
  std::vector<std::string> days;
  for (const auto& session : ground.episode.sessions) {
    if (session.fact.outcome != Outcome::attended) continue;
    const Date date = ground.facility.zone.day_of(session.fact.start);
    days.push_back(ground.words.day(date));
    if (static_cast<int>(days.size()) < n) continue;
    telling.step("Attended sessions up to the " + ordinal(n) + ": " + listed(days, 8, "session"));
    telling.event(session.seq);
    return date;
  }
  const auto ahead = static_cast<std::size_t>(n) - days.size() - 1;
  ensure(ahead < ground.standing.forecast.size(), "a duty by a session that nobody expects");
  const Date date = ground.standing.forecast[ahead].date;
  telling.step(counted(static_cast<std::int64_t>(days.size()), "session") +
               " attended so far; by the schedule the " + ordinal(n) + " is on " +
               ground.words.day(date));
  return date;
}

ReachedInstant reckoned(Telling& telling, const Obligation& duty, const DutyKey& key,
                        const AnchoredRule& found) {
  const Ground& ground = telling.ground();
  const Arithmetic arithmetic(found.policy->time, ground.facility.zone, ground.words);
  const DutyRule& rule = *found.rule;
  if (rule.after == DutyRule::After::by_session)
    return arithmetic.cutoff_on(tell_count(telling, rule.by_session));
  Anchor anchor = found.anchor;
  std::string what = found.what;
  if (rule.first_day_counts) {
    anchor.date = anchor.date - 1;
    telling.step(ground.words.day(found.anchor.date) + ", " + what +
                 ", is day one, so the count starts at the day before it");
    what = "the day before";
  }
  ReachedInstant due = arithmetic.due(anchor, what, rule.span, key.k);
  if (!rule.or_effective_date) return due;
  const auto& decided = ground.authorization(*duty.authorization)->decision->fact;
  if (!decided.start) return due;
  const Instant effective = found.policy->time.zone.at(*decided.start, found.policy->time.cutoff);
  if (effective > due.at) {
    due.said.push_back("The decision takes effect only on " + ground.words.day(*decided.start) +
                       ", so it is due at the cutoff of that day");
    due.at = effective;
  }
  return due;
}

void tell_end_with_discharge(Telling& telling, Instant due_at, const Zone& payer) {
  const Ground& ground = telling.ground();
  telling.event(ground.episode.discharge->seq);
  telling.status("Not needed: the discharge on " +
                 ground.words.day(*ground.terms.discharge_date()) +
                 " comes no later than the due date, " + ground.words.day(payer.day_of(due_at)));
}

}  // namespace

Explanation tell_duty(const Ground& ground, const Obligation& duty) {
  if (duty.key == "duty:initial-authorization") return tell_initial_authorization(ground, duty);
  const DutyKey key = parsed(duty);
  const AnchoredRule found = AnchorFinder(ground, duty, key).found();
  if (!found.rule) return tell_clock(ground, duty);

  Telling telling(ground, duty.key);
  const DutyRule& rule = *found.rule;
  telling.rule(*found.policy, rule.name, wish(rule, found.what));
  tell_anchor(telling, duty, found);
  const ReachedInstant due = reckoned(telling, duty, key, found);
  telling.steps(due.said);
  if (const auto* done = earliest_completion(ground, duty.key))
    tell_met(telling, "completed", done->fact.at, done->seq, due.at);
  else if (duty.status == ObligationStatus::not_needed)
    tell_end_with_discharge(telling, due.at, found.policy->time.zone);
  else
    tell_pending(telling, duty, due.at);
  if (duty.status == ObligationStatus::overdue && rule.after == DutyRule::After::denial &&
      ground.terms.discharge_date())
    telling.other("The discharge does not end it: what follows a denial stays due");
  std::string subject = "The duty " + *duty.rule;
  if (key.recurs) subject += " (occurrence " + std::to_string(key.k) + ")";
  if (duty.authorization) subject += " for " + *duty.authorization;
  conclude(telling, duty, subject, due.at, found.policy->time.zone);
  return telling.finish();
}

Explanation tell_initial_authorization(const Ground& ground, const Obligation& duty) {
  Telling telling(ground, duty.key);
  const EpisodeAdmitted& admitted = ground.episode.admission->fact;
  const Policy& policy = ground.terms.policy_on(admitted.date);
  const PriorAuthorization& rule = *policy.prior_authorization;
  const Arithmetic arithmetic(policy.time, ground.facility.zone, ground.words);
  telling.rule(policy, rule.name,
               "The payer wants authorization asked for within " + spelled(rule.request) +
                   " of the admission");
  telling.event(ground.episode.admission->seq);
  const Anchor anchor =
      admitted.at ? Anchor{admitted.date, *admitted.at} : ground.terms.anchor(admitted.date);
  const ReachedInstant due = arithmetic.due(anchor, "the admission", rule.request, 1);
  telling.steps(due.said);

  std::optional<Instant> opens;
  if (rule.not_earlier) {
    const ReachedDate first =
        arithmetic.shifted(admitted.date, "the admission", *rule.not_earlier, -1);
    opens = policy.time.zone.start_of(first.date);
    telling.step("A request before 00:00 " + zone_word(policy.time.zone) + " on " +
                 ground.words.day(first.date) + " is returned: " + first.said);
  }
  struct Met {
    Instant at;
    Seq seq = 0;
    std::string how;
  };
  std::optional<Met> met;
  const auto meet = [&](Instant at, Seq seq, const std::string& how) {
    if (!met || at < met->at) met = Met{at, seq, how};
  };
  for (const AuthorizationHistory& history : ground.episode.authorizations) {
    if (history.request && opens && history.request->fact.at < *opens)
      telling.other("Too early to count: " + ground.said(history.request->seq));
    else if (history.request)
      meet(history.request->fact.at, history.request->seq, history.id + " was requested");
    if (history.decision)
      meet(history.decision->fact.decided_at, history.decision->seq,
           history.id + " was decided, which shows that it was asked for,");
  }
  if (const auto* done = earliest_completion(ground, duty.key))
    meet(done->fact.at, done->seq, "completed");
  tell_evidence(telling, duty, policy);
  if (met)
    tell_met(telling, met->how, met->at, met->seq, due.at);
  else
    tell_pending(telling, duty, due.at);
  conclude(telling, duty, "Asking for the first authorization", due.at, policy.time.zone);
  return telling.finish();
}

}  // namespace authledger::explain
