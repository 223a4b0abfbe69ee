#include "engine/policy/stack.hpp"

#include <algorithm>
#include <string_view>

#include "engine/base/result.hpp"

namespace authledger {
namespace {

void point_back(RuleName& copy, const RuleName& rule, const Policy& document) {
  copy.document = &document;
  copy.origin = &rule;
}

// The copies of a document's rules say where they stand.
template <class Rule>
void point_back(std::vector<Rule>& copies, const std::vector<Rule>& rules, const Policy& document) {
  for (std::size_t i = 0; i < rules.size(); ++i)
    point_back(copies[i].name, rules[i].name, document);
}

template <class Rule>
void point_back(std::optional<Rule>& copy, const std::optional<Rule>& rule,
                const Policy& document) {
  if (rule) point_back(copy->name, rule->name, document);
}

void point_back(std::optional<PriorAuthorization>& copy,
                const std::optional<PriorAuthorization>& rule, const Policy& document) {
  if (!rule) return;
  point_back(copy->name, rule->name, document);
  point_back(copy->named.standard, rule->named.standard, document);
  point_back(copy->named.expedited, rule->named.expedited, document);
  point_back(copy->named.concurrent, rule->named.concurrent, document);
  point_back(copy->named.urgent_extension, rule->named.urgent_extension, document);
  point_back(copy->named.by_receipt, rule->named.by_receipt, document);
}

// Calls each(list of one, list of the other) for every kind of rule with a key that replaces the
// one below of the same key; services are apart, because their order matters.
template <class One, class Other, class Each>
void for_each_keyed_list(One& one, Other& other, Each each) {
  each(one.allowances, other.allowances);
  each(one.reviews, other.reviews);
  each(one.missed_sessions, other.missed_sessions);
  each(one.duties, other.duties);
  each(one.request_amounts, other.request_amounts);
  each(one.clocks, other.clocks);
  each(one.evidence, other.evidence);
  each(one.review_forms, other.review_forms);
  each(one.quotas, other.quotas);
  each(one.group_sizes, other.group_sizes);
  each(one.exclusions, other.exclusions);
}

// The same for every rule that a document has at most once.
template <class One, class Other, class Each>
void for_each_section(One& one, Other& other, Each each) {
  each(one.prior_authorization, other.prior_authorization);
  each(one.approvals, other.approvals);
  each(one.retro_authorization, other.retro_authorization);
  each(one.timely_filing, other.timely_filing);
  each(one.transition, other.transition);
}

// A copy whose rules and topics name the document.
Policy copy_of(const Policy& document) {
  Policy copy = document;
  const auto name = [&](auto& copies, const auto& rules) { point_back(copies, rules, document); };
  for_each_keyed_list(copy, document, name);
  for_each_section(copy, document, name);
  name(copy.services, document.services);
  name(copy.not_required, document.not_required);
  for (UnknownTopic& topic : copy.unknown) topic.document = &document;
  copy.stack = {&document};
  return copy;
}

// A service rule without a key of its own is called by its place, "services/2", which says nothing
// about a rule of another document.
bool has_own_key(const RuleName& name) {
  return !name.key.empty() && name.key.find('/') == std::string::npos;
}

// Each member that the document on top has replaces the one below: a law that rules how soon the
// payer decides leaves alone what the payer wants to be asked.
void lay_members(const PriorAuthorization& top, PriorAuthorization& below) {
  if (top.says_required) {
    below.name = top.name;
    below.says_required = true;
    below.required = top.required;
    below.request = top.request;
    below.not_earlier = top.not_earlier;
  }
  const auto lay_time = [](const auto& time, const RuleName& name, auto& time_below,
                           RuleName& name_below) {
    if (!time) return;
    time_below = time;
    name_below = name;
  };
  lay_time(top.standard, top.named.standard, below.standard, below.named.standard);
  lay_time(top.expedited, top.named.expedited, below.expedited, below.named.expedited);
  lay_time(top.concurrent, top.named.concurrent, below.concurrent, below.named.concurrent);
  lay_time(top.urgent_extension, top.named.urgent_extension, below.urgent_extension,
           below.named.urgent_extension);
  if (!top.by_receipt.empty()) {
    below.by_receipt = top.by_receipt;
    below.named.by_receipt = top.named.by_receipt;
  }
  if (top.if_late != IfLate::unknown) below.if_late = top.if_late;
}

// A service rule must name a unit, so a document can have one and not know it.
bool leaves_open(const Policy& document, Topic topic) {
  return std::any_of(document.unknown.begin(), document.unknown.end(),
                     [&](const UnknownTopic& it) { return it.about == topic; });
}

class Stacking {
 public:
  explicit Stacking(const Policy& base) : result_(copy_of(base)) {}

  void put_on_top(const Policy& document) {
    take_away(document.removes);
    const Policy top = copy_of(document);
    for_each_keyed_list(top, result_, [](const auto& rules, auto& below) { lay(rules, below); });
    for_each_section(top, result_, [](const auto& rule, auto& below) { lay(rule, below); });
    lay_services(top.services);

    std::erase_if(result_.unknown, [&](const UnknownTopic& topic) {
      return settles(document, topic.about) && !leaves_open(document, topic.about);
    });
    result_.unknown.insert(result_.unknown.end(), top.unknown.begin(), top.unknown.end());
    result_.not_required.insert(result_.not_required.end(), top.not_required.begin(),
                                top.not_required.end());
    result_.stack.push_back(&document);
  }

  Policy finish() { return std::move(result_); }

 private:
  template <class Rule>
  static void lay(const std::vector<Rule>& top, std::vector<Rule>& below) {
    const auto is_replaced_by = [](const Rule& rule) {
      return [&rule](const Rule& it) {
        return it.name.key == rule.name.key && it.name.document != rule.name.document;
      };
    };
    for (const Rule& rule : top) {
      const auto place = std::find_if(below.begin(), below.end(), is_replaced_by(rule));
      if (place == below.end())
        below.push_back(rule);
      else
        *place = rule;
    }
    for (const Rule& rule : top) std::erase_if(below, is_replaced_by(rule));
  }

  template <class Rule>
  static void lay(const std::optional<Rule>& top, std::optional<Rule>& below) {
    if (top) below = top;
  }
  static void lay(const std::optional<PriorAuthorization>& top,
                  std::optional<PriorAuthorization>& below) {
    if (top && below)
      lay_members(*top, *below);
    else if (top)
      below = top;
  }

  void lay_services(const std::vector<ServiceRule>& top) {
    std::erase_if(result_.services, [&](const ServiceRule& below) {
      return has_own_key(below.name) &&
             std::any_of(top.begin(), top.end(),
                         [&](const ServiceRule& it) { return it.name.key == below.name.key; });
    });
    result_.services.insert(result_.services.begin(), top.begin(), top.end());
  }

  void take_away(const std::vector<std::string>& keys) {
    const auto is_gone = [&](const auto& rule) {
      return std::find(keys.begin(), keys.end(), rule.name.key) != keys.end();
    };
    std::erase_if(result_.services, is_gone);
    for_each_keyed_list(result_, result_,
                        [&](auto& rules, auto&) { std::erase_if(rules, is_gone); });
    for_each_section(result_, result_, [&](auto& rule, auto&) {
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
