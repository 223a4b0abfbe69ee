// What to ask the payer for next, so that care goes on without a gap: how much is needed to the
// planned discharge, and which amount the payer lets one ask for. Source: payers/RULES.md,
// section 5.
#pragma once

#include "engine/standing/terms.hpp"

namespace authledger {

// Fills standing.next_request; reads the forecast and the first uncovered day.
void add_next_request(const Terms& terms, Standing& standing);

}  // namespace authledger
