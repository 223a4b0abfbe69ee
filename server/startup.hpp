// What the service does with a ledger before it takes the first request, and what of it it does
// again under other policies.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

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

// The two steps of it, each within the caller's transaction.
std::vector<std::string> outdated_episodes(const PolicyBook& book, sql::Connection& connection,
                                           Instant now);
void restate_some(const PolicyBook& book, sql::Connection& writer,
                  const std::vector<std::string>& episodes, Instant now);

// Lets the process have as many descriptors as it may. How many that are.
std::size_t raise_descriptor_limit();

}  // namespace authledger::server
