// What no source in reach settles, of the policies that spoke since the admission. Source:
// payers/RULES.md, section 2.
#pragma once

#include "engine/standing/standing.hpp"
#include "engine/standing/terms.hpp"

namespace authledger {

void add_unknowns(const Terms& terms, Standing& standing);

}  // namespace authledger
