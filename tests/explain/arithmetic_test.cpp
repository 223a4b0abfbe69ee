// Deadlines reckoned aloud: what is stepped over is named, and both clocks are told when they
// differ.
#include "engine/explain/arithmetic.hpp"

#include <gtest/gtest.h>

#include "engine/explain/holidays.hpp"
#include "tests/support/given.hpp"

namespace authledger::explain {
namespace {

using test::date;
using test::instant;
using test::zone;

class Reckoning : public testing::Test {
 protected:
  Arithmetic in(const std::string& facility) {
    facility_ = zone(facility);
    words_ = Wording(date("2026-03-02"), *facility_);
    return {payer, *facility_, *words_};
  }
  std::string due(const Arithmetic& arithmetic, Anchor anchor, const Span& span, int k) {
    std::string text;
    for (const std::string& said : arithmetic.due(anchor, "the start", span, k).said)
      text += said + ". ";
    return text;
  }
  Anchor on(std::string_view day) { return {date(day), facility_->start_of(date(day))}; }

  PayerTime payer{.zone = zone("America/Chicago"), .cutoff = {17 * 60}, .calendar = {}};
  std::optional<Zone> facility_;
  std::optional<Wording> words_;
};

TEST_F(Reckoning, NamesTheHolidayAndTheWeekendThatItStepsOver) {
  const Arithmetic central = in("America/Chicago");
  EXPECT_EQ(central.shifted(date("2026-05-22"), "", Span::business_days(1), 1).said,
            "1 business day after Friday 22 May is Tuesday 26 May, stepping over the weekend of "
            "Saturday 23 May and Monday 25 May (Memorial Day)");
  EXPECT_EQ(central.shifted(date("2026-03-27"), "the end", Span::business_days(2), -1).said,
            "2 business days before the end, Friday 27 March, is Wednesday 25 March");
}

TEST_F(Reckoning, CountsTheWeekendsOfALongWayAndNamesOnlyItsHolidays) {
  const Arithmetic central = in("America/Chicago");
  EXPECT_EQ(central.shifted(date("2026-06-01"), "", Span::business_days(30), 1).said,
            "30 business days after Monday 1 June is Wednesday 15 July, stepping over 6 weekends "
            "and Friday 19 June (Juneteenth) and Friday 3 July (Independence Day (observed))");
}

TEST_F(Reckoning, NoBusinessDaysFromASaturdayIsTheNextOne) {
  EXPECT_EQ(in("America/Chicago").shifted(date("2026-03-07"), "", Span::business_days(0), 1).said,
            "Saturday 7 March is no business day (a weekend day); the next one is Monday 9 March");
}

TEST_F(Reckoning, TellsBothClocksWhenTheyDiffer) {
  EXPECT_EQ(in("America/Denver").cutoff_on(date("2026-03-25")).said.front(),
            "The payer's day ends at its cutoff: Wednesday 25 March 2026 17:00 Central at the "
            "payer, which is 16:00 Mountain at the facility");
  EXPECT_EQ(in("America/Chicago").cutoff_on(date("2026-03-25")).said.front(),
            "The payer's day ends at its cutoff: Wednesday 25 March 2026 17:00 Central");
}

TEST_F(Reckoning, HoursRunOnAndSayWhenTheClocksChange) {
  const Arithmetic central = in("America/Chicago");
  const Anchor evening{date("2026-03-07"), instant("2026-03-07T18:00:00-06:00")};
  EXPECT_EQ(due(central, evening, Span::hours(24), 1),
            "24 hours by the clock after the start, Saturday 7 March 18:00 Central, is Sunday 8 "
            "March 2026 19:00 Central; hours run through nights, weekends and holidays. The "
            "clocks at the facility go forward 1 hour in between, so the wall clock shows 19:00 "
            "and not 18:00. ");
}

TEST_F(Reckoning, SaysWhichOfTwoHoursOfOneNight) {
  in("America/Chicago");
  EXPECT_EQ(words_->moment_here(instant("2026-11-01T06:30:00Z")),
            "Sunday 1 November 01:30 Central (the first of that night)");
  EXPECT_EQ(words_->moment_here(instant("2026-11-01T07:30:00Z")),
            "Sunday 1 November 01:30 Central (the second of that night)");
}

TEST_F(Reckoning, AMonthWithoutTheDayEndsOnItsLast) {
  EXPECT_EQ(due(in("America/Chicago"), on("2026-01-31"), Span::months(1), 1),
            "1 month after the start, Saturday 31 January, is Saturday 28 February, the last day "
            "of that month, which has no 31st. The payer's day ends at its cutoff: Saturday 28 "
            "February 2026 17:00 Central. ");
}

TEST_F(Reckoning, SaysHowOftenASpanIsTaken) {
  EXPECT_EQ(due(in("America/Chicago"), on("2026-03-02"), Span::days(60), 3),
            "180 days after the start, Monday 2 March, is Saturday 29 August (occurrence 3: 180 "
            "days (3 times 60 days)). The payer's day ends at its cutoff: Saturday 29 August 2026 "
            "17:00 Central. ");
}

TEST_F(Reckoning, WeighsThePartsOfTheLater) {
  const Span span{Span::Kind::later_of, 0, {Span::hours(36), Span::business_days(1)}};
  const auto reached =
      in("America/Chicago")
          .due({date("2026-03-13"), instant("2026-03-13T15:00:00-05:00")}, "the request", span, 1);
  EXPECT_EQ(reached.at, instant("2026-03-16T17:00:00-05:00"));
  EXPECT_EQ(reached.said.back(), "Of these the later counts: Monday 16 March 2026 17:00 Central");
}

TEST(HolidayNames, AreThoseOfTheObservedDay) {
  EXPECT_EQ(federal_holiday_name(date("2026-01-19")), "Martin Luther King Jr. Day");
  EXPECT_EQ(federal_holiday_name(date("2026-02-16")), "Washington's Birthday");
  EXPECT_EQ(federal_holiday_name(date("2026-09-07")), "Labor Day");
  EXPECT_EQ(federal_holiday_name(date("2026-10-12")), "Columbus Day");
  EXPECT_EQ(federal_holiday_name(date("2026-11-26")), "Thanksgiving Day");
  EXPECT_EQ(federal_holiday_name(date("2021-12-31")), "New Year's Day (observed)");
  EXPECT_EQ(federal_holiday_name(date("2023-11-10")), "Veterans Day (observed)");
  EXPECT_EQ(federal_holiday_name(date("2022-12-26")), "Christmas Day (observed)");
  EXPECT_EQ(federal_holiday_name(date("2026-03-02")), "");
}

TEST(HolidayNames, AreThereForEveryHoliday) {
  for (Date day = date("2020-01-01"); day < date("2040-01-01"); day = day + 1)
    EXPECT_EQ(federal_holiday_name(day).empty(), !is_us_federal_holiday(day)) << to_text(day);
}

TEST(HolidayNames, ThePayersOwnAreCalledSo) {
  const BusinessCalendar calendar{HolidaySet::us_federal, {date("2026-11-27")}};
  EXPECT_EQ(why_no_business_day(date("2026-11-27"), calendar), "a holiday of the payer's own");
}

}  // namespace
}  // namespace authledger::explain
