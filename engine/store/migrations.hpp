// Older files, brought up to the tables of this program: a numbered step for each version since the
// first. A step that has been released is never changed.
#pragma once

#include <cstdint>

#include "engine/store/sql.hpp"

namespace authledger::store {

// Runs the steps after `version` within the caller's transaction. Throws sql::Error when one fails.
void migrate(sql::Connection& writer, std::int64_t version);

}  // namespace authledger::store
