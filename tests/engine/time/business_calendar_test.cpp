#include "engine/time/business_calendar.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/given.hpp"
#include "tests/support/json.hpp"

namespace authledger {
namespace {

using test::date;

const BusinessCalendar federal{};
const BusinessCalendar plain{HolidaySet::none, {}};

std::string shifted(const char* from, int n) {
  return to_text(shift_business_days(date(from), n, federal));
}

TEST(BusinessDay, IsMondayToFridayLessHolidays) {
  EXPECT_TRUE(federal.is_business_day(date("2026-03-02")));   // Monday
  EXPECT_TRUE(federal.is_business_day(date("2026-03-06")));   // Friday
  EXPECT_FALSE(federal.is_business_day(date("2026-03-07")));  // Saturday
  EXPECT_FALSE(federal.is_business_day(date("2026-03-08")));  // Sunday
  EXPECT_FALSE(federal.is_business_day(date("2026-05-25")));  // Memorial Day
  EXPECT_TRUE(plain.is_business_day(date("2026-05-25")));
  EXPECT_FALSE(plain.is_business_day(date("2026-05-24")));
}

TEST(BusinessDay, IsNoneOnAnExtraHoliday) {
  const BusinessCalendar with_extra{HolidaySet::none, {date("2026-03-02"), date("2026-03-04")}};
  EXPECT_FALSE(with_extra.is_business_day(date("2026-03-02")));
  EXPECT_TRUE(with_extra.is_business_day(date("2026-03-03")));
  EXPECT_FALSE(with_extra.is_business_day(date("2026-03-04")));
  EXPECT_TRUE(with_extra.is_business_day(date("2026-12-25")));
  const BusinessCalendar both{HolidaySet::us_federal, {date("2026-03-02")}};
  EXPECT_FALSE(both.is_business_day(date("2026-03-02")));
  EXPECT_FALSE(both.is_business_day(date("2026-12-25")));
}

TEST(ShiftBusinessDays, StopsOnTheNthMet) {
  EXPECT_EQ(shifted("2026-03-02", 1), "2026-03-03");
  EXPECT_EQ(shifted("2026-03-06", 1), "2026-03-09");  // over the weekend
  EXPECT_EQ(shifted("2026-03-07", 1), "2026-03-09");  // from a Saturday
  EXPECT_EQ(shifted("2026-03-02", 5), "2026-03-09");
  EXPECT_EQ(shifted("2026-05-22", 1), "2026-05-26");  // over Memorial Day
}

TEST(ShiftBusinessDays, GoesBackwards) {
  EXPECT_EQ(shifted("2026-03-09", -1), "2026-03-06");
  EXPECT_EQ(shifted("2026-03-08", -1), "2026-03-06");
  EXPECT_EQ(shifted("2026-03-09", -5), "2026-03-02");
  EXPECT_EQ(shifted("2026-05-26", -1), "2026-05-22");
}

TEST(ShiftBusinessDays, OfZeroIsTheDateOrTheNextBusinessDay) {
  EXPECT_EQ(shifted("2026-03-02", 0), "2026-03-02");
  EXPECT_EQ(shifted("2026-03-07", 0), "2026-03-09");
  EXPECT_EQ(shifted("2026-05-23", 0), "2026-05-26");
}

TEST(ShiftDays, CountsEveryDay) {
  EXPECT_EQ(to_text(shift_days(date("2026-03-06"), 2)), "2026-03-08");
  EXPECT_EQ(to_text(shift_days(date("2026-03-01"), -1)), "2026-02-28");
  EXPECT_EQ(to_text(shift_days(date("2026-03-07"), 0)), "2026-03-07");
}

TEST(RollBack, IsTheClosestEarlierBusinessDay) {
  EXPECT_EQ(to_text(federal.roll_back(date("2026-03-02"))), "2026-03-02");
  EXPECT_EQ(to_text(federal.roll_back(date("2026-03-08"))), "2026-03-06");
  EXPECT_EQ(to_text(federal.roll_back(date("2026-05-25"))), "2026-05-22");
  EXPECT_EQ(to_text(federal.roll_back(date("2022-01-01"))), "2021-12-30");
}

TEST(FederalHoliday, MayBeTheLastOfDecember) {
  EXPECT_TRUE(is_us_federal_holiday(date("2021-12-31")));   // 1 January 2022 is a Saturday
  EXPECT_FALSE(is_us_federal_holiday(date("2022-01-01")));  // observed the day before
  EXPECT_TRUE(is_us_federal_holiday(date("2023-01-02")));   // 1 January 2023 is a Sunday
  EXPECT_FALSE(is_us_federal_holiday(date("2025-12-31")));
}

TEST(FederalHoliday, JuneteenthIsOneFrom2021) {
  EXPECT_FALSE(is_us_federal_holiday(date("2020-06-19")));
  EXPECT_TRUE(is_us_federal_holiday(date("2021-06-18")));  // 19 June 2021 is a Saturday
  EXPECT_TRUE(is_us_federal_holiday(date("2026-06-19")));
}

TEST(FederalHoliday, IsKnownToTheEndsOfTheCalendar) {
  EXPECT_TRUE(is_us_federal_holiday(date("1900-01-01")));
  EXPECT_TRUE(is_us_federal_holiday(date("2199-12-25")));
  EXPECT_FALSE(is_us_federal_holiday(Date::from_days(-10'000'000)));
  EXPECT_FALSE(is_us_federal_holiday(Date::from_days(10'000'000)));
}

// The names under which the public list (tests/data/us-holidays) holds the eleven of 5 U.S.C. 6103.
// It holds other days too, which are left out here because the statute does not name them:
// observances (Groundhog Day, Halloween, ...), days that some states or exchanges keep (Good
// Friday, Christmas Eve, Election Day, the day after Christmas), and national days of mourning,
// which are single executive orders. A few names stand twice in the list, by two styles of name.
const std::set<std::string> statutory{"New Year's Day",
                                      "Birthday of Martin Luther King, Jr.",
                                      "Martin Luther King Jr. Day",
                                      "Washington's Birthday",
                                      "Memorial Day",
                                      "Juneteenth National Independence Day",
                                      "Independence Day",
                                      "Labor Day",
                                      "Columbus Day",
                                      "Veterans Day",
                                      "Thanksgiving Day",
                                      "Christmas Day"};

// The weekdays of 1986 to 2050 on which the list says that a statutory holiday is kept. From 1986
// all of them but Juneteenth stand on today's days.
std::set<std::string> days_kept_by_the_list() {
  std::set<std::string> kept;
  const auto list = test::read_json(AUTHLEDGER_SOURCE_DIR
                                    "/tests/data/us-holidays/snapshots/countries/US_COMMON.json");
  for (const auto& [day, all_names] : list.items()) {
    if (day < "1986-01-01") continue;
    std::istringstream names(all_names.get<std::string>());
    for (std::string name; std::getline(names, name, ';');) {
      name.erase(0, name.find_first_not_of(' '));
      constexpr std::string_view mark = " (observed)";
      const bool is_observed = name.ends_with(mark);
      if (is_observed) name.resize(name.size() - mark.size());
      const bool at_weekend = date(day).weekday() >= Weekday::sat;
      if (statutory.contains(name) && (is_observed || !at_weekend)) kept.insert(day);
    }
  }
  return kept;
}

TEST(FederalHolidays, AreThoseOfThePublicList) {
  const auto kept = days_kept_by_the_list();
  EXPECT_GT(kept.size(), 10u * 65u);
  for (Date day = date("1986-01-01"); day <= date("2050-12-31"); day = day + 1)
    EXPECT_EQ(is_us_federal_holiday(day), kept.contains(to_text(day))) << to_text(day);
}

}  // namespace
}  // namespace authledger
