// Documents on top of one another: the oracle's reading of payers/RULES.md section 1.
#pragma once

#include <optional>
#include <vector>

#include "engine/episode/event.hpp"
#include "engine/policy/policy.hpp"

namespace authledger::oracle {

// How many applies_to fields the document has; none when one of them is not the coverage's.
std::optional<int> fitting_fields(const Policy& policy, const CoverageSet& coverage);

// The documents that speak about that coverage on that date, the lowest first; empty: none does.
std::vector<const Policy*> documents_in_force(const std::vector<Policy>& all,
                                              const CoverageSet& coverage, Date date);

// At least two documents, the lowest first. Every rule knows its document and the rule there.
Policy one_policy_of(const std::vector<const Policy*>& documents);

}  // namespace authledger::oracle
