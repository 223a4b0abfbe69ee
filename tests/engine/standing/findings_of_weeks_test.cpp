// Too much or too little care in a week, between two days and in a year: payers/RULES.md,
// section 9.
#include <gtest/gtest.h>

#include "tests/engine/standing/findings_told.hpp"

namespace authledger {
namespace {

using test::events_of_finding;
using test::findings;
using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* later = "2026-03-31T12:00:00Z";

// Whole weeks from Sunday 1 March on.
Given under(const std::string& rule) {
  return given()
      .under(policy(R"("services": [{"key": "iop", "codes": ["S9480", "H0015"], "unit": "day",
                                     "modalities": ["in_person"], )" +
                    rule + "}]"))
      .covered_by("example-payer")
      .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480");
}

Given offered_three_days_of_a_week(const std::string& rule) {
  return under(rule)
      .admitted("2026-03-01")
      .discharged("2026-03-07")
      .attended("2026-03-02")
      .attended("2026-03-04")
      .attended("2026-03-06");
}

TEST(WeeklyBand, FindsAWeekWithMoreMinutesThanItsMaximum) {
  EXPECT_EQ(
      findings(offered_three_days_of_a_week(R"("maximum_minutes_per_week": 539)").as_of(later)),
      Texts{"2026-03-01..2026-03-07 over_weekly_minutes S9480 540 of 539"});
  EXPECT_EQ(
      findings(offered_three_days_of_a_week(R"("maximum_minutes_per_week": 540)").as_of(later)),
      Texts{});
}

TEST(WeeklyBand, FindsAWeekWithFewerDaysThanItsMinimum) {
  const auto asked = offered_three_days_of_a_week(R"("minimum_days_per_week": 4)");
  EXPECT_EQ(findings(asked.as_of(later)),
            Texts{"2026-03-01..2026-03-07 too_few_days S9480 3 of 4"});
  EXPECT_EQ(events_of_finding(asked.as_of(later), 0), (std::vector<Seq>{2, 5, 6, 7}));
  EXPECT_EQ(findings(offered_three_days_of_a_week(R"("minimum_days_per_week": 3)").as_of(later)),
            Texts{});
}

TEST(WeeklyBand, CountsADayOnceAndOnlySessionsThatTheRuleTakes) {
  auto story = under(R"("minimum_days_per_week": 3, "maximum_minutes_per_week": 360)");
  story.admitted("2026-03-01")
      .discharged("2026-03-07")
      .attended("2026-03-02")
      .session({.date = "2026-03-02", .id = "second", .minutes = 181, .service = "H0015"})
      .session({.date = "2026-03-03", .modality = "telehealth"})
      .session({.date = "2026-03-04", .service = "90853"})
      .no_show("2026-03-05");
  EXPECT_EQ(findings(story.as_of(later)),
            (Texts{"2026-03-01..2026-03-07 over_weekly_minutes S9480 361 of 360",
                   "2026-03-01..2026-03-07 too_few_days S9480 1 of 3"}));
}

TEST(WeeklyBand, WaitsForTheWeekToBeOver) {
  const auto story = under(R"("minimum_days_per_week": 1)").admitted("2026-03-01");
  EXPECT_EQ(findings(story.as_of("2026-03-08T05:59:59Z")), Texts{});
  EXPECT_EQ(findings(story.as_of("2026-03-08T06:00:00Z")),
            Texts{"2026-03-01..2026-03-07 too_few_days S9480 0 of 1"});
}

TEST(WeeklyBand, TakesTheAgeThatTheRuleNames) {  // turns 18 on Wednesday 4 March
  const auto story = [](const char* on) {
    const std::string taken_on = std::string(R"(, "on": ")") + on + "\"";
    return findings(given()
                        .under(policy(R"("services": [
                           {"codes": ["S9480"], "ages": {"to": 17)" +
                                      taken_on + R"(},
                            "unit": "day", "minimum_days_per_week": 2},
                           {"codes": ["S9480"], "ages": {"from": 18)" +
                                      taken_on + R"(},
                            "unit": "day", "minimum_days_per_week": 3}])"))
                        .covered_by("example-payer")
                        .admitted("2026-03-01", "2008-03-04")
                        .meets({"mon", "wed"}, "09:00", 180, "S9480")
                        .attended("2026-03-02")
                        .attended("2026-03-04")
                        .attended("2026-03-09")
                        .attended("2026-03-11")
                        .discharged("2026-03-14")
                        .as_of(later));
  };
  EXPECT_EQ(story("service_date"), Texts{"2026-03-08..2026-03-14 too_few_days S9480 2 of 3"});
  EXPECT_EQ(story("admission"), Texts{});
}

Given with_gap_of_two() {
  return under(R"("maximum_gap_days": 2)").admitted("2026-03-01");
}

TEST(GapBetweenDays, AllowsTwoDaysBetweenFridayAndMonday) {
  EXPECT_EQ(findings(with_gap_of_two()
                         .attended("2026-03-06")
                         .attended("2026-03-09")
                         .as_of("2026-03-10T12:00:00Z")),
            Texts{});
  const auto late =
      with_gap_of_two().attended("2026-03-06").attended("2026-03-10").as_of("2026-03-11T12:00:00Z");
  EXPECT_EQ(findings(late), Texts{"2026-03-06..2026-03-10 gap_between_days S9480 3 of 2"});
  EXPECT_EQ(events_of_finding(late, 0), (std::vector<Seq>{4, 5}));
}

TEST(GapBetweenDays, CountsWhatWasOfferedAndNotUsed) {
  const auto story = [](const char* outcome) {
    return findings(with_gap_of_two()
                        .attended("2026-03-02")
                        .session({.date = "2026-03-04", .outcome = outcome})
                        .attended("2026-03-07")
                        .as_of("2026-03-08T12:00:00Z"));
  };
  EXPECT_EQ(story("no_show"), Texts{});
  EXPECT_EQ(story("cancelled_by_member"), Texts{});
  EXPECT_EQ(story("cancelled_by_facility"),
            Texts{"2026-03-02..2026-03-07 gap_between_days S9480 4 of 2"});
}

TEST(GapBetweenDays, TakesAnyModalityAndCodeOfTheRule) {
  EXPECT_EQ(
      findings(with_gap_of_two()
                   .attended("2026-03-02")
                   .session({.date = "2026-03-04", .service = "H0015", .modality = "telehealth"})
                   .session({.date = "2026-03-06", .service = "90853"})
                   .attended("2026-03-08")
                   .as_of("2026-03-09T12:00:00Z")),
      Texts{"2026-03-04..2026-03-08 gap_between_days H0015 3 of 2"});
}

TEST(GapBetweenDays, NamesTheFirstServiceOfTheEarlierDate) {
  auto story = with_gap_of_two();
  story.session({.date = "2026-03-02", .id = "a", .service = "H0015"})
      .session({.date = "2026-03-02", .id = "b", .service = "S9480"})
      .attended("2026-03-06")
      .discharged("2026-03-06");
  EXPECT_EQ(findings(story.as_of(later)),
            Texts{"2026-03-02..2026-03-06 gap_between_days H0015 3 of 2"});
}

TEST(GapBetweenDays, IsOpenUntilTheNextOffer) {
  auto story = with_gap_of_two().attended("2026-03-02");
  EXPECT_EQ(findings(story.as_of("2026-03-05T12:00:00Z")), Texts{});
  EXPECT_EQ(findings(story.as_of("2026-03-06T12:00:00Z")),
            Texts{"2026-03-02.. gap_between_days S9480 3 of 2 open"});
  story.cancelled_by_member("2026-03-07");  // told ahead: nothing was offered yet
  EXPECT_EQ(findings(story.as_of("2026-03-06T12:00:00Z")),
            Texts{"2026-03-02.. gap_between_days S9480 3 of 2 open"});
  story.discharged("2026-03-07");
  EXPECT_EQ(findings(story.as_of("2026-03-06T12:00:00Z")),
            Texts{"2026-03-02.. gap_between_days S9480 3 of 2 open"});
}

TEST(GapBetweenDays, EndsWithTheDischarge) {
  EXPECT_EQ(findings(with_gap_of_two()
                         .attended("2026-03-02")
                         .discharged("2026-03-06")
                         .as_of("2026-03-06T12:00:00Z")),
            Texts{});
}

TEST(GapBetweenDays, IsJudgedByTheRuleOfTheEarlierDate) {
  auto story = given()
                   .under(policy(R"("version": "strict", "services": [{"codes": ["S9480"],
                                        "unit": "day", "maximum_gap_days": 0}],
                                    "effective": {"from": "2020-01-01", "to": "2026-03-03"})"))
                   .under(policy(R"("version": "lax", "services": [{"codes": ["S9480"],
                                        "unit": "day"}], "effective": {"from": "2026-03-04"})"))
                   .covered_by("example-payer")
                   .attended("2026-03-02")
                   .attended("2026-03-04")
                   .attended("2026-03-06");
  EXPECT_EQ(findings(story.as_of(later)),
            Texts{"2026-03-02..2026-03-04 gap_between_days S9480 1 of 0"});
}

