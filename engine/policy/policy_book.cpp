#include "engine/policy/policy_book.hpp"

#include <algorithm>
#include <tuple>

#include "engine/policy/stack.hpp"

namespace authledger {
namespace {

bool fits(const std::optional<std::string>& wanted, const std::optional<std::string>& covered) {
  return !wanted || (covered && *wanted == *covered);
}

bool fits_but_for_funding(const Policy& policy, const PlanTerms& coverage) {
  return (policy.layer == Layer::law || policy.payer == coverage.payer) &&
         fits(policy.plan, coverage.plan) &&
         fits(policy.line_of_business, coverage.line_of_business) &&
         fits(policy.state, coverage.state) && fits(policy.network, coverage.network) &&
         fits(policy.facility, coverage.facility);
}

int named_fields(const Policy& policy) {
  int named = 0;
  for (const auto* field : {&policy.plan, &policy.line_of_business, &policy.state, &policy.funding,
                            &policy.network, &policy.facility})
    named += *field ? 1 : 0;
  return named;
}

}  // namespace

bool applies_to(const Policy& policy, const PlanTerms& coverage) {
  return fits_but_for_funding(policy, coverage) && fits(policy.funding, coverage.funding);
}

bool waits_for_funding(const Policy& law, const PlanTerms& coverage) {
  return law.layer == Layer::law && law.funding && !coverage.funding &&
         fits_but_for_funding(law, coverage);
}

const Policy* PolicyBook::in_force(const PlanTerms& coverage, Date date) const {
  const Policy* best = nullptr;
  std::vector<const Policy*> stack;
  for (const Policy& policy : documents) {
    if (!policy.covers(date) || !applies_to(policy, coverage)) continue;
    if (policy.layer != Layer::payer)
      stack.push_back(&policy);
    else if (!best || std::tuple(named_fields(policy), policy.from) >
                          std::tuple(named_fields(*best), best->from))
      best = &policy;
  }
  if (stack.empty()) return best;
  std::stable_sort(stack.begin(), stack.end(), [](const Policy* one, const Policy* other) {
    return std::tuple(one->layer, named_fields(*one), one->from) <
           std::tuple(other->layer, named_fields(*other), other->from);
  });
  if (best) stack.insert(stack.begin(), best);
  return &stacked.of(stack);
}

StackedPolicies& StackedPolicies::operator=(const StackedPolicies&) {
  const std::lock_guard lock(mutex_);
  made_.clear();
  return *this;
}

const Policy& StackedPolicies::of(const std::vector<const Policy*>& documents) const {
  const std::lock_guard lock(mutex_);
  auto& made = made_[documents];
  if (!made) made = std::make_unique<const Policy>(stack(documents));
  return *made;
}

Policy plain_policy(const Zone& facility_zone) {
  Policy plain{.time = {.zone = facility_zone, .cutoff = TimeOfDay{17 * 60}, .calendar = {}}};
  return plain;
}

}  // namespace authledger
