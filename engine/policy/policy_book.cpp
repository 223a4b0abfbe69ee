#include "engine/policy/policy_book.hpp"

#include <tuple>

namespace authledger {
namespace {

bool fits(const std::optional<std::string>& wanted, const std::optional<std::string>& covered) {
  return !wanted || (covered && *wanted == *covered);
}

int named_fields(const Policy& policy) {
  return (policy.plan ? 1 : 0) + (policy.line_of_business ? 1 : 0) + (policy.state ? 1 : 0);
}

}  // namespace

bool applies_to(const Policy& policy, const PlanTerms& coverage) {
  return policy.payer == coverage.payer && fits(policy.plan, coverage.plan) &&
         fits(policy.line_of_business, coverage.line_of_business) &&
         fits(policy.state, coverage.state);
}

const Policy* PolicyBook::in_force(const PlanTerms& coverage, Date date) const {
  const Policy* best = nullptr;
  for (const Policy& policy : documents) {
    if (!policy.covers(date) || !applies_to(policy, coverage)) continue;
    if (!best ||
        std::tuple(named_fields(policy), policy.from) > std::tuple(named_fields(*best), best->from))
      best = &policy;
  }
  return best;
}

Policy plain_policy(const Zone& facility_zone) {
  return Policy{.payer = {},
                .version = {},
                .from = {},
                .to = {},
                .plan = {},
                .line_of_business = {},
                .state = {},
                .time = {.zone = facility_zone, .cutoff = TimeOfDay{17 * 60}, .calendar = {}},
                .week_starts = Weekday::sun,
                .services = {},
                .allowances = {},
                .reviews = {},
                .reviews_open = Span::business_days(5),
                .missed_sessions = {},
                .duties = {},
                .prior_authorization = {},
                .sources = {}};
}

}  // namespace authledger
