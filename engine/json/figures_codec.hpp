// The figures of an episode that reports count, in the JSON that the store keeps them in.
#pragma once

#include "engine/base/json_tree.hpp"
#include "engine/base/json_writer.hpp"
#include "engine/json/fields.hpp"
#include "engine/report/figures.hpp"

namespace authledger::json {

void write_figures(JsonWriter& out, const report::Figures& figures);
report::Figures read_figures(JsonNode node, const Place& place, Problems& problems);

// {"reason", "sessions", "units", "first", "last", "because", "retro", "retro_until", "file_by"}
void write_uncovered_figures(JsonWriter& out, const report::UncoveredFigures& figures);

}  // namespace authledger::json
