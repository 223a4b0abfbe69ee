// Why a missed session must be told: the run or window of misses, and the time from the session's
// start.
#include <algorithm>

#include "engine/base/result.hpp"
#include "engine/explain/obligations_told.hpp"

namespace authledger::explain {
namespace {

std::string outcomes_words(const MissedSessionRule& rule) {
  std::vector<std::string> words;
  for (const Outcome outcome : rule.outcomes) {
    switch (outcome) {
      case Outcome::attended:
        words.emplace_back("attended");
        break;
      case Outcome::no_show:
        words.emplace_back("no-show");
        break;
      case Outcome::cancelled_by_member:
        words.emplace_back("cancelled by the member");
        break;
      case Outcome::cancelled_by_facility:
        words.emplace_back("cancelled by the facility");
        break;
    }
  }
  return joined(words, "or") + (rule.excused_counts ? ", excused or not" : ", not excused");
}

std::string pattern_words(const MissedSessionRule& rule) {
  const std::string misses = counted(rule.count, "missed session");
  switch (rule.pattern) {
    case MissedSessionRule::Pattern::consecutive:
      if (rule.count == 1)
        return rule.each ? "every missed session" : "the first missed session of a run";
      return misses + " in a row, without an attended one in between";
    case MissedSessionRule::Pattern::within_days:
      return misses + " within " + counted(rule.within_days, "day");
    case MissedSessionRule::Pattern::total:
      return misses + " in all since admission";
  }
  fail("a pattern without words");
}

std::string action_words(const MissedSessionRule& rule) {
  const std::string whom = rule.whom.empty() || rule.whom == "payer" ? "the payer" : rule.whom;
  switch (rule.action) {
    case MissedSessionRule::Action::notify:
      return "tell " + whom;
    case MissedSessionRule::Action::outreach:
      return "reach out to the member" + (rule.whom.empty() ? "" : " (" + rule.whom + ")");
    case MissedSessionRule::Action::plan_update:
      return "update the treatment plan" + (rule.whom.empty() ? "" : " (" + rule.whom + ")");
    case MissedSessionRule::Action::discharge_review:
      return "review the discharge" + (rule.whom.empty() ? "" : " (" + rule.whom + ")");
  }
  fail("an action without words");
}

const Said<SessionRecorded>* triggering(const Ground& ground, const Obligation& notice) {
  for (const auto& said : ground.episode.sessions)
    if (notice.key == "notice:" + *notice.rule + ":" + said.fact.session) return &said;
  return nullptr;
}

const MissedSessionRule* rule_of(const Policy& policy, const std::string& key) {
  for (const MissedSessionRule& rule : policy.missed_sessions)
    if (rule.name.key == key) return &rule;
  return nullptr;
}

void tell_misses(Telling& telling, const Obligation& notice, const MissedSessionRule& rule) {
  const Ground& ground = telling.ground();
  std::vector<std::string> days;
  std::vector<Seq> misses;
  for (const Seq seq : notice.because.events) {
    const SessionStanding* session = ground.session_of(seq);
    if (!session) continue;
    misses.push_back(seq);
    days.push_back(ground.words.day(session->date));
  }
  telling.events(misses);
  std::string text = "The rule counts sessions that are " + outcomes_words(rule) + ": ";
  text += listed(days, 8, "miss");
  if (rule.count > static_cast<int>(days.size()))
    text += ", the latest of " + std::to_string(rule.count);
  telling.step(text);
}

// Says what has become of the session that the notice was about.
void tell_moot(Telling& telling, const Obligation& notice) {
  const Ground& ground = telling.ground();
  telling.events(notice.because.events);
  std::string text = "Moot: it was sent, but as the log reads now no rule asks for it";
  const auto first = notice.key.find(':');
  const auto second = first == std::string::npos ? first : notice.key.find(':', first + 1);
  const std::string id = second == std::string::npos ? "" : notice.key.substr(second + 1);
  if (const SessionStanding* session = ground.session(id)) {
    text += ". " + ground.said(session->seq);
    if (session->outcome != Outcome::attended)
      text +=
          ". A correction of it or of another session has broken the pattern, or the policy "
          "in force has no such rule";
  } else if (!id.empty()) {
    text += ". There is no session " + id + " on file: it was voided, withdrawn or never recorded";
  }
  telling.status(text);
  telling.figure("The notice " + notice.key + " is not due any more: moot, nothing to do");
}

}  // namespace

Explanation tell_notice(const Ground& ground, const Obligation& notice) {
  Telling telling(ground, notice.key);
  if (notice.status == ObligationStatus::moot) {
    tell_moot(telling, notice);
    return telling.finish();
  }
  const Said<SessionRecorded>* session = triggering(ground, notice);
  ensure(session, "a notice without its session");
  const Anchor anchor = ground.terms.anchor(session->fact.start);
  const Policy& policy = ground.terms.policy_on(anchor.date);
  const MissedSessionRule* rule = rule_of(policy, *notice.rule);
  ensure(rule, "a notice without its rule");

  std::string wish = "After " + pattern_words(*rule) + ", " + action_words(*rule) + " within " +
                     spelled(rule->notify) + " of the start of the session that makes it so";
  const bool windowed = rule->pattern == MissedSessionRule::Pattern::within_days;
  if (rule->each && !windowed)
    wish += rule->count == 1 ? "" : ", and after every further one";
  else if (rule->each)
    wish += ", each time the window holds that many";
  else
    wish += windowed ? "; misses that were told are not counted again" : ", once";
  telling.rule(policy, rule->name, wish);
  tell_misses(telling, notice, *rule);
  if (rule->pattern == MissedSessionRule::Pattern::within_days)
    telling.step("The window of " + counted(rule->within_days, "day") + " is " +
                 ground.words.days(anchor.date - (rule->within_days - 1), anchor.date));
  const Arithmetic arithmetic(policy.time, ground.facility.zone, ground.words);
  const ReachedInstant due =
      arithmetic.due(anchor, "the session that makes it so", rule->notify, 1);
  telling.steps(due.said);

  const Said<NoticeSent>* sent = nullptr;
  for (const auto& it : ground.episode.notices)
    if (it.fact.notice == notice.key && (!sent || it.fact.at < sent->fact.at)) sent = &it;
  if (sent)
    tell_met(telling, "sent", sent->fact.at, sent->seq, due.at);
  else
    tell_pending(telling, notice, due.at);
  conclude(telling, notice,
           "The notice after session " + session->fact.session + " (" + action_words(*rule) + ")",
           due.at, policy.time.zone);
  return telling.finish();
}

}  // namespace authledger::explain
