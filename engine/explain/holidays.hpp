// Why a day is no business day, by name: "Monday 25 May is Memorial Day".
#pragma once

#include <string>
#include <vector>

#include "engine/explain/wording.hpp"
#include "engine/time/business_calendar.hpp"

namespace authledger::explain {

// "Memorial Day", "Independence Day (observed)"; empty when the day is no federal holiday.
std::string federal_holiday_name(Date date);

// "Memorial Day", "a holiday of the payer's own", "a weekend day"; empty for a business day.
std::string why_no_business_day(Date date, const BusinessCalendar& calendar);

// What a walk from one day to the other, both left out, steps over: "the weekend of Saturday 23 May
// and Monday 25 May (Memorial Day)"; empty: nothing. Long walks name only their holidays.
std::string stepped_over(Date from, Date to, const BusinessCalendar& calendar,
                         const Wording& words);

}  // namespace authledger::explain
