// A patient's consent in JSON (schemas/consent.schema.json). What the signed form does not say may
// be left out: the register takes what was signed, and says itself what it lacks.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/consent/consent.hpp"
#include "engine/json/fields.hpp"

namespace authledger::json {

std::optional<consent::Consent> read_consent(JsonNode node, const Place& place, Problems& problems);

void write_consent(JsonWriter& out, const consent::Consent& consent);

}  // namespace authledger::json
