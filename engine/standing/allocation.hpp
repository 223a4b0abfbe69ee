// Which authorization pays which charge: caps first, then lines in their order, actual sessions and
// forecast alike. Source: ledger rules, section 4.
#pragma once

#include <vector>

#include "engine/standing/accounts.hpp"

namespace authledger {

// Pays every charge in order. Fills allocations, covered, charged and flags of the sessions;
// authorizations; uncovered; remaining; the coverage of the forecast; and, by standing.attendance,
// the likely ranges of the lines. Returns the accounts in the order of standing.authorizations'
// approved ones and allowances, by id.
std::vector<Account> allocate(const Terms& terms, std::vector<Charge> charges, Standing& standing);

}  // namespace authledger