TEST(GapBetweenDays, IsFoundOnceWhenAnotherDocumentBeginsInBetween) {
  auto story = with_gap_of_two();
  story.under(policy(R"("version": "law", "layer": "law", "effective": {"from": "2026-03-04"})"))
      .attended("2026-03-02")
      .attended("2026-03-06")
      .attended("2026-03-10")
      .discharged("2026-03-10");
  EXPECT_EQ(findings(story.as_of(later)),
            (Texts{"2026-03-02..2026-03-06 gap_between_days S9480 3 of 2",
                   "2026-03-06..2026-03-10 gap_between_days S9480 3 of 2"}));
}

constexpr const char* yearly = R"("max_units_per_year": 135, "yearly_units_warning": 6)";

TEST(NearYearlyLimit, FindsTheDateThatLeavesNoMoreThanTheWarning) {
  const auto story = under(yearly)
                         .used_elsewhere("H0015", 2026, 127)
                         .used_elsewhere("90853", 2026, 90)
                         .used_elsewhere("S9480", 2025, 90)
                         .attended("2026-03-02")
                         .attended("2026-03-04")
                         .attended("2026-03-06");
  const auto now = story.as_of(later);
  EXPECT_EQ(findings(now), Texts{"2026-03-04.. near_yearly_limit S9480 129 of 135 open"});
  EXPECT_EQ(events_of_finding(now, 0), (std::vector<Seq>{3, 6, 7}));
  EXPECT_EQ(findings(story.as_of("2027-01-01T12:00:00Z")),
            Texts{"2026-03-04.. near_yearly_limit S9480 129 of 135"});
}

