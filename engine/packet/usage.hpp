// What became of the units that a payer approved, added up by kind, and how the hours of each week
// compare with what the payer sets and what the program offers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/standing/standing.hpp"

namespace authledger {

struct UnitTotals {  // of approved and partial authorizations; allowances aside
  Unit unit = Unit::visit;
  int approved = 0;
  int used = 0;
  int remaining = 0;  // of those that end today or later
  int lapsed = 0;     // of those that have ended: approved == used + remaining + lapsed
  int uncovered = 0;  // attended, and paid by nothing
  std::vector<std::string> authorizations;
  std::vector<Because> because;  // of each, in their order
};

struct IntensityWeek {
  Date week_of;
  int minutes = 0;  // attended
  // Of the payer, for this week; none: it names none, or the week is not a whole one of the stay.
  std::optional<int> minimum, maximum;

  bool is_below() const { return minimum && minutes < *minimum; }
  bool is_above() const { return maximum && minutes > *maximum; }
};

struct Intensity {                      // minutes a week
  std::optional<int> minimum, maximum;  // of the payer today; none: no rule of it says so
  Because because;                      // of these
  std::optional<int> offered;           // by the schedule of today; none: there is none
  Seq schedule = 0;                     // the event that says so
  std::vector<IntensityWeek> weeks;     // oldest first
};

}  // namespace authledger
