// Every figure can be argued on the phone: it names its rule, the rule's source where the document
// gives one, and events that are really in the log and were known.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/each_seed.hpp"

namespace authledger::test {
namespace {

struct Figure {
  std::string name;
  const Because* because;
  bool comes_from_a_rule;
};

// What comes from a rule for sure; other figures may.
bool comes_from_a_rule(const Obligation& it) {
  return it.kind != ObligationKind::request && it.status != ObligationStatus::moot &&
         it.rule != "stated";
}

std::vector<Figure> figures(const Standing& standing) {
  std::vector<Figure> all;
  for (const Obligation& it : standing.obligations)
    all.push_back({it.key, &it.because, comes_from_a_rule(it)});
  for (const UncoveredUnits& it : standing.uncovered)
    all.push_back(
        {"uncovered " + to_text(it.date) + " " + it.service + " " + std::string(word(it.reason)),
         &it.because, is_cap(it.reason)});
  for (const UnderIntensityWeek& it : standing.under_intensity_weeks)
    all.push_back({"week of " + to_text(it.week_of), &it.because, true});
  for (const AuthorizationStanding& it : standing.authorizations)
    for (const LineStanding& line : it.lines)
      all.push_back({"line of " + it.id, &line.because, it.state == AuthorizationState::allowance});
  return all;
}

bool every_rule_cites(const Policy& policy) {
  const auto cites = [](const auto& rules) {
    return std::all_of(rules.begin(), rules.end(),
                       [](const auto& rule) { return rule.name.source >= 0; });
  };
  return cites(policy.services) && cites(policy.allowances) && cites(policy.reviews) &&
         cites(policy.missed_sessions) && cites(policy.duties) && cites(policy.clocks) &&
         (!policy.prior_authorization || policy.prior_authorization->name.source >= 0);
}

TEST(Because, EveryObligationNamesItsRule) {
  each_seed(1'000, [](const json::Scenario& scenario) {
    Complaints complaints;
    const Standing standing = standing_of(scenario);
    for (const Obligation& it : standing.obligations)
      if (!it.rule && it.status != ObligationStatus::moot)
        complaints.push_back(it.key + " has no rule");
    for (const Figure& figure : figures(standing))
      if (figure.comes_from_a_rule && (!figure.because->policy || figure.because->rule.empty()))
        complaints.push_back(figure.name + " comes from a rule and does not say which");
    return complaints;
  });
}

TEST(Because, EveryRuleOfACitedDocumentShowsItsCitation) {
  each_seed(1'000, [](const json::Scenario& scenario) {
    Complaints complaints;
    const Standing standing = standing_of(scenario);
    for (const auto& [name, because, from_rule] : figures(standing)) {
      const Policy* policy = because->policy;
      if (policy && every_rule_cites(*policy) && !because->rule.empty() && !because->source &&
          because->rule != "stated")
        complaints.push_back(name + " hides the citation of " + because->rule);
      if (because->source && (!policy || because->source < policy->sources.data() ||
                              because->source >= policy->sources.data() + policy->sources.size()))
        complaints.push_back(name + " cites what its policy does not");
    }
    return complaints;
  });
}

TEST(Because, EveryEventIsInTheLogAndWasKnownAndNotWithdrawn) {
  each_seed(1'000, [](const json::Scenario& scenario) {
    Complaints complaints;
    std::set<Seq> known, withdrawn;
    for (const Event& event : scenario.log) {
      if (event.recorded_at > scenario.as_of) continue;
      if (const auto* withdrawal = std::get_if<EventWithdrawn>(&event.fact))
        withdrawn.insert(withdrawal->withdraws);
      else
        known.insert(event.seq);
    }
    const Standing standing = standing_of(scenario);
    for (const auto& [name, because, from_rule] : figures(standing)) {
      if (because->events.empty()) complaints.push_back(name + " rests on nothing");
      if (std::adjacent_find(because->events.begin(), because->events.end(),
                             std::greater_equal<>()) != because->events.end())
        complaints.push_back(name + " names its events out of order");
      for (const Seq seq : because->events)
        if (!known.contains(seq) || withdrawn.contains(seq))
          complaints.push_back(name + " rests on event " + std::to_string(seq) +
                               ", which does not count");
    }
    return complaints;
  });
}

}  // namespace
}  // namespace authledger::test
