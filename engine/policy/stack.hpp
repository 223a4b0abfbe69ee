// One policy made of several documents: a payer's, with the facility's contract and state law on
// top. Source: payers/RULES.md, section 1.
#pragma once

#include <vector>

#include "engine/policy/policy.hpp"

namespace authledger {

// The documents from the lowest up, at least one; they must outlive the result, whose rules point
// back at them.
Policy stack(const std::vector<const Policy*>& documents);

// Whether the document itself rules on the topic, or says that nothing is asked.
bool settles(const Policy& policy, Topic topic);

}  // namespace authledger
