// The findings, theme by theme: each adds its own, in no order. For findings.cpp.
#pragma once

#include <span>
#include <vector>

#include "engine/standing/intensity.hpp"
#include "engine/standing/standing.hpp"
#include "engine/standing/terms.hpp"

namespace authledger::findings {

// An attended session with a rule and a modality that the rule takes.
struct Counted {
  const SessionStanding* session;
  const Policy* policy;  // on its date
  const ServiceRule* rule;
};

struct Ground {
  const Terms& terms;
  const Standing& standing;
  std::vector<Terms::InForce> policies;  // on any date from the first session or the admission on
  std::vector<Counted> counted;          // in the order of standing.sessions
};

using Findings = std::vector<Finding>;

void add_weekly_bands(const Terms& terms, const std::vector<WeekOfTreatment>& weeks,
                      Findings& found);
void add_gaps(const Ground& ground, Findings& found);
void add_near_yearly_limits(const Ground& ground, Findings& found);
void add_quotas(const Ground& ground, Findings& found);
void add_group_sizes(const Ground& ground, Findings& found);
void add_exclusions(const Ground& ground, Findings& found);
void add_short_approvals(const Terms& terms, const Standing& standing, Findings& found);
void add_laws_that_may_apply(const Terms& terms, Findings& found);

}  // namespace authledger::findings
