// Whole weeks in which the member attended fewer minutes than the level of care demands. Ledger
// rules, section 9.
#pragma once

#include "engine/standing/standing.hpp"
#include "engine/standing/terms.hpp"

namespace authledger {

void add_under_intensity_weeks(const Terms& terms, Standing& standing);

}  // namespace authledger
