// Missed sessions: which misses must be told, and by when. Source: ledger rules, section 7, and
// payers/RULES.md, section 6.
#include <algorithm>
#include <limits>
#include <map>
#include <span>
#include <unordered_set>

#include "engine/standing/obligations.hpp"

namespace authledger {
namespace {

struct Walked {  // a session as the walk meets it: by (start, session)
  const Said<SessionRecorded>* said;
  Date date;
  std::size_t policy;  // index into Walks::policies
};

// A rule and the policies that have it. It stands in one document, but what it is stacked with can
// change in the course of the episode.
struct RuleWalk {
  const MissedSessionRule* rule;
  std::vector<std::size_t> policies;  // ascending indices into Walks::policies

  bool sees(const Walked& session) const {
    return std::binary_search(policies.begin(), policies.end(), session.policy);
  }
};

struct Walks {
  std::vector<const Policy*> policies;  // in force on the date of any session
  std::vector<Walked> sessions;
  std::vector<RuleWalk> rules;
};

bool is_miss(const SessionRecorded& session, const MissedSessionRule& rule) {
  if (session.excused && !rule.excused_counts) return false;
  return std::find(rule.outcomes.begin(), rule.outcomes.end(), session.outcome) !=
         rule.outcomes.end();
}

// Walks the sessions that a rule sees and calls trigger(session, misses that led to it). A rule
// that counts all misses counts those from `admitted` on.
template <class Trigger>
void walk(const std::vector<Walked>& sessions, const RuleWalk& walked, Date admitted,
          Trigger trigger) {
  using Pattern = MissedSessionRule::Pattern;
  const MissedSessionRule& rule = *walked.rule;
  std::vector<const Walked*> misses;  // the run so far, those within the window, or all
  const auto count = static_cast<std::size_t>(rule.count);
  for (const Walked& session : sessions) {
    if (!walked.sees(session)) continue;
    if (rule.pattern == Pattern::consecutive && session.said->fact.outcome == Outcome::attended)
      misses.clear();
    if (!is_miss(session.said->fact, rule)) continue;
    if (rule.pattern == Pattern::total && session.date < admitted) continue;
    misses.push_back(&session);
    if (rule.pattern != Pattern::within_days) {
      if (misses.size() == count || (rule.each && misses.size() > count)) trigger(session, misses);
      continue;
    }
    const Date first = session.date - (rule.within_days - 1);
    std::erase_if(misses, [&](const Walked* it) { return it->date < first; });
    if (misses.size() < count) continue;
    trigger(session, misses);
    if (!rule.each) misses.clear();
  }
}

const Said<NoticeSent>* earliest_notice(const Terms& terms, const std::string& key) {
  const Said<NoticeSent>* earliest = nullptr;
  for (const auto& notice : terms.episode.notices)
    if (notice.fact.notice == key && (!earliest || notice.fact.at < earliest->fact.at))
      earliest = &notice;
  return earliest;
}

// The latest misses, as many as the rule counts: with them alone the rule would have triggered.
std::span<const Walked* const> deciding(const std::vector<const Walked*>& misses,
                                        const MissedSessionRule& rule) {
  const std::size_t named =
      std::min({misses.size(), static_cast<std::size_t>(rule.count), most_named});
  return std::span(misses).last(named);
}

Obligation notice(const Terms& terms, const Policy& policy, const MissedSessionRule& rule,
                  const Walked& session, const std::vector<const Walked*>& misses) {
  Obligation owed;
  owed.kind = ObligationKind::notice;
  owed.key = "notice:" + rule.name.key + ":" + session.said->fact.session;
  owed.rule = rule.name.key;
  owed.opens_at = session.said->fact.start;
  owed.due_at = due(terms.anchor(session.said->fact.start), rule.notify, policy.time);
  std::vector<Seq> events;
  for (const Walked* miss : deciding(misses, rule)) events.push_back(miss->said->seq);
  if (const auto* sent = earliest_notice(terms, owed.key)) {
    owed.status = done_status(sent->fact.at, *owed.due_at);
    note_completion(owed, *sent);
    events.push_back(sent->seq);
  } else {
    owed.status = pending_status(terms, *owed.due_at);
  }
  owed.because = terms.because(policy, &rule.name, std::move(events));
  owed.action = rule.action;
  owed.whom = rule.whom;
  return owed;
}

std::optional<std::string> rule_in_key(const std::string& key) {
  const auto first = key.find(':');
  if (first == std::string::npos) return std::nullopt;
  const auto second = key.find(':', first + 1);
  if (second == std::string::npos) return std::nullopt;
  return key.substr(first + 1, second - first - 1);
}

// Each key of a notice that was sent without a trigger, once.
void add_moot_notices(const Terms& terms, Standing& standing, std::size_t first_notice) {
  std::unordered_set<std::string_view> owed;
  for (std::size_t i = first_notice; i < standing.obligations.size(); ++i)
    owed.insert(standing.obligations[i].key);
  std::map<std::string_view, std::vector<Seq>> moot;
  for (const auto& sent : terms.episode.notices)
    if (!owed.contains(sent.fact.notice)) moot[sent.fact.notice].push_back(sent.seq);
  owed.clear();  // its keys move with the obligations
  for (auto& [key, events] : moot) {
    Obligation notice;
    notice.key = key;
    notice.kind = ObligationKind::notice;
    notice.rule = rule_in_key(notice.key);
    notice.status = ObligationStatus::moot;
    std::sort(events.begin(), events.end());
    notice.because.rule = notice.rule.value_or("");
    notice.because.events = std::move(events);
    standing.obligations.push_back(std::move(notice));
  }
}

// Adds a rule of the policy, the latest of those met so far.
void add_rule(Walks& walks, const MissedSessionRule& rule) {
  const std::size_t policy = walks.policies.size() - 1;
  for (RuleWalk& known : walks.rules) {
    if (known.rule->name.identity() != rule.name.identity()) continue;
    known.policies.push_back(policy);
    return;
  }
  walks.rules.push_back({&rule, {policy}});
}

Walks sessions_and_rules(const Terms& terms) {
  Walks walks;
  walks.sessions.reserve(terms.episode.sessions.size());
  for (const auto& said : terms.episode.sessions) {
    if (said.fact.start > terms.as_of) continue;
    const Date date = terms.facility.zone.day_of(said.fact.start);
    const Policy& policy = terms.policy_on(date);
    const auto known = std::find(walks.policies.begin(), walks.policies.end(), &policy);
    walks.sessions.push_back(
        {&said, date, static_cast<std::size_t>(known - walks.policies.begin())});
    if (known != walks.policies.end()) continue;
    walks.policies.push_back(&policy);
    for (const MissedSessionRule& rule : policy.missed_sessions) add_rule(walks, rule);
  }
  return walks;
}

}  // namespace

void add_missed_session_notices(const Terms& terms, Standing& standing) {
  const Walks walks = sessions_and_rules(terms);
  const auto& admission = terms.episode.admission;
  const Date admitted =
      admission ? admission->fact.date : Date::from_days(std::numeric_limits<std::int32_t>::min());
  const std::size_t first_notice = standing.obligations.size();
  for (const RuleWalk& rule : walks.rules)
    walk(walks.sessions, rule, admitted,
         [&](const Walked& session, const std::vector<const Walked*>& misses) {
           standing.obligations.push_back(
               notice(terms, *walks.policies[session.policy], *rule.rule, session, misses));
         });
  add_moot_notices(terms, standing, first_notice);
}

}  // namespace authledger
