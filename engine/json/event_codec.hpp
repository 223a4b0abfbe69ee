// Events in JSON: those of a scenario or a stored log (with seq and recorded_at) and those on the
// wire (with id).
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/episode/posted_event.hpp"
#include "engine/json/fields.hpp"

namespace authledger::json {

Event read_event(JsonNode node, const Place& place, Problems& problems);

enum class Sender { client, import };  // only an import may carry recorded_at
PostedEvent read_posted_event(JsonNode node, const Place& place, Problems& problems, Sender sender);

// The fact alone, as the store keeps it: an object with `type` and the fields that are not at their
// defaults, instants in UTC. Equal facts give equal text. event.withdrawn keeps its seq.
std::string fact_text(const Fact& fact);
Result<Fact> read_fact_text(std::string_view text);

// Adds `type` and the fields of the fact to an object that is open.
void write_fact(JsonWriter& out, const Fact& fact);

// The name of the first field in which two facts differ; empty when they are equal.
std::string differing_field(const Fact& one, const Fact& other);

}  // namespace authledger::json
