#include <algorithm>
#include <set>

#include "tests/oracle/obligations.hpp"

namespace authledger::oracle {
namespace {

// The sessions whose miss triggers the rule, among those that its walk sees.
std::vector<SessionRecorded> triggers(const MissedSessionRule& rule,
                                      const std::vector<SessionRecorded>& walk,
                                      const History& history) {
  std::vector<SessionRecorded> found;
  int run = 0;
  std::vector<Date> misses;  // that still count
  for (const SessionRecorded& session : walk) {
    if (session.outcome == Outcome::attended) run = 0;
    const bool is_miss = std::find(rule.outcomes.begin(), rule.outcomes.end(), session.outcome) !=
                             rule.outcomes.end() &&
                         (rule.excused_counts || !session.excused);
    if (!is_miss) continue;
    if (rule.pattern == MissedSessionRule::Pattern::consecutive) {
      ++run;
      if (run == rule.count || (rule.each && run > rule.count)) found.push_back(session);
      continue;
    }
    const Date date = history.date_of(session.start);
    misses.push_back(date);
    const auto in_window = std::count_if(misses.begin(), misses.end(), [&](Date miss) {
      return date - rule.within_days + 1 <= miss && miss <= date;
    });
    if (in_window < rule.count) continue;
    found.push_back(session);
    if (!rule.each) misses.clear();
  }
  return found;
}

std::optional<std::string> between_colons(const std::string& key) {
  const auto first = key.find(':');
  if (first == std::string::npos) return std::nullopt;
  const auto second = key.find(':', first + 1);
  if (second == std::string::npos) return std::nullopt;
  return key.substr(first + 1, second - first - 1);
}

Obligation notice_for(const MissedSessionRule& rule, const SessionRecorded& session,
                      const PayerClock& clock, const History& history) {
  const Instant due_at = due(history.date_of(session.start), session.start, rule.notify, 1, clock);
  Obligation notice{"notice:" + rule.name.key + ":" + session.session,
                    "notice",
                    rule.name.key,
                    std::nullopt,
                    session.start,
                    due_at,
                    history.as_of > due_at ? "overdue" : "open"};
  const auto sent = history.notices.find(notice.key);
  if (sent != history.notices.end())
    notice.status =
        *std::min_element(sent->second.begin(), sent->second.end()) <= due_at ? "met" : "met_late";
  return notice;
}

}  // namespace

std::vector<Obligation> notices(const History& history) {
  std::vector<Obligation> found;
  std::set<std::string> triggered;
  for (const Policy& policy : history.scenario.book.documents) {
    std::vector<SessionRecorded> walk = history.sessions_by_start();
    std::erase_if(walk, [&](const SessionRecorded& session) {
      return session.start > history.as_of ||
             history.document_on(history.date_of(session.start)).policy != &policy;
    });
    if (walk.empty()) continue;
    const PayerClock clock = history.document_on(history.date_of(walk.front().start)).clock;
    for (const MissedSessionRule& rule : policy.missed_sessions)
      for (const SessionRecorded& session : triggers(rule, walk, history)) {
        found.push_back(notice_for(rule, session, clock, history));
        triggered.insert(found.back().key);
      }
  }
  for (const auto& [key, sent] : history.notices)
    if (!triggered.contains(key))
      found.push_back({key, "notice", between_colons(key), {}, {}, {}, "moot"});
  return found;
}

}  // namespace authledger::oracle
