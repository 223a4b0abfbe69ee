// What is at odds with a rule but has no deadline. Source: payers/RULES.md, section 9.
#pragma once

#include <vector>

#include "engine/standing/intensity.hpp"
#include "engine/standing/standing.hpp"
#include "engine/standing/terms.hpp"

namespace authledger {

// Fills standing.findings, in their order. Reads its sessions with their charges, and the
// authorizations with the dates that they must reach.
void add_findings(const Terms& terms, const std::vector<WeekOfTreatment>& weeks,
                  Standing& standing);

}  // namespace authledger
