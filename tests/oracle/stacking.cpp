#include "tests/oracle/stacking.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace authledger::oracle {
namespace {

bool covers(const Policy& policy, Date date) {
  return policy.from <= date && (!policy.to || date <= *policy.to);
}

template <class Rule>
Rule adopted(const Rule& rule, const Policy& document) {
  Rule copy = rule;
  copy.name.document = &document;
  copy.name.origin = &rule.name;
  return copy;
}

template <class Rule>
void take_away(std::vector<Rule>& rules, const std::string& key) {
  std::erase_if(rules, [&](const Rule& rule) { return rule.name.key == key; });
}

// What the lists of rules have in common.
template <class Act>
void each_list(Policy& below, const Policy& above, Act act) {
  act(below.allowances, above.allowances);
  act(below.reviews, above.reviews);
  act(below.missed_sessions, above.missed_sessions);
  act(below.duties, above.duties);
  act(below.request_amounts, above.request_amounts);
  act(below.clocks, above.clocks);
  act(below.evidence, above.evidence);
  act(below.review_forms, above.review_forms);
  act(below.quotas, above.quotas);
  act(below.group_sizes, above.group_sizes);
  act(below.exclusions, above.exclusions);
}

void lay_services(Policy& below, const Policy& document) {
  std::vector<ServiceRule> services;
  for (const ServiceRule& rule : document.services) {
    const bool has_own_key = rule.name.key.find('/') == std::string::npos;
    if (has_own_key) take_away(below.services, rule.name.key);
    services.push_back(adopted(rule, document));
  }
  services.insert(services.end(), below.services.begin(), below.services.end());
  below.services = services;
}

template <class Section>
void lay_section(std::optional<Section>& below, const std::optional<Section>& above,
                 const Policy& document) {
  if (above) below = adopted(*above, document);
}

void lay_prior_authorization(std::optional<PriorAuthorization>& below,
                             const std::optional<PriorAuthorization>& above) {
  if (!above) return;
  if (!below) below = PriorAuthorization{};
  if (above->says_required) {
    below->required = above->required;
    below->request = above->request;
    below->not_earlier = above->not_earlier;
  }
  if (above->standard) below->standard = above->standard;
  if (above->expedited) below->expedited = above->expedited;
  if (above->concurrent) below->concurrent = above->concurrent;
  if (above->urgent_extension) below->urgent_extension = above->urgent_extension;
  if (!above->by_receipt.empty()) below->by_receipt = above->by_receipt;
  if (above->if_late != IfLate::unknown) below->if_late = above->if_late;
}

bool rules_on(const Policy& policy, Topic topic) {
  for (const UnknownTopic& unknown : policy.unknown)
    if (unknown.about == topic) return false;
  for (const NotRequired& nothing : policy.not_required)
    if (nothing.about == topic) return true;
  const auto any_service = [&](auto holds) {
    return std::any_of(policy.services.begin(), policy.services.end(), holds);
  };
  switch (topic) {
    case Topic::authorization:
      return any_service(
          [](const ServiceRule& rule) { return rule.authorization != Requirement::unknown; });
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
      return any_service([](const ServiceRule& rule) { return !rule.modalities.empty(); });
    case Topic::discharge:
      return std::any_of(policy.duties.begin(), policy.duties.end(), [](const DutyRule& rule) {
        return rule.after == DutyRule::After::discharge;
      });
  }
  return false;
}

void lay(Policy& below, const Policy& document) {
  for (const std::string& key : document.removes) {
    each_list(below, document, [&](auto& rules, const auto&) { take_away(rules, key); });
    take_away(below.services, key);
  }
  lay_services(below, document);
  each_list(below, document, [&](auto& rules, const auto& own) {
    for (const auto& rule : own) {
      const auto same_key = std::find_if(rules.begin(), rules.end(), [&](const auto& other) {
        return other.name.key == rule.name.key && other.name.document != &document;
      });
      if (same_key != rules.end())
        *same_key = adopted(rule, document);
      else
        rules.push_back(adopted(rule, document));
    }
  });
  lay_section(below.retro_authorization, document.retro_authorization, document);
  lay_section(below.timely_filing, document.timely_filing, document);
  lay_section(below.approvals, document.approvals, document);
  lay_section(below.transition, document.transition, document);
  lay_prior_authorization(below.prior_authorization, document.prior_authorization);
  std::erase_if(below.unknown,
                [&](const UnknownTopic& topic) { return rules_on(document, topic.about); });
  for (UnknownTopic topic : document.unknown) {
    topic.document = &document;
    below.unknown.push_back(topic);
  }
}

}  // namespace

std::optional<int> fitting_fields(const Policy& policy, const CoverageSet& coverage) {
  int fields = 0;
  for (const auto& [wanted, given] :
       {std::pair(policy.plan, coverage.plan),
        std::pair(policy.line_of_business, coverage.line_of_business),
        std::pair(policy.state, coverage.state), std::pair(policy.funding, coverage.funding),
        std::pair(policy.network, coverage.network)}) {
    if (!wanted) continue;
    if (wanted != given) return std::nullopt;
    ++fields;
  }
  return fields;
}

std::vector<const Policy*> documents_in_force(const std::vector<Policy>& all,
                                              const CoverageSet& coverage, Date date) {
  const Policy* payers = nullptr;
  std::vector<const Policy*> on_top;
  for (const Policy& policy : all) {
    const auto fields = fitting_fields(policy, coverage);
    if (!covers(policy, date) || !fields) continue;
    if (policy.layer != Layer::law && policy.payer != coverage.payer) continue;
    if (policy.layer != Layer::payer)
      on_top.push_back(&policy);
    else if (!payers || std::tuple(*fields, policy.from) >
                            std::tuple(*fitting_fields(*payers, coverage), payers->from))
      payers = &policy;
  }
  std::stable_sort(on_top.begin(), on_top.end(), [&](const Policy* one, const Policy* other) {
    return std::tuple(one->layer, *fitting_fields(*one, coverage), one->from) <
           std::tuple(other->layer, *fitting_fields(*other, coverage), other->from);
  });
  if (payers) on_top.insert(on_top.begin(), payers);
  return on_top;
}

Policy one_policy_of(const std::vector<const Policy*>& documents) {
  Policy policy{.time = documents.front()->time};
  policy.reviews_open = documents.front()->reviews_open;
  for (const Policy* document : documents) {
    lay(policy, *document);
    policy.stack.push_back(document);
  }
  return policy;
}

}  // namespace authledger::oracle