TEST(NearYearlyLimit, LeavesOneUnitMoreAlone) {
  EXPECT_EQ(
      findings(
          under(yearly).used_elsewhere("H0015", 2026, 127).attended("2026-03-02").as_of(later)),
      Texts{});
}

TEST(NearYearlyLimit, BeginsAgainEachYear) {
  auto story = under(R"("max_units_per_year": 2, "yearly_units_warning": 1)");
  story.attended("2025-12-30").attended("2025-12-31").attended("2026-01-02");
  EXPECT_EQ(findings(story.as_of(later)),
            (Texts{"2025-12-30.. near_yearly_limit S9480 1 of 2",
                   "2026-01-02.. near_yearly_limit S9480 1 of 2 open"}));
}

TEST(NearYearlyLimit, IsToldByTheFirstSessionWhenOtherProvidersUsedItUp) {
  EXPECT_EQ(findings(under(yearly)
                         .used_elsewhere("S9480", 2026, 135)
                         .attended("2026-03-02")
                         .attended("2026-03-04")
                         .as_of(later)),
            Texts{"2026-03-02.. near_yearly_limit S9480 135 of 135 open"});
}

TEST(NearYearlyLimit, KeepsItsCountWhenAnotherDocumentBegins) {
  auto story = under(R"("max_units_per_year": 9, "yearly_units_warning": 7)");
  story.under(policy(R"("version": "law", "layer": "law", "effective": {"from": "2026-03-04"})"))
      .attended("2026-03-02")
      .attended("2026-03-04")
      .attended("2026-03-06");
  EXPECT_EQ(findings(story.as_of(later)),
            Texts{"2026-03-04.. near_yearly_limit S9480 2 of 9 open"});
}

}  // namespace
}  // namespace authledger
