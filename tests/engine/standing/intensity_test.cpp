// Weeks under the hours that the level of care demands: ledger rules, section 9.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* later = "2026-03-31T00:00:00Z";

Given nine_hours_a_week(const std::string& more) {  // whole weeks from Sunday 1 March on
  return given()
      .under(policy(R"("services": [{"codes": ["S9480", "H0015"], "unit": "day",
                                     "minimum_minutes_per_week": 540,
                                     "modalities": ["in_person"]}])" +
                    more))
      .covered_by("example-payer")
      .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480");
}

TEST(Intensity, ListsAWeekWithFewerMinutes) {
  const auto now = nine_hours_a_week("")
                       .admitted("2026-03-01")
                       .discharged("2026-03-14")
                       .attended("2026-03-02")
                       .attended("2026-03-04")
                       .attended("2026-03-06", 179)
                       .attended("2026-03-09")
                       .attended("2026-03-11")
                       .attended("2026-03-13", 180)
                       .as_of(later);
  EXPECT_EQ(now.under_intensity(), Texts{"2026-03-01 S9480 539 of 540"});
}

TEST(Intensity, LooksAtWholeWeeksOfTheEpisodeOnly) {
  const auto weeks = [](const char* admitted, const char* discharged) {
    return nine_hours_a_week("")
        .admitted(admitted)
        .discharged(discharged)
        .as_of(later)
        .under_intensity();
  };
  EXPECT_EQ(weeks("2026-03-01", "2026-03-07"), Texts{"2026-03-01 S9480 0 of 540"});
  EXPECT_EQ(weeks("2026-03-02", "2026-03-07"), Texts{});
  EXPECT_EQ(weeks("2026-03-01", "2026-03-06"), Texts{});
}

TEST(Intensity, WaitsForTheWeekToBeOver) {
  const auto story = nine_hours_a_week("").admitted("2026-03-01");
  EXPECT_EQ(story.as_of("2026-03-08T05:59:59Z").under_intensity(), Texts{});
  EXPECT_EQ(story.as_of("2026-03-08T06:00:00Z").under_intensity(),
            Texts{"2026-03-01 S9480 0 of 540"});
}

TEST(Intensity, CountsWeeksAsThePolicyDoes) {
  const auto now = nine_hours_a_week(R"(, "week_starts": "monday")")
                       .admitted("2026-03-02")
                       .discharged("2026-03-08")
                       .attended("2026-03-08", 100)
                       .as_of(later);
  EXPECT_EQ(now.under_intensity(), Texts{"2026-03-02 S9480 100 of 540"});
}

TEST(Intensity, AddsEverySessionUnderTheRuleButNoUncoveredModality) {
  const auto now = nine_hours_a_week("")
                       .admitted("2026-03-01")
                       .discharged("2026-03-07")
                       .attended("2026-03-02", 200)
                       .session({.date = "2026-03-03", .minutes = 100, .service = "H0015"})
                       .session({.date = "2026-03-04", .minutes = 300, .modality = "telehealth"})
                       .session({.date = "2026-03-05", .minutes = 300, .service = "90853"})
                       .no_show("2026-03-06")
                       .as_of(later);
  EXPECT_EQ(now.under_intensity(), Texts{"2026-03-01 S9480 300 of 540"});
}

TEST(Intensity, NeedsAScheduleOnTheFirstDay) {
  const auto now = given()
                       .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day",
                                                      "minimum_minutes_per_week": 540}])"))
                       .covered_by("example-payer")
                       .admitted("2026-03-01")
                       .meets_from("2026-03-02", {"mon"}, "09:00", 180, "S9480")
                       .discharged("2026-03-14")
                       .as_of(later);
  EXPECT_EQ(now.under_intensity(), Texts{"2026-03-08 S9480 0 of 540"});
}

TEST(Intensity, TakesTheAgeOfTheFirstDay) {
  // Turns 18 on Wednesday: the week is that of an adolescent, six hours.
  const auto now = given()
                       .under(policy(R"("services": [
                           {"codes": ["S9480"], "ages": {"to": 17}, "unit": "day",
                            "minimum_minutes_per_week": 360},
                           {"codes": ["S9480"], "ages": {"from": 18}, "unit": "day",
                            "minimum_minutes_per_week": 540}])"))
                       .covered_by("example-payer")
                       .admitted("2026-03-01", "2008-03-04")
                       .meets({"mon", "wed"}, "09:00", 180, "S9480")
                       .attended("2026-03-02")
                       .attended("2026-03-04")
                       .attended("2026-03-09")
                       .attended("2026-03-11")
                       .discharged("2026-03-14")
                       .as_of(later);
  EXPECT_EQ(now.under_intensity(), Texts{"2026-03-08 S9480 360 of 540"});
}

}  // namespace
}  // namespace authledger
