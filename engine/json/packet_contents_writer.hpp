// The parts of a packet that assemble() worked out, in JSON: see schemas/packet.schema.json.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/packet/packet.hpp"

namespace authledger::json {

void write_ask(JsonWriter& out, const PacketAsk& ask);  // "request": {...}
void write_totals(JsonWriter& out, const std::vector<UnitTotals>& totals);
void write_intensity(JsonWriter& out, const Intensity& intensity);
void write_history(JsonWriter& out, const ReviewPacket& packet);
void write_absences(JsonWriter& out, const ReviewPacket& packet);
void write_changes(JsonWriter& out, const SinceApproval& changes);  // "since_approval": {...}

}  // namespace authledger::json
