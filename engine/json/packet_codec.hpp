// A review packet in JSON: every part of it, each statement with its sources, each figure of the
// ledger with its because.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/packet/packet.hpp"

namespace authledger::json {

void write_packet(JsonWriter& out, const ReviewPacket& packet);

}  // namespace authledger::json
