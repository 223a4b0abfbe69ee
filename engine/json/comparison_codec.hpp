// A comparison in JSON: dates and instants as everywhere, what is not there as null.
#pragma once

#include <optional>
#include <string>

#include "engine/base/json_writer.hpp"
#include "engine/compare/comparison.hpp"
#include "engine/compare/table.hpp"

namespace authledger::json {

struct ComparedEpisode {
  std::string episode;
  std::optional<std::string> facility, member;
  const compare::Comparison* comparison = nullptr;
};

// {"episode", "facility", "member", "changes": [{"section", "what", "field", "before", "after"}],
// "summary": {…}}
void write_compared(JsonWriter& out, const ComparedEpisode& compared);

// {"episodes", "changed", "members_changed", "cover_lost", …}
void write_summary(JsonWriter& out, const compare::Summary& summary);

}  // namespace authledger::json
