// What a payer gives before it asks for an authorization, by attended sessions and by hours: ledger
// rules, section 4, and payers/RULES.md, section 4.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

// Colorado's: fifteen sessions, whenever they are.
Given first_fifteen() {
  return given()
      .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"}],
                       "allowances": [{"key": "first-15", "codes": ["S9480"], "units": 15}])"))
      .admitted("2026-03-02")
      .covered_by("example-payer")
      .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480");
}

Given& attended_to(Given& story, std::string_view last, std::string_view missed) {
  for (Date day = test::date("2026-03-02"); day <= test::date(last); day = day + 1) {
    const Weekday weekday = day.weekday();
    if (weekday != Weekday::mon && weekday != Weekday::wed && weekday != Weekday::fri) continue;
    const std::string text = to_text(day);
    if (text == missed)
      story.no_show(text);
    else
      story.attended(text);
  }
  return story;
}

TEST(PassThrough, CoversTheFirstFifteenSessions) {
  auto story = first_fifteen();
  const auto now = attended_to(story, "2026-04-06", "").as_of("2026-04-07T00:00:00Z");
  EXPECT_EQ(now.line("allowance:first-15"),
            "day: 15 units, 15 used, 0 remaining, 0 forecast, exhausts 2026-04-03, 0 unused");
  EXPECT_EQ(now.uncovered(), Texts{"2026-04-06 S9480 1 units_exhausted"});
}

TEST(PassThrough, CountsSessionsAndNotTheCalendar) {
  auto story = first_fifteen();
  const auto now = attended_to(story, "2026-04-08", "2026-03-13").as_of("2026-04-09T00:00:00Z");
  EXPECT_EQ(now.line("allowance:first-15"),
            "day: 15 units, 15 used, 0 remaining, 0 forecast, exhausts 2026-04-06, 0 unused");
  EXPECT_EQ(now.uncovered(), Texts{"2026-04-08 S9480 1 units_exhausted"});
}

// Illinois': the first 48 hours.
Given first_hours() {
  return given()
      .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"}],
                       "allowances": [{"key": "first-48h", "codes": ["S9480"], "hours": 48}])"))
      .admitted("2026-03-01")
      .covered_by("example-payer");
}

std::string span(const test::Answer& now) {
  const AuthorizationStanding& it = now.standing().authorizations.at(0);
  return to_text(*it.start) + ".." + (it.end ? to_text(*it.end) : "");
}

TEST(AllowanceInHours, EndsThatLongAfterTheFirstAttendedSession) {
  const auto now = first_hours()
                       .no_show("2026-03-01")
                       .session({.date = "2026-03-02", .start = "2026-03-02T09:00:00-06:00"})
                       .session({.date = "2026-03-03", .start = "2026-03-03T10:00:00-06:00"})
                       .session({.date = "2026-03-04", .start = "2026-03-04T10:00:00-06:00"})
                       .as_of("2026-03-05T00:00:00Z");
  EXPECT_EQ(span(now), "2026-03-01..2026-03-04");
  EXPECT_EQ(now.session("2026-03-03"), "charged 1, covered 1, allowance:first-48h/0 x1");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-04 S9480 1 outside_dates"});
}

TEST(AllowanceInHours, TakesASessionThatStartsASecondBeforeItsEndAndNoneAtIt) {
  const auto of = [](const char* start) {
    return first_hours()
        .session({.date = "2026-03-02", .start = "2026-03-02T09:00:00-06:00"})
        .session({.date = "2026-03-04", .start = start})
        .as_of("2026-03-05T00:00:00Z")
        .uncovered();
  };
  EXPECT_EQ(of("2026-03-04T08:59:59-06:00"), Texts{});
  EXPECT_EQ(of("2026-03-04T09:00:00-06:00"), Texts{"2026-03-04 S9480 1 outside_dates"});
}

TEST(AllowanceInHours, EndsOnTheDateOfItsLastSecond) {
  const auto now = first_hours()
                       .session({.date = "2026-03-02", .start = "2026-03-02T00:00:00-06:00"})
                       .as_of("2026-03-05T00:00:00Z");
  EXPECT_EQ(span(now), "2026-03-01..2026-03-03");
}

TEST(AllowanceInHours, CountsElapsedHoursOverAClockChange) {
  const auto now = first_hours()  // clocks go forward in the night to Sunday
                       .session({.date = "2026-03-07", .start = "2026-03-07T09:00:00-06:00"})
                       .session({.date = "2026-03-09", .start = "2026-03-09T09:30:00-05:00"})
                       .session({.date = "2026-03-10", .start = "2026-03-10T09:30:00-05:00"})
                       .as_of("2026-03-12T00:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-10 S9480 1 outside_dates"});
}

TEST(AllowanceInHours, GoesByTheFirstSessionOfASummedDate) {
  const auto now = first_hours()
                       .session({.date = "2026-03-02", .start = "2026-03-02T12:00:00-06:00"})
                       .session({.date = "2026-03-04", .start = "2026-03-04T11:00:00-06:00"})
                       .session({.id = "later", .start = "2026-03-04T15:00:00-06:00"})
                       .as_of("2026-03-05T06:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{});
}

TEST(AllowanceInHours, GoesByTheForecastUntilSomebodyCame) {
  auto story = first_hours();
  const auto now = story.meets({"mon", "tue", "wed"}, "09:00", 180, "S9480")
                       .discharged("2026-03-06")
                       .as_of("2026-03-01T14:00:00Z");
  EXPECT_EQ(span(now), "2026-03-01..2026-03-04");
  EXPECT_EQ(now.covered_through(), "2026-03-03");
  EXPECT_EQ(now.first_uncovered_day(), "2026-03-04");
}

TEST(AllowanceInHours, HasNoEndWhileThereIsNoSession) {
  EXPECT_EQ(span(first_hours().as_of("2026-03-01T14:00:00Z")), "2026-03-01..");
}

TEST(AllowanceInHours, TakesNothingFromBeforeTheAdmission) {
  const auto now = first_hours()
                       .session({.date = "2026-02-28", .start = "2026-02-28T09:00:00-06:00"})
                       .as_of("2026-03-05T00:00:00Z");
  EXPECT_EQ(now.uncovered(), Texts{"2026-02-28 S9480 1 outside_dates"});
}

TEST(AllowanceInHours, RestsOnTheSessionThatStartsItsTimeEvenIfItPaysForAnother) {
  auto story = first_hours();
  const Seq admission = 1;
  const Seq other =
      story.session({.id = "other", .start = "2026-03-02T09:00:00-06:00", .service = "90853"})
          .last();
  const Seq paid = story.attended("2026-03-03").last();
  const auto now = story.as_of("2026-03-04T00:00:00Z");
  EXPECT_EQ(now.standing().authorizations.at(0).lines.at(0).because.events,
            (std::vector<Seq>{admission, other, paid}));
}

}  // namespace
}  // namespace authledger
