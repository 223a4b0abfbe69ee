// Holds what a case expects against what came of it, both as JSON.
//
// An expected object must have the named members in what came, others are free; an array of plain
// values must be equal; an array of objects must be as long and match item by item; an object where
// an array came picks items by their identity, such as an obligation by its key, and null there
// says that there is no such item.
#pragma once

#include <string>
#include <vector>

#include "engine/base/json_tree.hpp"

namespace authledger::library {

struct Difference {
  std::string pointer;  // into the case: "/expect/obligations/review:A1/status"
  std::string message;  // "expected \"open\", came \"overdue\""
};

constexpr std::size_t most_differences = 100;  // told of one case

std::vector<Difference> differences(JsonNode expected, JsonNode came);

}  // namespace authledger::library
