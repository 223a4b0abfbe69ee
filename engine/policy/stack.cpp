#include "engine/policy/stack.hpp"

#include <algorithm>
#include <string_view>

#include "engine/base/result.hpp"

namespace authledger {
namespace {

template <class Rule>
void name_document(std::vector<Rule>& rules, const Policy& document) {
  for (Rule& rule : rules) rule.name.document = &document;
}

template <class Rule>
void name_document(std::optional<Rule>& rule, const Policy& document) {
  if (rule) rule->name.document = &document;
}

// Calls each(rules of one kind) for every list of rules with keys that replace each other.
template <class P, class Each>
void for_each_keyed_list(P& policy, Each each) {
  each(policy.allowances);
  each(policy.reviews);
  each(policy.missed_sessions);
  each(policy.duties);
  each(policy.request_amounts);
  each(policy.clocks);
  each(policy.evidence);
  each(policy.quotas);
  each(policy.group_sizes);
  each(policy.exclusions);
}

template <class P, class Each>
void for_each_section(P& policy, Each each) {
  each(policy.prior_authorization);
  each(policy.approvals);
  each(policy.retro_authorization);
  each(policy.timely_filing);
  each(policy.transition);
}

class Stacking {
 public:
  explicit Stacking(const Policy& base) : result_(base) {
    for_each_keyed_list(result_, [&](auto& rules) { name_document(rules, base); });
    for_each_section(result_, [&](auto& rule) { name_document(rule, base); });
    name_document(result_.services, base);
    name_document(result_.not_required, base);
    result_.stack = {&base};
  }

  void put_on_top(const Policy& document) {
    take_away(document.removes);
    Policy top = document;
    for_each_keyed_list(top, [&](auto& rules) { name_document(rules, document); });
    for_each_section(top, [&](auto& rule) { name_document(rule, document); });
    name_document(top.services, document);
    name_document(top.not_required, document);

    result_.services.insert(result_.services.begin(), top.services.begin(), top.services.end());
    lay(top.allowances, result_.allowances);
    lay(top.reviews, result_.reviews);
    lay(top.missed_sessions, result_.missed_sessions);
    lay(top.duties, result_.duties);
    lay(top.request_amounts, result_.request_amounts);
    lay(top.clocks, result_.clocks);
    lay(top.evidence, result_.evidence);
    lay(top.quotas, result_.quotas);
    lay(top.group_sizes, result_.group_sizes);
    lay(top.exclusions, result_.exclusions);
    lay(top.prior_authorization, result_.prior_authorization);
    lay(top.approvals, result_.approvals);
    lay(top.retro_authorization, result_.retro_authorization);
    lay(top.timely_filing, result_.timely_filing);
    lay(top.transition, result_.transition);

    std::erase_if(result_.unknown,
                  [&](const UnknownTopic& topic) { return settles(document, topic.about); });
    result_.unknown.insert(result_.unknown.end(), top.unknown.begin(), top.unknown.end());
    result_.not_required.insert(result_.not_required.end(), top.not_required.begin(),
                                top.not_required.end());
    result_.stack.push_back(&document);
  }

  Policy finish() { return std::move(result_); }

 private:
  template <class Rule>
  static void lay(const std::vector<Rule>& top, std::vector<Rule>& below) {
    for (const Rule& rule : top) {
      const auto same = std::find_if(below.begin(), below.end(),
                                     [&](const Rule& it) { return it.name.key == rule.name.key; });
      if (same == below.end())
        below.push_back(rule);
      else
        *same = rule;
    }
  }
  template <class Rule>
  static void lay(const std::optional<Rule>& top, std::optional<Rule>& below) {
    if (top) below = top;
  }

  void take_away(const std::vector<std::string>& keys) {
    const auto is_gone = [&](const auto& rule) {
      return std::find(keys.begin(), keys.end(), rule.name.key) != keys.end();
    };
    std::erase_if(result_.services, is_gone);
    for_each_keyed_list(result_, [&](auto& rules) { std::erase_if(rules, is_gone); });
    for_each_section(result_, [&](auto& rule) {
      if (rule && is_gone(*rule)) rule.reset();
    });
  }

  Policy result_;
};

}  // namespace

bool settles(const Policy& policy, Topic topic) {
  for (const NotRequired& settled : policy.not_required)
    if (settled.about == topic) return true;
  switch (topic) {
    case Topic::authorization:
      return std::any_of(policy.services.begin(), policy.services.end(), [](const auto& rule) {
        return rule.authorization != Requirement::unknown;
      });
    case Topic::unit:
      return !policy.services.empty();
    case Topic::amount:
      return !policy.request_amounts.empty();
    case Topic::reviews:
      return !policy.reviews.empty() || !policy.clocks.empty();
    case Topic::missed_sessions:
      return !policy.missed_sessions.empty();
    case Topic::decision:
      return policy.prior_authorization && (policy.prior_authorization->standard ||
                                            !policy.prior_authorization->by_receipt.empty());
    case Topic::retro_authorization:
      return policy.retro_authorization.has_value();
    case Topic::timely_filing:
      return policy.timely_filing.has_value();
    case Topic::modality:
      return std::any_of(policy.services.begin(), policy.services.end(),
                         [](const auto& rule) { return !rule.modalities.empty(); });
    case Topic::discharge:
      return std::any_of(policy.duties.begin(), policy.duties.end(), [](const DutyRule& rule) {
        return rule.after == DutyRule::After::discharge;
      });
  }
  fail("a topic that nobody settles");
}

Policy stack(const std::vector<const Policy*>& documents) {
  ensure(!documents.empty(), "a stack has at least one document");
  Stacking stacking(*documents.front());
  for (std::size_t i = 1; i < documents.size(); ++i) stacking.put_on_top(*documents[i]);
  return stacking.finish();
}

}  // namespace authledger
