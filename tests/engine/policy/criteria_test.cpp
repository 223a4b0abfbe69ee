#include "engine/policy/criteria.hpp"

#include <gtest/gtest.h>

namespace authledger {
namespace {

CriteriaSet set_of(const std::string& key, const CriteriaScope& scope) {
  CriteriaSet set;
  set.key = key;
  set.applies_to = {scope};
  return set;
}

CriteriaSet general() {
  CriteriaSet set;
  set.key = "general";
  set.is_general = true;
  return set;
}

CareTerms care() {
  CareTerms care;
  care.payer = "acme";
  care.plan = "choice";
  care.codes = {"H0015", "S9480"};
  care.age = 18;
  care.date = *parse_date("2026-03-18");
  return care;
}

std::string chosen(const CriteriaScope& scope, const CareTerms& of) {
  const std::vector<CriteriaSet> sets{general(), set_of("asked", scope)};
  std::string keys;
  for (const ChosenCriteria& it : criteria_for(sets, of)) keys += it.set->key + " ";
  return keys;
}

CriteriaScope scope_of(const std::string& payer) {
  CriteriaScope scope;
  scope.payer = payer;
  return scope;
}

TEST(CriteriaFor, ThePayersOwnGoBeforeTheGeneralOnes) {
  EXPECT_EQ(chosen(scope_of("acme"), care()), "asked ");
  EXPECT_EQ(chosen(scope_of("other"), care()), "general ");
}

TEST(CriteriaFor, EveryFieldThatIsNamedMustFit) {
  CriteriaScope scope = scope_of("acme");
  scope.plan = "gold";
  EXPECT_EQ(chosen(scope, care()), "general ");
  scope.plan = "choice";
  scope.codes = {"S9480"};
  EXPECT_EQ(chosen(scope, care()), "asked ");
  scope.codes = {"H2036"};
  EXPECT_EQ(chosen(scope, care()), "general ");
  scope.codes.clear();
  scope.state = "MO";
  EXPECT_EQ(chosen(scope, care()), "general ") << "the coverage does not say its state";
}

TEST(CriteriaFor, AgesAreInclusiveAndAnUnknownAgeFitsNone) {
  CriteriaScope scope = scope_of("acme");
  scope.age_from = 6;
  scope.age_to = 18;
  EXPECT_EQ(chosen(scope, care()), "asked ");
  CareTerms older = care();
  older.age = 19;
  EXPECT_EQ(chosen(scope, older), "general ");
  older.age.reset();
  EXPECT_EQ(chosen(scope, older), "general ");
}

TEST(CriteriaFor, AScopeSpeaksFromItsFirstDay) {
  CriteriaScope scope = scope_of("acme");
  scope.from = parse_date("2026-03-18");
  EXPECT_EQ(chosen(scope, care()), "asked ");
  scope.from = parse_date("2026-03-19");
  EXPECT_EQ(chosen(scope, care()), "general ");
}

TEST(CriteriaFor, SeveralOfAPayerAreAllAsked) {
  const std::vector<CriteriaSet> sets{set_of("one", scope_of("acme")),
                                      set_of("two", scope_of("acme")), general()};
  const auto both = criteria_for(sets, care());
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].set->key, "one");
  EXPECT_EQ(both[1].scope, &sets[1].applies_to[0]);
}

}  // namespace
}  // namespace authledger
