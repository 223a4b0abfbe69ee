// What the organization calls soon: the console marks what is nearer than that. Append-only; the
// last row counts.
#pragma once

#include <string>

#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

struct Thresholds {
  int ending_days = 14;  // an authorization ends soon when as many days are left, or fewer
  int few_units = 5;     // it has few units left when as many are, or fewer

  bool operator==(const Thresholds&) const = default;
};

// The usual ones before anybody has set any.
Thresholds thresholds(sql::Connection& connection);

// Nothing is written when they are the same.
void set_thresholds(sql::Connection& writer, const Thresholds& thresholds, const std::string& by,
                    Instant now);

}  // namespace authledger::store
