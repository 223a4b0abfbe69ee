// Which authorization pays which charge: caps first, then lines in their order, actual sessions and
// forecast alike. Source: ledger rules, section 4.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/standing/charges.hpp"

namespace authledger {

// A charge that drew on an authorization, and where that left it: over all its lines.
struct Draw {
  Date date;
  std::int64_t units_used = 0;
  std::optional<std::int64_t> units_left;  // none: unlimited
};

// An authorization or allowance whose lines can pay.
struct Account {
  std::string id;
  const AuthorizationHistory* authorization = nullptr;  // null: an allowance
  Date start;
  std::optional<Date> end;  // none: open-ended
  int payer = -1;           // on `start`; see Terms::payer_on
  std::vector<Draw> draws;  // in the order of allocation
  std::vector<Seq> sessions_drawn;

  std::optional<Date> exhausted_on() const;
  Date last_covered_day() const;  // of an account with an end
};

// Pays every charge in order. Fills allocations, covered, charged and flags of the sessions;
// authorizations; uncovered; remaining; and the coverage of the forecast. Returns the accounts in
// the order of standing.authorizations' approved ones and allowances, by id.
std::vector<Account> allocate(const Terms& terms, std::vector<Charge> charges, Standing& standing);

}  // namespace authledger
