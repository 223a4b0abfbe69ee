#include "engine/policy/policy_book.hpp"

#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::date;
using test::policy;

std::string chosen(const PolicyBook& book, const PlanTerms& coverage, const char* day) {
  const Policy* found = book.in_force(coverage, date(day));
  return found ? found->version : "none";
}

const PlanTerms anybody{"example-payer", {}, {}, {}};
const PlanTerms medicaid_in_texas{"example-payer", "gold", "medicaid", "TX"};

TEST(PolicyInForce, CoversBothItsFirstAndItsLastDay) {
  const PolicyBook book{
      {policy(R"("version": "spring", "effective": {"from": "2026-03-01", "to": "2026-05-31"})")}};
  EXPECT_EQ(chosen(book, anybody, "2026-02-28"), "none");
  EXPECT_EQ(chosen(book, anybody, "2026-03-01"), "spring");
  EXPECT_EQ(chosen(book, anybody, "2026-05-31"), "spring");
  EXPECT_EQ(chosen(book, anybody, "2026-06-01"), "none");
}

TEST(PolicyInForce, IsOpenWithoutAnEnd) {
  const PolicyBook book{{policy(R"("version": "open", "effective": {"from": "2026-03-01"})")}};
  EXPECT_EQ(chosen(book, anybody, "2199-12-31"), "open");
}

TEST(PolicyInForce, IsOfThatPayer) {
  const PolicyBook book{{policy(R"("payer": "another-payer")")}};
  EXPECT_EQ(chosen(book, anybody, "2026-03-02"), "none");
}

TEST(PolicyInForce, IsTheOneWithTheMostFieldsThatFit) {
  const PolicyBook book{{
      policy(R"("version": "all", "effective": {"from": "2026-02-01"})"),
      policy(R"("version": "texas", "applies_to": {"state": "TX"})"),
      policy(R"("version": "medicaid in texas",
                "applies_to": {"state": "TX", "line_of_business": "medicaid"})"),
      policy(R"("version": "gold medicaid in texas",
                "applies_to": {"state": "TX", "line_of_business": "medicaid", "plan": "gold"})"),
      policy(R"("version": "ohio", "applies_to": {"state": "OH"})"),
  }};
  EXPECT_EQ(chosen(book, medicaid_in_texas, "2026-03-02"), "gold medicaid in texas");
  EXPECT_EQ(chosen(book, {"example-payer", {}, "medicaid", "TX"}, "2026-03-02"),
            "medicaid in texas");
  EXPECT_EQ(chosen(book, {"example-payer", {}, {}, "TX"}, "2026-03-02"), "texas");
  EXPECT_EQ(chosen(book, {"example-payer", {}, {}, "CA"}, "2026-03-02"), "all");
  EXPECT_EQ(chosen(book, anybody, "2026-03-02"), "all");
}

TEST(PolicyInForce, IsTheLatestOfThoseEquallySpecific) {
  const PolicyBook book{{
      policy(R"("version": "new", "effective": {"from": "2026-03-01"})"),
      policy(R"("version": "old", "effective": {"from": "2020-01-01"})"),
      policy(R"("version": "texas, old", "effective": {"from": "2019-01-01"},
                "applies_to": {"state": "TX"})"),
  }};
  EXPECT_EQ(chosen(book, anybody, "2026-02-28"), "old");
  EXPECT_EQ(chosen(book, anybody, "2026-03-01"), "new");
  EXPECT_EQ(chosen(book, medicaid_in_texas, "2026-03-01"), "texas, old");
}

TEST(PolicyInForce, IsTheFirstListedOfEquals) {
  const PolicyBook book{{policy(R"("version": "first")"), policy(R"("version": "second")")}};
  EXPECT_EQ(chosen(book, anybody, "2026-03-02"), "first");
}

TEST(PlainPolicy, HasTheFacilitysZoneAllDefaultsAndNoRules) {
  const Policy plain = plain_policy(test::zone("America/Denver"));
  EXPECT_EQ(plain.time.zone.name(), "America/Denver");
  EXPECT_EQ(to_text(plain.time.cutoff), "17:00");
  EXPECT_EQ(word(plain.time.calendar.holidays), "us-federal");
  EXPECT_EQ(word(plain.week_starts), "sun");
  EXPECT_TRUE(plain.services.empty() && plain.allowances.empty() && plain.reviews.empty());
  EXPECT_TRUE(plain.missed_sessions.empty() && plain.duties.empty());
  EXPECT_FALSE(plain.prior_authorization);
}

}  // namespace
}  // namespace authledger
