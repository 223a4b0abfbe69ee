// What sessions cost: attended ones and those that the schedule promises. Source: ledger rules,
// sections 3 and 5.
#pragma once

#include <string_view>
#include <vector>

#include "engine/standing/standing.hpp"
#include "engine/standing/terms.hpp"

namespace authledger {

struct Charge {
  Date date;
  bool forecast = false;
  std::vector<int> sessions;  // indices into Standing::sessions, the first one owns the charge;
                              // empty for a forecast
  std::vector<std::string_view> services;
  std::string_view named_authorization;  // id or number; empty: none
  const Policy* policy = nullptr;
  const ServiceRule* rule = nullptr;  // null: unlisted, or no policy
  int minutes = 0;
  int units = 0;

  Unit unit() const { return rule ? rule->unit : Unit::visit; }
};

// Fills standing.sessions, in the order in which a standing lists them, and returns what the
// attended ones cost by (date, start, session). Charges of 0 units are left out.
std::vector<Charge> actual_charges(const Terms& terms, Standing& standing);

// Fills standing.forecast and standing.unrecorded, and returns what the forecast sessions cost, by
// date.
std::vector<Charge> forecast_charges(const Terms& terms, Standing& standing);

}  // namespace authledger
