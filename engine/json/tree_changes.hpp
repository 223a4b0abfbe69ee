// What differs between two JSON documents of one shape, for whoever has read the first.
//
//     write_changes(out, before->root(), after->root(), {"as_of"});
//     // [{"at": "/clinical/medications/shown", "added": [...], "removed": [...]},
//     //  {"at": "/verdict", "before": "incomplete", "after": "ready"}]
//
// Objects are compared member by member. Lists are compared as sets of their items: an item that
// has changed in any way is one that was removed and one that was added; a list in another order
// alone is no change.
#pragma once

#include <set>
#include <string>

#include "engine/base/json_tree.hpp"
#include "engine/base/json_writer.hpp"

namespace authledger::json {

void write_node(JsonWriter& out, JsonNode node);

// An array, in the order of `after`, what is gone from an object last. `without`: names of members
// of the root that do not count.
void write_changes(JsonWriter& out, JsonNode before, JsonNode after,
                   const std::set<std::string>& without);

}  // namespace authledger::json
