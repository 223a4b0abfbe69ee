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
    if (session.outcome == Outcome::attended &&
        rule.pattern == MissedSessionRule::Pattern::consecutive)
      run = 0;
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
    if (rule.pattern == MissedSessionRule::Pattern::total) {
      if (history.admission && date < history.admission->date) continue;
      ++run;
      if (run == rule.count || (rule.each && run > rule.count)) found.push_back(session);
      continue;
    }
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
  notice.action = word(rule.action);
  notice.whom = rule.whom;
  const auto sent = history.notices.find(notice.key);
  if (sent != history.notices.end())
    notice.status =
        *std::min_element(sent->second.begin(), sent->second.end()) <= due_at ? "met" : "met_late";
  return notice;
}

// The rule as the documents of that date have it; null: they do not.
const MissedSessionRule* rule_on(Date date, const MissedSessionRule& rule, const History& history) {
  const Policy* policy = history.document_on(date).policy;
  if (!policy) return nullptr;
  for (const MissedSessionRule& other : policy->missed_sessions)
    if (other.name.identity() == rule.name.identity()) return &other;
  return nullptr;
}

}  // namespace

std::vector<Obligation> notices(const History& history) {
  std::vector<Obligation> found;
  std::set<std::string> triggered;
  std::vector<SessionRecorded> begun = history.sessions_by_start();
  std::erase_if(begun, [&](const SessionRecorded& it) { return it.start > history.as_of; });
  for (const Policy& policy : history.scenario.book.documents)
    for (const MissedSessionRule& rule : policy.missed_sessions) {
      std::vector<SessionRecorded> walk = begun;
      std::erase_if(walk, [&](const SessionRecorded& session) {
        return !rule_on(history.date_of(session.start), rule, history);
      });
      for (const SessionRecorded& session : triggers(rule, walk, history)) {
        const Document document = history.document_on(history.date_of(session.start));
        found.push_back(notice_for(rule, session, document.clock, history));
        triggered.insert(found.back().key);
      }
    }
  for (const auto& [key, sent] : history.notices)
    if (!triggered.contains(key)) {
      Obligation moot{key, "notice", between_colons(key), {}, {}, {}, "moot"};
      moot.action = moot.whom = "";
      found.push_back(moot);
    }
  return found;
}

}  // namespace authledger::oracle
