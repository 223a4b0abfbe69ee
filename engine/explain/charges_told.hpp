// The charge of a service date: which sessions make it, by which rule, what caps cut off, and which
// lines it may draw on.
#pragma once

#include "engine/explain/telling.hpp"

namespace authledger::explain {

struct DayCharge {
  Date date;
  const Policy* policy = nullptr;
  const ServiceRule* rule = nullptr;             // null: unlisted, or no policy
  std::vector<const SessionStanding*> sessions;  // the first one owns it; empty: the modality is
                                                 // not covered
  int minutes = 0;
};

DayCharge charge_of(const Ground& ground, const SessionStanding& session);

std::string requirement_words(Requirement requirement);

void tell_charge(Telling& telling, const DayCharge& day);  // the rule, the sum, the units
// Nothing when the minutes fall short: then nothing is charged anyway.
void tell_caps(Telling& telling, const DayCharge& day);
// Which lines could pay, in their order, and what each had left before this charge.
void tell_paying_lines(Telling& telling, const DayCharge& day);

}  // namespace authledger::explain
