#include "engine/library/rule_list.hpp"

#include <optional>

namespace authledger::library {
namespace {

template <class Rule>
void add(std::vector<ListedRule>& all, std::string_view section, const std::vector<Rule>& rules) {
  std::size_t index = 0;
  for (const Rule& rule : rules)
    all.push_back({&rule.name, std::string(section),
                   "/" + std::string(section) + "/" + std::to_string(index++)});
}

template <class Rule>
void add(std::vector<ListedRule>& all, std::string_view section, const std::optional<Rule>& rule) {
  if (rule) all.push_back({&rule->name, std::string(section), "/" + std::string(section)});
}

}  // namespace

std::vector<ListedRule> rules_of(const Policy& policy) {
  std::vector<ListedRule> all;
  add(all, "services", policy.services);
  add(all, "allowances", policy.allowances);
  add(all, "reviews", policy.reviews);
  add(all, "missed_sessions", policy.missed_sessions);
  add(all, "duties", policy.duties);
  add(all, "prior_authorization", policy.prior_authorization);
  add(all, "approvals", policy.approvals);
  add(all, "request_amounts", policy.request_amounts);
  add(all, "retro_authorization", policy.retro_authorization);
  add(all, "timely_filing", policy.timely_filing);
  add(all, "transition", policy.transition);
  add(all, "clocks", policy.clocks);
  add(all, "evidence", policy.evidence);
  add(all, "review_forms", policy.review_forms);
  add(all, "quotas", policy.quotas);
  add(all, "group_sizes", policy.group_sizes);
  add(all, "exclusions", policy.exclusions);
  return all;
}

bool is_named(const ListedRule& rule) {
  return rule.name->key.find('/') == std::string::npos;
}

}  // namespace authledger::library
