// What sessions cost: attended ones and those that the schedule promises. Source: ledger rules,
// sections 3 and 5, and payers/RULES.md, section 4.
#pragma once

#include <boost/container/small_vector.hpp>
#include <string_view>
#include <vector>

#include "engine/standing/standing.hpp"
#include "engine/standing/terms.hpp"

namespace authledger {

struct Charge {
  Date date;
  Instant start;  // of its first session
  bool forecast = false;
  int forecast_session = 0;  // of a forecast: the index into Standing::forecast
  boost::container::small_vector<int, 2> sessions;  // indices into Standing::sessions, the first
                                                    // one owns the charge; empty for a forecast
  boost::container::small_vector<std::string_view, 1> services;
  std::string_view named_authorization;  // id or number; empty: none
  const Policy* policy = nullptr;
  const ServiceRule* rule = nullptr;  // null: unlisted, or no policy
  int minutes = 0;
  int components = 0;            // of all its sessions
  bool lists_components = true;  // each of its sessions does
  int units = 0;

  Unit unit() const { return rule ? rule->unit : Unit::visit; }
};

// Fills standing.sessions, in the order in which a standing lists them, and adds what the attended
// ones cost, by (date, start, session). Charges of 0 units are left out.
void add_actual_charges(const Terms& terms, Standing& standing, std::vector<Charge>& charges);

// Fills standing.forecast and standing.unrecorded, and adds what the forecast sessions cost, by
// date.
void add_forecast_charges(const Terms& terms, Standing& standing, std::vector<Charge>& charges);

// The order in which charges are paid: by date, those of a date as they were added.
void put_in_order(std::vector<Charge>& charges);

constexpr int forecast_days = 365;  // ahead of today

}  // namespace authledger
