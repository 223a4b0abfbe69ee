// Criteria sets in JSON (schemas/criteria.schema.json), and what a packet holds of them.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/json/fields.hpp"
#include "engine/packet/criteria.hpp"

namespace authledger::json {

// Refuses words that no reader of records, sentences or scores knows.
Result<CriteriaSet> read_criteria(JsonNode root);
Result<CriteriaSet> read_criteria_text(std::string_view text);

// "name": one object for each set, with its criteria and their evidence.
void write_criteria(JsonWriter& out, std::string_view name,
                    const std::vector<CriteriaStanding>& criteria);

}  // namespace authledger::json
