// The policy book that a command works with.
#pragma once

#include <optional>
#include <string>

#include "engine/policy/policy_book.hpp"

namespace authledger::tools {

// None after every problem of the folder was printed to standard error as file, pointer and what is
// wrong.
std::optional<PolicyBook> read_payers(const std::string& folder);

}  // namespace authledger::tools
