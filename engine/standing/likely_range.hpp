// Beside the exact forecast, a likely range from the member's own attendance so far. Source:
// payers/RULES.md, section 10.
#pragma once

#include <span>

#include "engine/standing/funds.hpp"

namespace authledger {

// Counts standing.sessions that were offered, and fills standing.attendance.
void add_attendance(Standing& standing);

// Whether a member who comes to `rate` percent of what is offered comes to the one with this index,
// counted from 0: the attended ones are spread evenly.
bool attends(int index, int rate);

// Something was offered, and there is a line that can run out.
bool wants_likely_ranges(const Standing& standing, const Funds& funds);

// To be called when the exact forecast is paid. `before`: the funds before its first charge, whose
// limited lines get their ranges; `ahead`: the charges from that one on.
void add_likely_ranges(const Funds& before, std::span<const Charge> ahead,
                       const Attendance& attendance);

}  // namespace authledger
