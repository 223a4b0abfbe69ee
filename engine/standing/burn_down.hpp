// How the units of each limited line go, date by date: what sessions took, what the schedule ahead
// would take, and what it would take at the member's own low and high rate of attendance. Sums up
// to what the standing says of the line; a plot needs the way there.
#pragma once

#include "engine/standing/standing.hpp"

namespace authledger {

struct UnitsLeft {
  Date date;
  int left = 0;  // when all that draws on the date is paid
};

struct LineBurnDown {
  std::string authorization;               // or allowance
  int line = 0;                            // within it, from 0
  int units = 0;                           // given
  std::vector<UnitsLeft> used;             // dates on which sessions drew on it, ascending
  std::vector<UnitsLeft> forecast;         // dates on which the schedule would
  std::vector<UnitsLeft> at_low, at_high;  // likewise, at either end of Attendance; both empty when
                                           // nothing was offered yet
};

// By authorization and line. Their unit and dates stand in the standing.
std::vector<LineBurnDown> burn_down(const Episode& episode, const PolicyBook& book,
                                    const Facility& facility, Instant as_of);

}  // namespace authledger
