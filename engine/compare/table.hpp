// A comparison as lines of text in aligned columns, for people.
#pragma once

#include <string>
#include <vector>

#include "engine/compare/comparison.hpp"

namespace authledger::compare {

// Each change a line: what, field, before -> after. Instants by the zone's wall clock. Beyond
// `most` lines, only how many more there are.
std::string to_table(const std::vector<Change>& changes, const Zone& zone, std::size_t most);

struct Summary {
  std::int64_t episodes = 0, changed = 0;
  std::int64_t members_changed = 0;  // of changed episodes with a member
  Tally tally;
};
std::string to_text(const Summary& summary);

}  // namespace authledger::compare
