#include "engine/time/date.hpp"

#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::date;
using test::instant;

TEST(Date, IsPrintedAsItIsWritten) {
  for (const auto* text :
       {"1900-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "2026-03-02", "2199-12-31"})
    EXPECT_EQ(to_text(date(text)), text);
}

TEST(Date, CountsDaysFrom1970) {
  EXPECT_EQ(date("1970-01-01").days(), 0);
  EXPECT_EQ(date("1969-12-31").days(), -1);
  EXPECT_EQ(date("2000-03-01").days(), 11017);
  EXPECT_EQ(date("1900-01-01").days(), -25567);
}

TEST(Date, KnowsItsWeekday) {
  EXPECT_EQ(word(date("1970-01-01").weekday()), "thu");
  EXPECT_EQ(word(date("1969-12-31").weekday()), "wed");
  EXPECT_EQ(word(date("1900-01-01").weekday()), "mon");
  EXPECT_EQ(word(date("2026-03-02").weekday()), "mon");
  EXPECT_EQ(word(date("2024-02-29").weekday()), "thu");
}

TEST(Date, StepsOverLeapDays) {
  EXPECT_EQ(to_text(date("2024-02-28") + 1), "2024-02-29");
  EXPECT_EQ(to_text(date("2024-02-28") + 2), "2024-03-01");
  EXPECT_EQ(to_text(date("2026-02-28") + 1), "2026-03-01");
  EXPECT_EQ(to_text(date("2100-02-28") + 1), "2100-03-01");
  EXPECT_EQ(to_text(date("2000-03-01") - 1), "2000-02-29");
  EXPECT_EQ(date("2025-01-01") - date("2024-01-01"), 366);
}

class ImpossibleDate : public testing::TestWithParam<const char*> {};
TEST_P(ImpossibleDate, IsNone) {
  EXPECT_FALSE(parse_date(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Dates, ImpossibleDate,
                         testing::Values("2026-02-29", "2100-02-29", "2026-02-30", "2026-04-31",
                                         "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32",
                                         "1899-12-31", "2200-01-01", "0000-00-00", "2026-1-1",
                                         "2026-3-02", "26-03-02", "2026/03/02", "20260302",
                                         "2026-03-02 ", " 2026-03-02", "2026-03-02T00:00:00Z",
                                         "2026-03-0a", "+026-03-02", "-026-03-02", "2026--3-02",
                                         "2026-03-+2", "", "2026-03-", "\xd9\xa2\xd9\xa0-03-02"));

TEST(Age, TurnsOnTheBirthday) {
  EXPECT_EQ(age_on(date("2008-03-02"), date("2026-03-01")), 17);
  EXPECT_EQ(age_on(date("2008-03-02"), date("2026-03-02")), 18);
  EXPECT_EQ(age_on(date("2008-12-31"), date("2026-01-01")), 17);
}

TEST(Age, OfALeapDayTurnsOnTheFirstOfMarch) {
  EXPECT_EQ(age_on(date("2008-02-29"), date("2026-02-28")), 17);
  EXPECT_EQ(age_on(date("2008-02-29"), date("2026-03-01")), 18);
  EXPECT_EQ(age_on(date("2008-02-29"), date("2028-02-28")), 19);
  EXPECT_EQ(age_on(date("2008-02-29"), date("2028-02-29")), 20);
}

TEST(Instant, IsReadWithAnyOffsetAndPrintedInUtc) {
  EXPECT_EQ(to_text(instant("2026-03-02T08:00:00-06:00")), "2026-03-02T14:00:00Z");
  EXPECT_EQ(to_text(instant("2026-03-02T08:00:00+05:30")), "2026-03-02T02:30:00Z");
  EXPECT_EQ(to_text(instant("2026-03-02T00:00:00+14:00")), "2026-03-01T10:00:00Z");
  EXPECT_EQ(to_text(instant("2026-12-31T20:00:00-06:00")), "2027-01-01T02:00:00Z");
  EXPECT_EQ(to_text(instant("2026-03-02T08:00:00Z")), "2026-03-02T08:00:00Z");
  EXPECT_EQ(to_text(instant("2026-03-02t08:00:00z")), "2026-03-02T08:00:00Z");
  EXPECT_EQ(to_text(instant("2026-03-02T08:00:00-00:00")), "2026-03-02T08:00:00Z");
}

TEST(Instant, KeepsMicrosecondsAndCutsTheRest) {
  EXPECT_EQ(instant("1970-01-01T00:00:00.1Z").microseconds(), 100'000);
  EXPECT_EQ(instant("1970-01-01T00:00:00.000001Z").microseconds(), 1);
  EXPECT_EQ(instant("1970-01-01T00:00:00.9999999Z").microseconds(), 999'999);
  EXPECT_EQ(to_text(instant("2026-03-02T08:00:00.999999Z")), "2026-03-02T08:00:00Z");
  EXPECT_EQ(to_exact_text(instant("2026-03-02T08:00:00.5Z")), "2026-03-02T08:00:00.500000Z");
  EXPECT_EQ(to_exact_text(instant("2026-03-02T08:00:00Z")), "2026-03-02T08:00:00Z");
}

TEST(Instant, BeforeTheEpochIsRoundedDown) {
  EXPECT_EQ(instant("1969-12-31T23:59:59.5Z").microseconds(), -500'000);
  EXPECT_EQ(instant("1969-12-31T23:59:59.5Z").seconds(), -1);
  EXPECT_EQ(to_text(instant("1969-12-31T23:59:59.5Z")), "1969-12-31T23:59:59Z");
  EXPECT_EQ(to_exact_text(instant("1969-12-31T23:59:59.5Z")), "1969-12-31T23:59:59.500000Z");
  EXPECT_EQ(to_text(instant("1900-01-01T00:00:00+14:00")), "1899-12-31T10:00:00Z");
}

TEST(Instant, TakesHoursElapsedAndNotOnTheClock) {
  // Two o'clock does not exist in Chicago on 8 March 2026; a day of 24 hours ends an hour later.
  const Instant before = instant("2026-03-07T09:00:00-06:00");
  EXPECT_EQ(to_text(before.plus_hours(24)), "2026-03-08T15:00:00Z");
  EXPECT_EQ(to_text(before.plus_hours(-24)), "2026-03-06T15:00:00Z");
}

class ImpossibleInstant : public testing::TestWithParam<const char*> {};
TEST_P(ImpossibleInstant, IsNone) {
  EXPECT_FALSE(parse_instant(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(
    Instants, ImpossibleInstant,
    testing::Values("2026-03-02T08:00:00", "2026-03-02 08:00:00Z", "2026-03-02", "08:00:00Z",
                    "2026-02-30T08:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T08:60:00Z",
                    "2026-03-02T08:00:60Z", "2026-03-02T08:00:61Z", "2026-03-02T08:00Z",
                    "2026-03-02T08:00:00.Z", "2026-03-02T08:00:00,5Z", "2026-03-02T08:00:00+0600",
                    "2026-03-02T08:00:00+6:00", "2026-03-02T08:00:00+24:00",
                    "2026-03-02T08:00:00+06:60", "2026-03-02T08:00:00-06:00Z",
                    "2026-03-02T08:00:00Z ", "2026-03-02T-8:00:00Z", "2026-03-02T08:00:00 Z",
                    "2026-03-02T08:00:00.0000000000000000000000000000000000000000000000000Z", ""));

TEST(Instant, IsReadAndPrintedInEveryYearThatADateHas) {
  for (const char* text : {"1900-01-01T00:00:00Z", "1901-12-13T20:45:51Z", "2038-01-19T03:14:08Z",
                           "2040-02-29T12:00:00Z", "2199-12-31T23:59:59Z"})
    EXPECT_EQ(to_text(*parse_instant(text)), text);
  EXPECT_EQ(parse_instant("2199-12-31T00:00:00Z")->seconds(), 7'258'032'000);
}

TEST(TimeOfDay, IsReadAndPrinted) {
  EXPECT_EQ(parse_time_of_day("00:00")->minutes, 0);
  EXPECT_EQ(parse_time_of_day("23:59")->minutes, 1439);
  EXPECT_EQ(to_text(TimeOfDay{9 * 60 + 5}), "09:05");
  for (const auto* text : {"24:00", "23:60", "9:00", "09:00:00", "0900", "", "ab:cd", "-1:00"})
    EXPECT_FALSE(parse_time_of_day(text)) << text;
}

TEST(Weekday, HasAWordOfThreeLetters) {
  for (const auto* text : {"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
    EXPECT_EQ(word(parse_weekday(text).value()), text);
  EXPECT_FALSE(parse_weekday("Mon"));
  EXPECT_FALSE(parse_weekday("monday"));
  EXPECT_FALSE(parse_weekday(""));
}

TEST(PlusMonths, KeepsTheDayOrTakesTheMonthsLast) {
  const auto after = [](const char* day, int months) {
    return to_text(plus_months(*parse_date(day), months));
  };
  EXPECT_EQ(after("2026-03-02", 1), "2026-04-02");
  EXPECT_EQ(after("2026-12-15", 1), "2027-01-15");
  EXPECT_EQ(after("2026-03-31", 1), "2026-04-30");
  EXPECT_EQ(after("2027-12-31", 2), "2028-02-29");
  EXPECT_EQ(after("2028-02-29", 12), "2029-02-28");
  EXPECT_EQ(after("2026-03-31", 0), "2026-03-31");
}

TEST(PlusMonths, GoesBackToo) {
  EXPECT_EQ(to_text(plus_months(*parse_date("2026-01-31"), -2)), "2025-11-30");
  EXPECT_EQ(to_text(plus_months(*parse_date("2026-03-31"), -1)), "2026-02-28");
  EXPECT_EQ(to_text(plus_months(*parse_date("2026-01-15"), -13)), "2024-12-15");
}

}  // namespace
}  // namespace authledger
