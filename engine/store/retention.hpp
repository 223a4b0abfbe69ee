// How long records are kept, and who is due to be purged. The rules come from a file of the
// organization's own; there are none without it, and nothing is due that no rule speaks of.
//
//     {"organization": {"years": 7, "after": "discharge", "source": "..."},
//      "facilities": {"main": {"years": 10, "after": "last_event", "source": "...",
//                              "minors": {"majority_at": 18, "years": 10}}}}
//
// Of two rules that speak of an episode, the one that keeps it longer counts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

enum class KeptAfter : std::uint8_t { discharge, last_event };
std::string_view word(KeptAfter after);

struct RuleOfMinors {
  int majority_at = 0;  // years of age
  int years = 0;        // after that
};

struct RetentionRule {
  int years = 0;
  KeptAfter after = KeptAfter::discharge;
  std::optional<RuleOfMinors> minors;
  std::string source;  // where it stands that it is so
};

struct RetentionRules {
  std::optional<RetentionRule> organization;
  std::map<std::string, RetentionRule> facilities;
};

Result<RetentionRules> read_retention_rules(std::string_view text);

// What is purged as a whole: a member with all episodes, or an episode that names no member.
struct PurgeSubject {
  std::optional<std::string> member;
  std::vector<std::string> episodes;
};

struct Retention {
  PurgeSubject subject;
  std::optional<Date> due_on;        // from then on, by the rules; none: nobody knows
  std::vector<std::string> why_not;  // empty: it may be purged now
};

// Of a member or an episode; none: there is no such one.
std::optional<PurgeSubject> subject_of_member(sql::Connection& connection,
                                              const std::string& member);
std::optional<PurgeSubject> subject_of_episode(sql::Connection& connection,
                                               const std::string& episode);

Retention retention_of(sql::Connection& connection, const RetentionRules& rules,
                       PurgeSubject subject, Instant as_of);

// Of everybody in the ledger: members by id, then episodes that name none. Throws sql::Error.
std::vector<Retention> all_retention(sql::Connection& connection, const RetentionRules& rules,
                                     Instant as_of);

}  // namespace authledger::store
