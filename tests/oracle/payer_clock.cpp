#include "tests/oracle/payer_clock.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <algorithm>
#include <chrono>

namespace authledger::oracle {
namespace {

using std::chrono::microseconds;

date::year_month_day civil_of(Date date) {
  return date::year_month_day{date::sys_days{date::days{date.days()}}};
}

Date to_date(date::sys_days day) {
  return Date::from_days(static_cast<std::int32_t>(day.time_since_epoch().count()));
}

// The holidays by name that the law puts into `year`, on their own days.
std::vector<date::sys_days> federal_days(int number) {
  using namespace date;
  const year y{number};
  std::vector<sys_days> days = {
      y / January / 1,            // New Year's Day
      y / January / Monday[3],    // Birthday of Martin Luther King, Jr.
      y / February / Monday[3],   // Washington's Birthday
      y / May / Monday[last],     // Memorial Day
      y / July / 4,               // Independence Day
      y / September / Monday[1],  // Labor Day
      y / October / Monday[2],    // Columbus Day
      y / November / 11,          // Veterans Day
      y / November / Thursday[4],
      y / December / 25,
  };
  if (number >= 2021) days.push_back(y / June / 19);
  return days;
}

date::sys_days observed(date::sys_days day) {
  const date::weekday weekday{day};
  if (weekday == date::Saturday) return day - date::days{1};
  if (weekday == date::Sunday) return day + date::days{1};
  return day;
}

}  // namespace

Date date_in(const std::string& zone, Instant instant) {
  const date::sys_time<microseconds> at{microseconds{instant.microseconds()}};
  const auto local = date::locate_zone(zone)->to_local(at);
  return Date::from_days(
      static_cast<std::int32_t>(date::floor<date::days>(local).time_since_epoch().count()));
}

Instant instant_in(const std::string& zone, Date date, int minutes_after_midnight) {
  const date::local_seconds local =
      date::local_days{date::days{date.days()}} + std::chrono::minutes{minutes_after_midnight};
  // `first` is the only offset; or the earlier of two (the first of a doubled time); or the one
  // before the gap, with which a skipped time lands as far behind the gap as it lay in it.
  const date::local_info info = date::locate_zone(zone)->get_info(local);
  return Instant::from_seconds((local.time_since_epoch() - info.first.offset).count());
}

Instant start_of_day(const std::string& zone, Date date) {
  return instant_in(zone, date, 0);
}

int minute_of_day(const std::string& zone, Instant instant) {
  const date::sys_time<microseconds> at{microseconds{instant.microseconds()}};
  const auto local = date::locate_zone(zone)->to_local(at);
  return static_cast<int>(
      date::floor<std::chrono::minutes>(local - date::floor<date::days>(local)).count());
}

int year_of(Date date) {
  return static_cast<int>(civil_of(date).year());
}

int whole_years(Date birth, Date on) {
  const auto born = civil_of(birth);
  const auto now = civil_of(on);
  const int years = static_cast<int>(now.year()) - static_cast<int>(born.year());
  // Compares month and day; 28 February is before 29 February, 1 March is after it.
  const bool had_birthday =
      std::pair(now.month(), now.day()) >= std::pair(born.month(), born.day());
  return had_birthday ? years : years - 1;
}

bool is_federal_holiday(Date date) {
  for (const int year : {year_of(date) - 1, year_of(date), year_of(date) + 1})
    for (const date::sys_days day : federal_days(year))
      if (to_date(observed(day)) == date) return true;
  return false;
}

bool is_business_day(Date date, const PayerClock& clock) {
  if (date.weekday() == Weekday::sat || date.weekday() == Weekday::sun) return false;
  const auto& extra = clock.extra_holidays;
  if (std::find(extra.begin(), extra.end(), date) != extra.end()) return false;
  return !clock.federal_holidays || !is_federal_holiday(date);
}

Date months_after(Date date, int months) {
  const auto day = civil_of(date);
  const date::year_month month = day.year() / day.month() + date::months{months};
  const date::year_month_day same{month.year(), month.month(), day.day()};
  return to_date(same.ok() ? date::sys_days{same} : date::sys_days{month / date::last});
}

Date roll_back(Date date, const PayerClock& clock) {
  while (!is_business_day(date, clock)) date = date - 1;
  return date;
}

Date shift(Date date, const Span& span, int direction, const PayerClock& clock) {
  if (span.kind == Span::Kind::days) return date + direction * span.count;
  if (span.count == 0) {
    while (!is_business_day(date, clock)) date = date + 1;
    return date;
  }
  for (int met = 0; met < span.count;) {
    date = date + direction;
    if (is_business_day(date, clock)) ++met;
  }
  return date;
}

Instant cutoff_on(Date date, const PayerClock& clock) {
  return instant_in(clock.zone, date, clock.cutoff_minutes);
}

Instant due(Date anchor, Instant anchor_instant, const Span& span, int times,
            const PayerClock& clock) {
  if (span.kind == Span::Kind::hours)
    return Instant::from_microseconds(anchor_instant.microseconds() +
                                      std::int64_t{3'600'000'000} * span.count * times);
  if (span.kind == Span::Kind::days || span.kind == Span::Kind::business_days) {
    const Span multiple{span.kind, span.count * times, {}};
    return cutoff_on(shift(anchor, multiple, +1, clock), clock);
  }
  if (span.kind == Span::Kind::months)
    return cutoff_on(months_after(anchor, span.count * times), clock);
  std::vector<Instant> all;
  for (const Span& part : span.parts)
    all.push_back(due(anchor, anchor_instant, part, times, clock));
  return span.kind == Span::Kind::later_of ? *std::max_element(all.begin(), all.end())
                                           : *std::min_element(all.begin(), all.end());
}

Date first_day_of_week(Date date, const PayerClock& clock) {
  while (date.weekday() != clock.week_starts) date = date - 1;
  return date;
}

}  // namespace authledger::oracle
