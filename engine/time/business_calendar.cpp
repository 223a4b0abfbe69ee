#include "engine/time/business_calendar.hpp"

#include <algorithm>
#include <array>

namespace authledger {
namespace {

constexpr int first_year =
    1899;  // one year of room on both sides of the dates that the doors let in
constexpr int last_year = 2201;

Date day(int year, int month, int day_of_month) {
  // Not make_date(): the room on both sides lies outside what a door accepts.
  const int shifted_year = year - (month <= 2 ? 1 : 0);
  const int era = shifted_year / 400;
  const int year_of_era = shifted_year - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day_of_month - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return Date::from_days(era * 146'097 + day_of_era - 719'468);
}

Date nth_weekday(int year, int month, Weekday weekday, int n) {
  const Date first = day(year, month, 1);
  const int ahead = (static_cast<int>(weekday) - static_cast<int>(first.weekday()) + 7) % 7;
  return first + ahead + 7 * (n - 1);
}

Date last_monday_of_may(int year) {
  const Date last = day(year, 5, 31);
  return last - static_cast<int>(last.weekday());
}

Date observed(Date holiday) {
  if (holiday.weekday() == Weekday::sat) return holiday - 1;
  if (holiday.weekday() == Weekday::sun) return holiday + 1;
  return holiday;
}

// One bit a day, so that stepping over business days costs a look-up and not a calendar
// computation.
std::vector<bool> observed_holidays() {
  const Date origin = day(first_year, 1, 1);
  std::vector<bool> is_holiday(static_cast<std::size_t>(day(last_year + 1, 1, 1) - origin) + 3,
                               false);
  const auto mark = [&](Date date) {
    if (date >= origin) is_holiday[static_cast<std::size_t>(date - origin)] = true;
  };
  for (int year = first_year; year <= last_year; ++year) {
    mark(observed(day(year, 1, 1)));
    mark(nth_weekday(year, 1, Weekday::mon, 3));  // Martin Luther King, Jr.
    mark(nth_weekday(year, 2, Weekday::mon, 3));  // Washington's Birthday
    mark(last_monday_of_may(year));               // Memorial Day
    if (year >= 2021) mark(observed(day(year, 6, 19)));
    mark(observed(day(year, 7, 4)));
    mark(nth_weekday(year, 9, Weekday::mon, 1));   // Labor Day
    mark(nth_weekday(year, 10, Weekday::mon, 2));  // Columbus Day
    mark(observed(day(year, 11, 11)));
    mark(nth_weekday(year, 11, Weekday::thu, 4));  // Thanksgiving
    mark(observed(day(year, 12, 25)));
  }
  return is_holiday;
}

}  // namespace

std::string_view word(HolidaySet set) {
  return set == HolidaySet::us_federal ? "us-federal" : "none";
}

bool is_us_federal_holiday(Date date) {
  static const std::vector<bool> is_holiday = observed_holidays();
  static const Date origin = day(first_year, 1, 1);
  const int index = date - origin;
  return index >= 0 && static_cast<std::size_t>(index) < is_holiday.size() &&
         is_holiday[static_cast<std::size_t>(index)];
}

bool BusinessCalendar::is_business_day(Date date) const {
  if (date.weekday() >= Weekday::sat) return false;
  if (holidays == HolidaySet::us_federal && is_us_federal_holiday(date)) return false;
  return !std::binary_search(extra_holidays.begin(), extra_holidays.end(), date);
}

Date BusinessCalendar::roll_back(Date date) const {
  while (!is_business_day(date)) date = date - 1;
  return date;
}

Date shift_business_days(Date date, int n, const BusinessCalendar& calendar) {
  const int step = n < 0 ? -1 : 1;
  if (n == 0) {
    while (!calendar.is_business_day(date)) date = date + 1;
    return date;
  }
  for (int left = n < 0 ? -n : n; left > 0;) {
    date = date + step;
    if (calendar.is_business_day(date)) --left;
  }
  return date;
}

}  // namespace authledger
