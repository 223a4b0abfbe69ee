// What a letter is about.
#pragma once

#include <optional>
#include <string>

#include "engine/standing/standing.hpp"
#include "engine/store/sql.hpp"

namespace authledger::server {

// The notice of this key as it is now, what is still to be done first; of one that is gone from the
// standing since a letter told of it, one that is moot. None: there is none.
std::optional<Obligation> notice_of(sql::Connection& connection, const Standing& standing,
                                    const std::string& episode, const std::string& key);

}  // namespace authledger::server
