// An event of the ledger as JSON: as it was posted, so that it could be posted again, and what the
// store gave it.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/store/event_list.hpp"

namespace authledger::server {

// The members of an object that the caller has begun: seq, recorded_at, then what was posted.
void write_listed(JsonWriter& out, const store::ListedEvent& event);

}  // namespace authledger::server
