// Runs a payer's case: its episode under the documents of a library, and what came of it against
// what the case expects.
#pragma once

#include <vector>

#include "engine/json/payer_case_codec.hpp"
#include "engine/library/expectation.hpp"
#include "engine/policy/policy_book.hpp"

namespace authledger::library {

// Empty: the standing shows what the case expects.
std::vector<Difference> run(const json::PayerCase& payer_case, const PolicyBook& book);

}  // namespace authledger::library
