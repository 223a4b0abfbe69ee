// The whole weeks of an episode, and those in which the member attended fewer minutes than the
// level of care demands. Ledger rules, section 9.
#pragma once

#include <string>
#include <vector>

#include "engine/standing/standing.hpp"
#include "engine/standing/terms.hpp"

namespace authledger {

// A whole week within admission and the earlier of discharge and yesterday, whose scheduled service
// has a rule on its minutes or days. Policy, schedule and age are those of its first day.
struct WeekOfTreatment {
  Date first;
  const Policy* policy = nullptr;
  const ServiceRule* rule = nullptr;
  std::string service;
  int minutes = 0;          // attended under the rule
  int days = 0;             // with a session attended under the rule
  std::vector<Seq> events;  // the schedule, then these sessions
};

std::vector<WeekOfTreatment> weeks_of_treatment(const Terms& terms, const Standing& standing);

void add_under_intensity_weeks(const Terms& terms, const std::vector<WeekOfTreatment>& weeks,
                               Standing& standing);
// The band of today's service, and all weeks with theirs.
void add_weekly_bands(const Terms& terms, const std::vector<WeekOfTreatment>& weeks,
                      Standing& standing);

}  // namespace authledger
