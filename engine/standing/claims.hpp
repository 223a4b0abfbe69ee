// What may still be asked or claimed for what was attended: cover after the fact, and the claim
// itself. Source: payers/RULES.md, section 5.
#pragma once

#include "engine/standing/terms.hpp"

namespace authledger {

// Fills `retro` of standing.uncovered.
void add_retro_authorization(const Terms& terms, Standing& standing);

// Fills `file_by` of the sessions that are charged.
void add_filing_days(const Terms& terms, Standing& standing);

}  // namespace authledger
