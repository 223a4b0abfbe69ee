// Policy documents in JSON. The manual of the form: schemas/policy.schema.json.
#pragma once

#include "engine/json/fields.hpp"
#include "engine/policy/policy_book.hpp"

namespace authledger::json {

std::optional<Policy> read_policy(JsonNode node, const Place& place,
                                  Problems& problems);  // none when refused

Result<Policy> read_policy_text(std::string_view text);

}  // namespace authledger::json
