// When it runs out: ledger rules, section 5.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* monday_morning = "2026-03-02T14:00:00Z";

Given program() {  // Monday, Wednesday, Friday
  return given()
      .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}])"))
      .admitted("2026-03-02")
      .covered_by("example-payer")
      .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480");
}

Texts forecast_dates(const test::Answer& now) {
  Texts dates;
  for (const ForecastSession& it : now.standing().forecast) dates.push_back(to_text(it.date));
  return dates;
}

TEST(Forecast, StandsOnScheduledDatesFromTodayOn) {
  const auto now = program().discharged("2026-03-09").as_of("2026-03-04T14:00:00Z");
  EXPECT_EQ(forecast_dates(now), (Texts{"2026-03-04", "2026-03-06", "2026-03-09"}));
  EXPECT_EQ(now.unrecorded(), Texts{"2026-03-02"});
}

TEST(Forecast, ReachesAYearAhead) {
  const auto dates = forecast_dates(program().as_of(monday_morning));
  EXPECT_EQ(dates.front(), "2026-03-02");
  EXPECT_EQ(dates.back(), "2027-03-01");
  EXPECT_EQ(dates.size(), 157u);
}

TEST(Forecast, IncludesThe365thDay) {
  const auto dates =
      forecast_dates(program().meets({"mon", "tue"}, "09:00", 180, "S9480").as_of(monday_morning));
  EXPECT_EQ(dates.back(), "2027-03-02");
}

TEST(Forecast, SkipsClosedDaysAndDaysBeforeAdmission) {
  const auto now =
      program().closed_on("2026-03-04").discharged("2026-03-09").as_of("2026-03-01T14:00:00Z");
  EXPECT_EQ(forecast_dates(now), (Texts{"2026-03-02", "2026-03-06", "2026-03-09"}));
  EXPECT_EQ(now.unrecorded(), Texts{});
}

TEST(Forecast, IsNothingWithoutAnAdmission) {
  const auto now = given().meets({"mon"}, "09:00", 180, "S9480").as_of(monday_morning);
  EXPECT_EQ(forecast_dates(now), Texts{});
  EXPECT_EQ(now.unrecorded(), Texts{});
}

TEST(Forecast, FollowsTheScheduleOfEachDate) {
  const auto now = program()
                       .meets_from("2026-03-05", {"tue"}, "09:00", 180, "S9480")
                       .discharged("2026-03-10")
                       .as_of(monday_morning);
  EXPECT_EQ(forecast_dates(now), (Texts{"2026-03-02", "2026-03-04", "2026-03-10"}));
}

TEST(Forecast, GivesWayToARecordOfTheScheduledService) {
  const auto with = [](const test::Meeting& meeting) {
    return forecast_dates(
        program().discharged("2026-03-04").session(meeting).as_of("2026-03-02T20:00:00Z"));
  };
  EXPECT_EQ(with({.date = "2026-03-02"}), Texts{"2026-03-04"});
  EXPECT_EQ(with({.date = "2026-03-02", .outcome = "no_show"}), Texts{"2026-03-04"});
  EXPECT_EQ(with({.date = "2026-03-02", .service = "90853"}), (Texts{"2026-03-02", "2026-03-04"}));
  // Who is cancelled ahead does not come; who is said to have attended ahead may.
  EXPECT_EQ(with({.date = "2026-03-04", .outcome = "cancelled_by_member"}), Texts{"2026-03-02"});
  EXPECT_EQ(with({.date = "2026-03-04"}), (Texts{"2026-03-02", "2026-03-04"}));
}

TEST(Forecast, ComesBackWithAVoid) {
  const auto now = program()
                       .discharged("2026-03-02")
                       .attended("2026-03-02")
                       .session_voided("2026-03-02")
                       .as_of("2026-03-02T20:00:00Z");
  EXPECT_EQ(forecast_dates(now), Texts{"2026-03-02"});
}

TEST(Forecast, TellsWhenTheUnitsRunOut) {
  const auto now = program()
                       .approved("A1", 3, "2026-03-02", "2026-04-15")
                       .attended("2026-03-02")
                       .as_of("2026-03-02T20:00:00Z");
  EXPECT_EQ(now.line("A1"),
            "day: 3 units, 1 used, 2 remaining, 2 forecast, exhausts 2026-03-06, 0 unused");
  EXPECT_EQ(now.covered_through(), "2026-03-06");
  EXPECT_EQ(now.first_uncovered_day(), "2026-03-09");
  EXPECT_EQ(now.last_covered_day("A1"), "2026-03-06");
}

