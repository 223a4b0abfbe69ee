#include "engine/standing/claims.hpp"

#include "engine/base/result.hpp"

namespace authledger {
namespace {

RetroStanding retro_of(const Terms& terms, const UncoveredUnits& uncovered) {
  if (is_cap(uncovered.reason)) return {RetroStatus::capped, {}};
  const Policy& policy = terms.policy_on(uncovered.date);
  const auto& rule = policy.retro_authorization;
  if (!rule) return {RetroStatus::unknown, {}};
  switch (rule->allowed) {
    case RetroAuthorization::Allowed::none:
      return {RetroStatus::none, {}};
    case RetroAuthorization::Allowed::emergency_only:
      return {RetroStatus::emergency_only, {}};
    case RetroAuthorization::Allowed::within: {
      const Instant until = due(terms.anchor(uncovered.date), rule->within, policy.time);
      return {terms.as_of <= until ? RetroStatus::open : RetroStatus::closed, until};
    }
  }
  fail("a retro authorization without a status");
}

}  // namespace

void add_retro_authorization(const Terms& terms, Standing& standing) {
  for (UncoveredUnits& uncovered : standing.uncovered) uncovered.retro = retro_of(terms, uncovered);
}

void add_filing_days(const Terms& terms, Standing& standing) {
  for (SessionStanding& session : standing.sessions) {
    if (session.charged == 0) continue;
    const Policy& policy = terms.policy_on(session.date);
    if (!policy.timely_filing) continue;
    session.file_by = terms.facility.zone.day_of(
        due(terms.anchor(session.date), policy.timely_filing->within, policy.time));
  }
}

}  // namespace authledger
