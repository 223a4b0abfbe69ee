// Date is a day on the wall calendar; Instant is a point in time. They do not mix: only a Zone
// (zone.hpp) turns one into the other, so nobody can compare a service date with a deadline by
// accident.
//
//     Date admitted = *parse_date("2026-03-02");         // a Monday
//     admitted + 7;                                      // 2026-03-09
//     Instant now = *parse_instant("2026-03-02T08:00:00-06:00");
//
// Dates reach from 1900-01-01 to 2199-12-31; what lies outside is refused at the doors.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authledger {

enum class Weekday : std::uint8_t { mon, tue, wed, thu, fri, sat, sun };

class Date {
 public:
  constexpr Date() = default;
  static constexpr Date from_days(std::int32_t days_since_1970) {
    Date date;
    date.days_ = days_since_1970;
    return date;
  }
  constexpr std::int32_t days() const { return days_; }  // since 1970-01-01
  constexpr Weekday weekday() const {                    // 1970-01-01 was a Thursday
    return static_cast<Weekday>(((days_ + 3) % 7 + 7) % 7);
  }

  friend constexpr auto operator<=>(Date, Date) = default;
  friend constexpr Date operator+(Date date, int days) { return from_days(date.days_ + days); }
  friend constexpr Date operator-(Date date, int days) { return from_days(date.days_ - days); }
  friend constexpr int operator-(Date later, Date earlier) { return later.days_ - earlier.days_; }

 private:
  std::int32_t days_ = 0;
};

struct CivilDay {
  int year;
  int month;  // 1..12
  int day;    // 1..31
};

CivilDay civil(Date date);
std::optional<Date> make_date(int year, int month,
                              int day);  // none for an impossible or out-of-reach day

std::optional<Date> parse_date(std::string_view text);  // exactly YYYY-MM-DD
std::string to_text(Date date);
void append_text(std::string& out, Date date);

// The same day of the month that many calendar months on, or that month's last day when it has no
// such day.
Date plus_months(Date date, int months);

// Age in whole years; who was born on 29 February turns on 1 March in other years.
int age_on(Date birth, Date on);

// A point in time, in microseconds since 1970-01-01T00:00:00Z.
class Instant {
 public:
  constexpr Instant() = default;
  static constexpr Instant from_microseconds(std::int64_t value) {
    Instant instant;
    instant.microseconds_ = value;
    return instant;
  }
  static constexpr Instant from_seconds(std::int64_t value) {
    return from_microseconds(value * 1'000'000);
  }
  constexpr std::int64_t microseconds() const { return microseconds_; }
  constexpr std::int64_t seconds() const {  // rounded down
    const std::int64_t whole = microseconds_ / 1'000'000;
    return microseconds_ % 1'000'000 < 0 ? whole - 1 : whole;
  }
  constexpr Instant plus_hours(std::int64_t hours) const {
    return from_microseconds(microseconds_ + hours * 3'600'000'000);
  }
  friend constexpr auto operator<=>(Instant, Instant) = default;

 private:
  std::int64_t microseconds_ = 0;
};

std::optional<Instant> parse_instant(
    std::string_view text);            // RFC 3339 with an offset; digits past the sixth are cut
std::string to_text(Instant instant);  // UTC with Z, whole seconds
void append_text(std::string& out, Instant instant);
std::string to_exact_text(
    Instant instant);  // UTC with Z, microseconds when there are any: for storage

// Minutes after midnight on the wall clock.
struct TimeOfDay {
  int minutes = 0;
  friend constexpr auto operator<=>(TimeOfDay, TimeOfDay) = default;
};

std::optional<TimeOfDay> parse_time_of_day(std::string_view text);  // exactly HH:MM, 00:00 to 23:59
std::string to_text(TimeOfDay time);

std::string_view word(Weekday day);  // "mon"
std::optional<Weekday> parse_weekday(std::string_view word);

}  // namespace authledger
