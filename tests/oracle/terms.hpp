// What stands beside the ledger's figures: the oracle's reading of payers/RULES.md sections 2, 5
// and 10.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/oracle/ledger.hpp"

namespace authledger::oracle {

struct ApprovalDates {
  std::optional<Date> valid_until_at_least, not_revocable_until;
};
ApprovalDates approval_dates(const History& history, const AuthorizationDecided& decided);

struct Retro {
  std::string status;
  std::optional<Instant> until;
};
Retro retro_on(const History& history, Date date);

std::optional<Date> file_by(const History& history, Date date);

struct NextRequest {
  std::optional<Date> from;
  std::optional<Unit> unit;
  std::optional<int> needed, amount;
};
NextRequest next_request(const History& history, const Ledger& ledger,
                         std::optional<Date> first_uncovered_day);

struct Unknown {
  Topic about = Topic::authorization;
  std::string note;
  const Policy* document = nullptr;
};
std::vector<Unknown> unknowns(const History& history);

struct Attendance {
  int offered = 0, attended = 0;
  std::optional<int> low, high;  // percents
};
Attendance attendance(const History& history);

}  // namespace authledger::oracle
