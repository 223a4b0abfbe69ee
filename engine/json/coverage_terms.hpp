// The words that a coverage and the policies which apply to it must share.
#pragma once

#include "engine/json/fields.hpp"

namespace authledger::json {

// Who bears the cost: an insurer, or the employer itself, whom state insurance law does not bind.
inline std::optional<std::string> read_funding(Fields& fields) {
  return fields.optional_word("funding", {"insured", "self-funded"});
}

// Whether the facility has a contract with the plan.
inline std::optional<std::string> read_network(Fields& fields) {
  return fields.optional_word("network", {"in", "out"});
}

}  // namespace authledger::json
