#include "engine/standing/next_request.hpp"

#include <algorithm>

namespace authledger {
namespace {

// Nothing needed is nothing to ask for, whatever the least amount.
std::optional<int> amount_for(int needed, const RequestAmounts& rule) {
  if (needed == 0) return 0;
  if (rule.amounts.empty())
    return rule.at_most ? std::optional(std::min(needed, *rule.at_most)) : std::nullopt;
  for (const int amount : rule.amounts)
    if (amount >= needed) return amount;
  return rule.amounts.back();
}

// The same rule, wherever its document is stacked; none is the same as none.
bool is_same(const ServiceRule* one, const ServiceRule* other) {
  if (!one || !other) return one == other;
  return one->name.identity() == other->name.identity();
}

}  // namespace

void add_next_request(const Terms& terms, Standing& standing) {
  if (!standing.first_uncovered_day) return;
  const Date from = *standing.first_uncovered_day;
  const auto first = std::find_if(standing.forecast.begin(), standing.forecast.end(),
                                  [&](const ForecastSession& it) { return it.date == from; });
  const Policy& policy = terms.policy_on(from);
  const ServiceRule* rule = terms.service_rule(policy, first->service, from);

  NextRequest& request = standing.next_request;
  request.from = from;
  request.unit = rule ? rule->unit : Unit::visit;
  const RuleName* spoken = rule ? &rule->name : nullptr;
  std::vector<Seq> events{terms.episode.schedule_on(from)->seq};
  const auto& all = policy.request_amounts;
  const auto amounts = std::find_if(all.begin(), all.end(), [&](const RequestAmounts& it) {
    return has_code(it.codes, first->service);
  });
  if (amounts != all.end()) {
    request.amounts = &*amounts;
    request.amounts_because = terms.because(policy, &amounts->name, {});
  }
  if (const auto& plan = terms.episode.planned_discharge) {
    events.push_back(plan->seq);
    int needed = 0, sessions = 0;
    for (auto it = first; it != standing.forecast.end() && it->date <= *plan->fact.date; ++it)
      if (it->uncovered > 0 &&
          is_same(terms.service_rule(terms.policy_on(it->date), it->service, it->date), rule)) {
        needed += it->uncovered;
        ++sessions;
      }
    request.needed = needed;
    request.sessions = sessions;
    if (request.amounts) {
      request.amount = amount_for(needed, *request.amounts);
      spoken = &request.amounts->name;
    }
  }
  request.because = terms.because(policy, spoken, std::move(events));
}

}  // namespace authledger
