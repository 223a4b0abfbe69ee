// An event of the ledger as JSON: as it was posted, so that it could be posted again, and what the
// store gave it.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/store/event_list.hpp"

namespace authledger::server {

// The members of an object that the caller has begun: seq, recorded_at, then what was posted.
void write_listed(JsonWriter& out, const store::ListedEvent& event);

// Of the CSV of a list of events: position, where there is one, what write_listed adds, and every
// field of a fact that fits a cell.
const std::vector<std::string_view>& event_columns();

}  // namespace authledger::server
