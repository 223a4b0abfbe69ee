// Facilities and members in JSON.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/episode/facility.hpp"
#include "engine/json/fields.hpp"

namespace authledger::json {

std::optional<Facility> read_facility(JsonNode node, const Place& place, Problems& problems);
std::optional<Member> read_member(JsonNode node, const Place& place, Problems& problems);

void write_facility(JsonWriter& out, const Facility& facility);
void write_member(JsonWriter& out, const Member& member);

}  // namespace authledger::json
