// What the service does with a ledger before it takes the first request.
#pragma once

#include <cstddef>

#include "engine/policy/policy_book.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/zone.hpp"
#include "server/clock.hpp"

namespace authledger::server {

// An empty register gets the facility "main" in this zone, so that the first event can be posted.
// False: the register has facilities already.
bool enter_first_facility(sql::Connection& writer, const Zone& zone, Clock& clock);

// Restates the open episodes whose derived rows were written under other policies. How many.
std::size_t restate_under(const PolicyBook& book, sql::Connection& writer, Clock& clock);

}  // namespace authledger::server