TEST(Forecast, TellsWhatLapses) {
  const auto now = program().approved("A1", 9, "2026-03-02", "2026-03-08").as_of(monday_morning);
  EXPECT_EQ(now.line("A1"),
            "day: 9 units, 0 used, 9 remaining, 3 forecast, exhausts never, 6 unused");
  EXPECT_EQ(now.first_uncovered_day(), "2026-03-09");
}

TEST(Forecast, MayBeUncoveredFromTheStart) {
  const auto now = program().as_of(monday_morning);
  EXPECT_EQ(now.first_uncovered_day(), "2026-03-02");
  EXPECT_EQ(now.covered_through(), "never");
  EXPECT_EQ(now.uncovered(), Texts{});  // actual sessions only
}

TEST(Forecast, CoveredThroughIsTheLastBeforeTheGap) {
  const auto now = program()
                       .approved("A1", 1, "2026-03-02", "2026-03-02")
                       .approved("A2", 9, "2026-03-06", "2026-03-06")
                       .as_of(monday_morning);
  EXPECT_EQ(now.first_uncovered_day(), "2026-03-04");
  EXPECT_EQ(now.covered_through(), "2026-03-02");
}

TEST(Forecast, CoversToTheDischargeWhenAllIsPaid) {
  const auto now = program()
                       .approved("A1", 9, "2026-03-02", "2026-04-15")
                       .discharged("2026-03-06")
                       .as_of(monday_morning);
  EXPECT_EQ(now.first_uncovered_day(), "never");
  EXPECT_EQ(now.covered_through(), "2026-03-06");
}

TEST(Forecast, ComesAfterTheActualSessionsOfItsDate) {
  const auto now =
      given()
          .under(policy(R"("services": [{"codes": ["S9480", "90853"], "unit": "visit"}])"))
          .admitted("2026-03-02")
          .covered_by("example-payer")
          .meets({"mon"}, "08:00", 180, "S9480")
          .discharged("2026-03-02")
          .decided({.id = "A1",
                    .start = "2026-03-02",
                    .end = "2026-04-15",
                    .lines = {{.codes = {"S9480", "90853"}, .units = 1}}})
          .session({.date = "2026-03-02", .id = "group", .service = "90853"})
          .as_of("2026-03-02T20:00:00Z");
  EXPECT_EQ(now.session("group"), "charged 1, covered 1, A1/0 x1");
  EXPECT_EQ(now.first_uncovered_day(), "2026-03-02");
}

TEST(Forecast, IsChargedByItself) {
  // 100 minutes attended of another code and 100 scheduled ones do not make a day together.
  const auto now = given()
                       .under(policy(R"("services": [{"codes": ["S9480", "H0015"], "unit": "day",
                                         "minimum_minutes": 180}])"))
                       .admitted("2026-03-02")
                       .covered_by("example-payer")
                       .meets({"mon"}, "13:00", 100, "H0015")
                       .discharged("2026-03-02")
                       .approved("A1", 9, "2026-03-02", "2026-04-15")
                       .attended("2026-03-02", 100)
                       .as_of("2026-03-02T18:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 0, covered 0, short");
  EXPECT_EQ(now.line("A1"),
            "day: 9 units, 0 used, 9 remaining, 0 forecast, exhausts never, 9 unused");
}

TEST(Forecast, OfAnUncoveredModalityCostsNothing) {
  auto story = given()
                   .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day",
                                                  "modalities": ["in_person"]}])"))
                   .admitted("2026-03-02")
                   .covered_by("example-payer");
  ScheduleSet online;
  online.effective = test::date("2026-03-02");
  online.weekdays = 1;
  online.minutes = 180;
  online.service = "S9480";
  online.modality = "telehealth";
  story.say(online);
  const auto now = story.as_of(monday_morning);
  EXPECT_EQ(now.first_uncovered_day(), "never");
  EXPECT_EQ(now.covered_through(), "never");
}

TEST(Unrecorded, AreScheduledDatesBeforeTodayWithoutARecord) {
  const auto now = program()
                       .attended("2026-03-04")
                       .no_show("2026-03-06")
                       .session({.date = "2026-03-09", .service = "90853"})
                       .as_of("2026-03-12T00:00:00Z");  // still the 11th in Chicago
  EXPECT_EQ(now.unrecorded(), (Texts{"2026-03-02", "2026-03-09"}));
}

TEST(Today, IsTheFacilitysDay) {
  const auto story = program().discharged("2026-03-04");
  EXPECT_EQ(story.as_of("2026-03-05T05:59:59Z").unrecorded(), Texts{"2026-03-02"});
  EXPECT_EQ(story.as_of("2026-03-05T06:00:00Z").unrecorded(), (Texts{"2026-03-02", "2026-03-04"}));
}

}  // namespace
}  // namespace authledger
