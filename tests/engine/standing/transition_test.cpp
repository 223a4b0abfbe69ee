// What the payer before approved still pays for a time: payers/RULES.md, section 4.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* days = R"("services": [{"codes": ["S9480"], "unit": "day"}])";

Policy of(const char* payer, const std::string& members) {
  return policy(R"("payer": ")" + std::string(payer) + R"(", )" + members);
}

// From the old plan to the new one on 2 March; the new one lets approvals go on for 90 days.
Given changed_plan() {
  return given()
      .under(of("old-plan", days))
      .under(of("new-plan", days + std::string(R"(, "transition": {"days": 90})")))
      .admitted("2026-02-02")
      .covered_by("old-plan", "2026-01-01")
      .covered_by("new-plan", "2026-03-02")
      .approved("OLD", 60, "2026-02-02", "2026-12-31");
}

TEST(Transition, PaysFromTheChangeToTheLastOfItsDays) {
  const auto now = changed_plan()
                       .attended("2026-03-01")
                       .attended("2026-03-02")
                       .attended("2026-05-31")
                       .attended("2026-06-01")
                       .as_of("2026-07-01T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-01"), "charged 1, covered 1, OLD/0 x1");
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 1, OLD/0 x1");
  EXPECT_EQ(now.session("2026-05-31"), "charged 1, covered 1, OLD/0 x1");
  EXPECT_EQ(now.uncovered(), Texts{"2026-06-01 S9480 1 no_authorization"});
}

TEST(Transition, IsOfThePolicyOfTheServiceDate) {
  auto story = given()
                   .under(of("old-plan", days + std::string(R"(, "transition": {"days": 90})")))
                   .under(of("new-plan", days))
                   .admitted("2026-02-02")
                   .covered_by("old-plan", "2026-01-01")
                   .covered_by("new-plan", "2026-03-02")
                   .approved("OLD", 60, "2026-02-02", "2026-12-31");
  EXPECT_EQ(story.attended("2026-03-02").as_of("2026-07-01T00:00:00Z").uncovered(),
            Texts{"2026-03-02 S9480 1 no_authorization"});
}

TEST(Transition, ComesAfterTheNewPayersOwn) {
  const auto now = changed_plan()
                       .decided({.id = "NEW",
                                 .start = "2026-03-02",
                                 .end = "2027-03-02",  // later than the old one's
                                 .lines = {{.units = 1}}})
                       .session({.date = "2026-03-02", .authorization = "OLD"})
                       .attended("2026-03-04")
                       .as_of("2026-07-01T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 1, NEW/0 x1");
  EXPECT_EQ(now.session("2026-03-04"), "charged 1, covered 1, OLD/0 x1");
}

TEST(Transition, DoesNotMakeAnApprovalLongerOrLarger) {
  const auto why = [](int units, const char* end) {
    const auto now =
        changed_plan()
            .decided({.id = "OLD", .start = "2026-02-02", .end = end, .lines = {{.units = units}}})
            .attended("2026-03-02")
            .attended("2026-03-04")
            .as_of("2026-07-01T00:00:00Z");
    return now.uncovered();
  };
  EXPECT_EQ(why(1, "2026-12-31"), Texts{"2026-03-04 S9480 1 units_exhausted"});
  EXPECT_EQ(why(9, "2026-03-03"), Texts{"2026-03-04 S9480 1 outside_dates"});
}

TEST(Transition, AnotherPlanOfThePayerIsNoChange) {
  auto story = changed_plan();
  CoverageSet renamed;
  renamed.payer = "new-plan";
  renamed.effective = test::date("2026-05-01");
  renamed.plan = "gold";
  story.covered(renamed).attended("2026-05-31").attended("2026-06-01");
  EXPECT_EQ(story.as_of("2026-07-01T00:00:00Z").uncovered(),
            Texts{"2026-06-01 S9480 1 no_authorization"});
}

TEST(Transition, IsFromThePayerRightBefore) {
  auto story = changed_plan();
  story.under(of("newest-plan", days + std::string(R"(, "transition": {"days": 90})")))
      .covered_by("newest-plan", "2026-04-01")
      .decided({.id = "NEW", .start = "2026-03-02", .end = "2026-12-31", .lines = {{.units = 1}}})
      .attended("2026-04-01")
      .attended("2026-04-03");
  const auto now = story.as_of("2026-07-01T00:00:00Z");
  EXPECT_EQ(now.session("2026-04-01"), "charged 1, covered 1, NEW/0 x1");
  EXPECT_EQ(now.uncovered(), Texts{"2026-04-03 S9480 1 units_exhausted"});
}

TEST(Transition, IsNotFromNoPayer) {
  const auto now = given()
                       .under(of("new-plan", days + std::string(R"(, "transition": {"days": 90})")))
                       .admitted("2026-02-02")
                       .covered_by("new-plan", "2026-03-02")
                       .approved("NOBODYS", 60, "2026-02-02", "2026-12-31")
                       .attended("2026-03-02")
                       .as_of("2026-07-01T00:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-02 S9480 1 no_authorization"});
}

TEST(Transition, ReachesTheForecastToo) {
  const auto now =
      changed_plan().meets({"mon"}, "09:00", 180, "S9480").as_of("2026-03-02T14:00:00Z");
  EXPECT_EQ(now.covered_through(), "2026-05-25");
  EXPECT_EQ(now.first_uncovered_day(), "2026-06-01");
}

}  // namespace
}  // namespace authledger
