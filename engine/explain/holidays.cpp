#include "engine/explain/holidays.hpp"

#include <algorithm>
#include <array>

namespace authledger::explain {
namespace {

constexpr std::size_t most_weekends_named = 3;
constexpr std::size_t most_holidays_named = 8;

std::string fixed_holiday_on(Date date) {
  struct Fixed {
    int month, day;
    const char* name;
  };
  constexpr std::array fixed{Fixed{1, 1, "New Year's Day"}, Fixed{6, 19, "Juneteenth"},
                             Fixed{7, 4, "Independence Day"}, Fixed{11, 11, "Veterans Day"},
                             Fixed{12, 25, "Christmas Day"}};
  const CivilDay day = civil(date);
  for (const Fixed& it : fixed)
    if (it.month == day.month && it.day == day.day) return it.name;
  return "";
}

std::string floating_holiday_of(int month) {
  switch (month) {
    case 1:
      return "Martin Luther King Jr. Day";
    case 2:
      return "Washington's Birthday";
    case 5:
      return "Memorial Day";
    case 9:
      return "Labor Day";
    case 10:
      return "Columbus Day";
    default:
      return "Thanksgiving Day";
  }
}

}  // namespace

std::string federal_holiday_name(Date date) {
  if (!is_us_federal_holiday(date)) return "";
  if (std::string name = fixed_holiday_on(date); !name.empty()) return name;
  if (date.weekday() == Weekday::fri)
    if (const std::string name = fixed_holiday_on(date + 1); !name.empty())
      return name + " (observed)";
  if (date.weekday() == Weekday::mon)
    if (const std::string name = fixed_holiday_on(date - 1); !name.empty())
      return name + " (observed)";
  return floating_holiday_of(civil(date).month);
}

std::string why_no_business_day(Date date, const BusinessCalendar& calendar) {
  if (calendar.is_business_day(date)) return "";
  if (date.weekday() >= Weekday::sat) return "a weekend day";
  if (calendar.holidays == HolidaySet::us_federal)
    if (std::string name = federal_holiday_name(date); !name.empty()) return name;
  return "a holiday of the payer's own";
}

std::string stepped_over(Date from, Date to, const BusinessCalendar& calendar,
                         const Wording& words) {
  if (to < from) std::swap(from, to);
  std::vector<std::string> all, holidays;  // in the order of the calendar
  std::size_t weekends = 0;
  for (Date date = from + 1; date < to; date = date + 1) {
    if (calendar.is_business_day(date)) continue;
    if (date.weekday() == Weekday::sat && date + 1 < to) {
      all.push_back("the weekend of " + words.day(date));
      ++weekends;
      date = date + 1;
    } else if (date.weekday() >= Weekday::sat) {
      all.push_back(words.day(date));
      ++weekends;
    } else {
      holidays.push_back(words.day(date) + " (" + why_no_business_day(date, calendar) + ")");
      all.push_back(holidays.back());
    }
  }
  if (weekends <= most_weekends_named) return listed(all, most_holidays_named, "day");
  all = {counted(static_cast<std::int64_t>(weekends), "weekend")};
  if (!holidays.empty()) all.push_back(listed(holidays, most_holidays_named, "holiday"));
  return joined(all, "and");
}

}  // namespace authledger::explain
