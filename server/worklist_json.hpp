// An item of the worklist as JSON, wherever it is listed.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/store/worklist.hpp"

namespace authledger::server {

void write_item(JsonWriter& out, const store::WorklistItem& item);  // a whole object

}  // namespace authledger::server
