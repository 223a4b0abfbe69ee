// What to ask for next: payers/RULES.md, section 5.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;

constexpr const char* grid = R"(, "request_amounts": [{"key": "grid", "codes": ["S9480"],
                                                       "amounts": [12, 18, 30]}])";
constexpr const char* monday_morning = "2026-03-02T14:00:00Z";

// Three days a week from Monday 2 March, of which the first two are approved.
Given approved_for_two(const std::string& members) {
  return given()
      .under(policy(R"("services": [{"key": "iop", "codes": ["S9480"], "unit": "day"}])" + members))
      .admitted("2026-03-02")
      .covered_by("example-payer")
      .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480")
      .approved("A1", 2, "2026-03-02", "2026-04-15");
}

DischargePlanned planned(const char* date) {
  return {test::date(date)};
}

std::string told(const test::Answer& now) {
  const NextRequest& it = now.standing().next_request;
  const auto number = [](std::optional<int> count) {
    return count ? std::to_string(*count) : std::string("?");
  };
  return (it.from ? to_text(*it.from) : "never") + ": " + number(it.needed) + " " +
         (it.unit ? std::string(word(*it.unit)) : "?") + ", ask for " + number(it.amount);
}

TEST(NextRequest, AsksForTheLeastAmountThatIsEnough) {
  const auto to = [](const char* date) {
    return told(approved_for_two(grid).say(planned(date)).as_of(monday_morning));
  };
  EXPECT_EQ(to("2026-04-07"), "2026-03-06: 14 day, ask for 18");
  EXPECT_EQ(to("2026-04-01"), "2026-03-06: 12 day, ask for 12");
  EXPECT_EQ(to("2026-04-03"), "2026-03-06: 13 day, ask for 18");
}

TEST(NextRequest, AsksForTheGreatestWhenNoneIsEnough) {
  EXPECT_EQ(told(approved_for_two(grid).say(planned("2026-12-31")).as_of(monday_morning)),
            "2026-03-06: 129 day, ask for 30");
}

TEST(NextRequest, AsksForAtMost) {
  constexpr const char* at_most = R"(, "request_amounts": [{"key": "ten", "codes": ["S9480"],
                                                            "at_most": 10}])";
  const auto to = [&](const char* date) {
    return told(approved_for_two(at_most).say(planned(date)).as_of(monday_morning));
  };
  EXPECT_EQ(to("2026-03-13"), "2026-03-06: 4 day, ask for 4");
  EXPECT_EQ(to("2026-04-07"), "2026-03-06: 14 day, ask for 10");
}

TEST(NextRequest, TakesTheFirstRuleWithTheServicesCode) {
  constexpr const char* several = R"(, "request_amounts": [
      {"key": "other", "codes": ["H0015"], "amounts": [1]},
      {"key": "mine", "codes": ["90853", "S9480"], "amounts": [20]},
      {"key": "too-late", "codes": ["S9480"], "amounts": [40]}])";
  const auto now = approved_for_two(several).say(planned("2026-04-07")).as_of(monday_morning);
  EXPECT_EQ(told(now), "2026-03-06: 14 day, ask for 20");
  EXPECT_EQ(now.standing().next_request.because.rule, "mine");
}

TEST(NextRequest, HasNoAmountWithoutARule) {
  const auto now = approved_for_two("").say(planned("2026-04-07")).as_of(monday_morning);
  EXPECT_EQ(told(now), "2026-03-06: 14 day, ask for ?");
  EXPECT_EQ(now.standing().next_request.because.rule, "iop");
}

TEST(NextRequest, NeedsAPlannedDischarge) {
  EXPECT_EQ(told(approved_for_two(grid).as_of(monday_morning)), "2026-03-06: ? day, ask for ?");
  EXPECT_EQ(told(approved_for_two(grid)
                     .say(planned("2026-04-07"))
                     .say(DischargePlanned{})
                     .as_of(monday_morning)),
            "2026-03-06: ? day, ask for ?");
}

TEST(NextRequest, IsNothingWhenNothingIsUncovered) {
  EXPECT_EQ(told(approved_for_two(grid)
                     .say(planned("2026-04-07"))
                     .discharged("2026-03-04")
                     .as_of(monday_morning)),
            "never: ? ?, ask for ?");
}

TEST(NextRequest, NeedsNothingAfterThePlannedDischarge) {
  EXPECT_EQ(told(approved_for_two(grid).say(planned("2026-03-05")).as_of(monday_morning)),
            "2026-03-06: 0 day, ask for 0");
}

TEST(NextRequest, LeavesOutWhatALineOrNobodyPays) {
  // A2 pays the week of 16 March; of five days a week, a cap takes the fifth.
  const auto now = given()
                       .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day",
                                         "max_units_per_week": 4}])"))
                       .admitted("2026-03-02")
                       .covered_by("example-payer")
                       .meets({"mon", "tue", "wed", "thu", "fri"}, "09:00", 180, "S9480")
                       .approved("A2", 9, "2026-03-16", "2026-03-22")
                       .say(planned("2026-03-27"))
                       .as_of(monday_morning);
  EXPECT_EQ(told(now), "2026-03-02: 12 day, ask for ?");
}

TEST(NextRequest, IsOfTheFirstDaysRuleAlone) {
  const auto now = given()
                       .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"},
                                        {"codes": ["H0015"], "unit": "hour"}])"))
                       .admitted("2026-03-02")
                       .covered_by("example-payer")
                       .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480")
                       .meets_from("2026-03-09", {"mon", "wed", "fri"}, "09:00", 180, "H0015")
                       .say(planned("2026-03-13"))
                       .as_of(monday_morning);
  EXPECT_EQ(told(now), "2026-03-02: 3 day, ask for ?");
}

TEST(NextRequest, OfAnUnlistedServiceIsInVisits) {
  const auto now = given()
                       .admitted("2026-03-02")
                       .meets({"mon"}, "09:00", 180, "S9480")
                       .say(planned("2026-03-16"))
                       .as_of(monday_morning);
  EXPECT_EQ(told(now), "2026-03-02: 3 visit, ask for ?");
}

}  // namespace
}  // namespace authledger
