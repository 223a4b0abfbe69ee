// The rules of a document in one list, each with its place.
#pragma once

#include <string>
#include <vector>

#include "engine/policy/policy.hpp"

namespace authledger::library {

struct ListedRule {
  const RuleName* name = nullptr;  // of the policy that was listed
  std::string section;             // "services", "timely_filing"
  std::string pointer;             // "/services/0"
};

// In the order of the sections of a document; topics that are not required are no rules.
std::vector<ListedRule> rules_of(const Policy& policy);

// Whether its author gave it a key; else it goes by its place, "services/0".
bool is_named(const ListedRule& rule);

}  // namespace authledger::library
