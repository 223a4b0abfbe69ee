// Which days a payer works: Monday to Friday, less holidays.
//
// `us_federal` knows the eleven days of 5 U.S.C. 6103 by rule (Juneteenth from 2021), observed on
// the Friday before when they fall on a Saturday and on the Monday after when on a Sunday; so 31
// December can be one.
#pragma once

#include <string_view>
#include <vector>

#include "engine/time/date.hpp"

namespace authledger {

enum class HolidaySet : std::uint8_t { us_federal, none };

std::string_view word(HolidaySet set);  // "us-federal", "none"

struct BusinessCalendar {
  HolidaySet holidays = HolidaySet::us_federal;
  std::vector<Date> extra_holidays;  // ascending

  bool is_business_day(Date date) const;
  Date roll_back(Date date) const;  // itself, or the closest earlier business day
};

bool is_us_federal_holiday(Date date);  // as observed

// Steps n calendar days; negative n steps back.
inline Date shift_days(Date date, int n) {
  return date + n;
}

// Steps a day at a time and stops on the |n|-th business day met; n = 0 is the date itself, or the
// next business day.
Date shift_business_days(Date date, int n, const BusinessCalendar& calendar);

}  // namespace authledger
