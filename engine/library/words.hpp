// A document's rules in short phrases, for tables: "authorization required", "review 2 business
// days before the end".
#pragma once

#include <string>
#include <vector>

#include "engine/policy/policy.hpp"

namespace authledger::library {

std::string in_words(const Span& span);  // "1 business day", "the later of 7 days and 5 hours"

// One for each thing that the document rules on, in the order of its sections, and one for each
// topic of which a source says that nothing is asked.
std::vector<std::string> rules_in_words(const Policy& policy);

}  // namespace authledger::library
