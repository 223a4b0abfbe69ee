// What a payer charges at most: ledger rules, section 3.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

Given with_rule(const std::string& rule, const std::string& more) {
  return given()
      .under(policy("\"services\": [" + rule + "]" + more))
      .admitted("2025-12-01")
      .covered_by("example-payer")
      .approved("A1", 100, "2025-12-01", "2026-12-31");
}

TEST(DailyCap, CutsWhatIsChargedOfADate) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "hour", "max_units_per_day": 2})", "")
                       .attended("2026-03-02", 180)
                       .attended("2026-03-03", 120)
                       .as_of("2026-03-04T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 2, covered 2, A1/0 x2");
  EXPECT_EQ(now.session("2026-03-03"), "charged 2, covered 2, A1/0 x2");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-02 S9480 1 over_daily_limit"});
  EXPECT_EQ(now.remaining(), "hour 96");
}

TEST(DailyCap, CountsTheVisitsOfADateTogether) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "visit", "max_units_per_day": 1})", "")
                       .session({.date = "2026-03-02", .id = "a"})
                       .session({.date = "2026-03-02", .id = "b"})
                       .as_of("2026-03-03T00:00:00Z");
  EXPECT_EQ(now.session("a"), "charged 1, covered 1, A1/0 x1");
  EXPECT_EQ(now.session("b"), "charged 0, covered 0");
}

TEST(WeeklyCap, CountsFromSunday) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "day", "max_units_per_week": 1})", "")
                       .attended("2026-03-07")  // Saturday
                       .attended("2026-03-08")  // Sunday
                       .attended("2026-03-14")  // Saturday
                       .as_of("2026-03-16T00:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-14 S9480 1 over_weekly_limit"});
}

TEST(WeeklyCap, CountsFromMondayWhereThePolicySaysSo) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "day", "max_units_per_week": 1})",
                             R"(, "week_starts": "monday")")
                       .attended("2026-03-07")
                       .attended("2026-03-08")
                       .attended("2026-03-14")
                       .as_of("2026-03-16T00:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-08 S9480 1 over_weekly_limit"});
}

TEST(WeeklyCap, GoesOnOverTheNewYear) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "day", "max_units_per_week": 1})", "")
                       .attended("2025-12-31")
                       .attended("2026-01-02")
                       .as_of("2026-01-05T00:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{"2026-01-02 S9480 1 over_weekly_limit"});
}

TEST(YearlyCap, BeginsWithWhatWasUsedElsewhere) {
  const auto now =
      with_rule(R"({"codes": ["S9480", "H0015"], "unit": "day", "max_units_per_year": 5})", "")
          .used_elsewhere("S9480", 2026, 2)
          .used_elsewhere("H0015", 2026, 2)
          .used_elsewhere("90853", 2026, 50)
          .used_elsewhere("S9480", 2025, 50)
          .attended("2026-03-02")
          .attended("2026-03-03")
          .as_of("2026-03-04T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 1, A1/0 x1");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-03 S9480 1 over_yearly_limit"});
}

TEST(YearlyCap, StartsAgainOnTheFirstOfJanuary) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "day", "max_units_per_year": 1})", "")
                       .attended("2025-12-30")
                       .attended("2025-12-31")
                       .attended("2026-01-01")
                       .as_of("2026-01-05T00:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{"2025-12-31 S9480 1 over_yearly_limit"});
}

TEST(YearlyCap, MayBeUsedUpElsewhereAltogether) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "day", "max_units_per_year": 5})", "")
                       .used_elsewhere("S9480", 2026, 9)
                       .attended("2026-03-02")
                       .as_of("2026-03-04T00:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-02 S9480 1 over_yearly_limit"});
}

TEST(Caps, CutByTheDayBeforeTheWeekBeforeTheYear) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "hour", "max_units_per_day": 6,
                                 "max_units_per_week": 4, "max_units_per_year": 3})",
                             "")
                       .attended("2026-03-02", 480)
                       .as_of("2026-03-04T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 3, covered 3, A1/0 x3");
  EXPECT_EQ(now.uncovered(),
            (Texts{"2026-03-02 S9480 2 over_daily_limit", "2026-03-02 S9480 2 over_weekly_limit",
                   "2026-03-02 S9480 1 over_yearly_limit"}));
}

TEST(Caps, LimitARuleAndNotItsNeighbours) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "visit", "max_units_per_week": 1},
                                {"codes": ["H0015"], "unit": "visit", "max_units_per_week": 1})",
                             "")
                       .attended("2026-03-02")
                       .session({.date = "2026-03-03", .service = "H0015"})
                       .as_of("2026-03-04T00:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-03 H0015 1 no_authorization"});
}

TEST(Caps, LimitWhatNeedsNoAuthorizationToo) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "hour", "authorization": "none",
                                 "max_units_per_day": 2})",
                             "")
                       .attended("2026-03-02", 180)
                       .as_of("2026-03-04T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 2, covered 2, not-required x2");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-02 S9480 1 over_daily_limit"});
}

TEST(Caps, LimitTheForecastWithoutMakingAnUncoveredDay) {
  const auto now = with_rule(R"({"codes": ["S9480"], "unit": "day", "max_units_per_week": 2})", "")
                       .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480")
                       .discharged("2026-03-13")
                       .attended("2026-03-02")
                       .as_of("2026-03-03T00:00:00Z");
  // Of the three sessions in each week two are charged; the third is over the limit.
  EXPECT_EQ(now.line("A1"),
            "day: 100 units, 1 used, 99 remaining, 3 forecast, exhausts never, 96 unused");
  EXPECT_EQ(now.first_uncovered_day(), "never");
  EXPECT_EQ(now.covered_through(), "2026-03-11");
}

TEST(Caps, AreOfOnePolicyDocument) {
  const auto* rule = R"({"codes": ["S9480"], "unit": "day", "max_units_per_week": 1})";
  const auto now =
      given()
          .under(policy(std::string(R"("version": "1", "effective": {"from": "2026-01-01",
                                       "to": "2026-03-03"}, "services": [)") +
                        rule + "]"))
          .under(policy(std::string(R"("version": "2", "effective": {"from": "2026-03-04"},
                                       "services": [)") +
                        rule + "]"))
          .admitted("2026-03-01")
          .covered_by("example-payer")
          .approved("A1", 9, "2026-03-01", "2026-04-15")
          .attended("2026-03-02")
          .attended("2026-03-03")
          .attended("2026-03-04")
          .as_of("2026-03-05T00:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-03 S9480 1 over_weekly_limit"});
}

}  // namespace
}  // namespace authledger
