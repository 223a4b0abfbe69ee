// The oracle's own time: zones straight from date-tz, holidays by their definition, business days
// by counting. Shares only the plain values Date, Instant and Span with the engine.
//
//     PayerClock clock{"America/Chicago", 17 * 60, true, {}, Weekday::sun};
//     due(friday, start_of_day("America/Chicago", friday), Span::business_days(1), 1, clock)
//
// Source: ledger rules, section 1, and payers/RULES.md, section 3.
#pragma once

#include <string>
#include <vector>

#include "engine/time/deadline.hpp"

namespace authledger::oracle {

struct PayerClock {
  std::string zone;
  int cutoff_minutes = 17 * 60;
  bool federal_holidays = true;
  std::vector<Date> extra_holidays;
  Weekday week_starts = Weekday::sun;
};

Date date_in(const std::string& zone, Instant instant);
Instant instant_in(const std::string& zone, Date date, int minutes_after_midnight);
int minute_of_day(const std::string& zone, Instant instant);  // on the wall clock
Instant start_of_day(const std::string& zone, Date date);

int year_of(Date date);
int whole_years(Date birth, Date on);

bool is_federal_holiday(Date date);  // as observed
bool is_business_day(Date date, const PayerClock& clock);
Date months_after(Date date, int months);  // or that month's last day
Date roll_back(Date date, const PayerClock& clock);
Date shift(Date date, const Span& span, int direction, const PayerClock& clock);
Instant cutoff_on(Date date, const PayerClock& clock);
Instant due(Date anchor, Instant anchor_instant, const Span& span, int times,
            const PayerClock& clock);
Date first_day_of_week(Date date, const PayerClock& clock);

}  // namespace authledger::oracle
