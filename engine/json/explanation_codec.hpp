// Explanations in JSON: a figure, and the sentences that say why.
#pragma once

#include <vector>

#include "engine/base/json_writer.hpp"
#include "engine/explain/explain.hpp"

namespace authledger::json {

// {"key", "figure", "due_at", "steps": [{"kind", "text", "event"}]}; due_at is null but for an
// obligation, event for a sentence about no event.
void write_explanation(JsonWriter& out, const explain::Explanation& told);

// [{"what": "obligations", "keys": [...]}, ...]
void write_explanation_keys(JsonWriter& out, const std::vector<explain::KeyGroup>& groups);

}  // namespace authledger::json
