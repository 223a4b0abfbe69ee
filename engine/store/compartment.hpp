// The facilities that somebody may see, and what follows from it: the episodes that are treated
// there, and the members who have an episode there or none yet.
//
//     if (!shows_episode(connection, Compartment{{"north"}}, "E1")) ...   // as if it did not exist
#pragma once

#include <optional>
#include <set>
#include <string>

#include "engine/store/sql.hpp"

namespace authledger::store {

using Compartment = std::optional<std::set<std::string>>;  // ids; none: every facility

bool shows_facility(const Compartment& compartment, const std::string& facility);

// False too: there is no such episode.
bool shows_episode(sql::Connection& connection, const Compartment& compartment,
                   const std::string& episode);

// True too: the register has no such member.
bool shows_member(sql::Connection& connection, const Compartment& compartment,
                  const std::string& member);

// For a statement: NULL or a JSON array, as `$1 IS NULL OR facility IN (SELECT value FROM
// json_each($1))` wants it.
sql::Value list_of(const Compartment& compartment);

}  // namespace authledger::store
