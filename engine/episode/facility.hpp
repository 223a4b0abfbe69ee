// Who treats and who is treated: the parts of the register that the ledger and the packets need.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "engine/time/date.hpp"
#include "engine/time/zone.hpp"

namespace authledger {

struct Facility {
  std::string id;
  std::string name;
  std::string npi;  // ten digits, or empty
  Zone zone;
  std::vector<Date> closed;  // ascending; nothing is scheduled on these days
  // Whether it is a program under 42 CFR Part 2. None: nobody has said; its records are then treated
  // as those of one.
  std::optional<bool> part2_program = std::nullopt;

  bool is_closed(Date date) const { return std::binary_search(closed.begin(), closed.end(), date); }
};

struct Member {
  std::string id;
  std::string name;
  std::optional<Date> birth_date;
  std::string plan_member_id;
};

}  // namespace authledger
