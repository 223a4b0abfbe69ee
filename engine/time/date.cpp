#include "engine/time/date.hpp"

#include <array>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstdlib>

namespace authledger {
namespace {

using Calendar = boost::gregorian::gregorian_calendar;

constexpr int first_year = 1900;
constexpr int last_year = 2199;
constexpr std::array<std::string_view, 7> weekday_words{"mon", "tue", "wed", "thu",
                                                        "fri", "sat", "sun"};

std::uint32_t boost_day_number(int year, int month, int day) {
  return Calendar::day_number({static_cast<unsigned short>(year),
                               static_cast<unsigned short>(month),
                               static_cast<unsigned short>(day)});
}

// Of 1970-01-01; a constant, because dates are said before main() begins, too.
constexpr std::int64_t boost_epoch = 2'440'588;

// The digits at [from, from + count) as a number, or -1.
int digits(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (std::size_t i = from; i < from + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

void append_padded(std::string& out, int value, int width) {
  char buffer[12];
  for (int i = width - 1; i >= 0; --i) {
    buffer[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(buffer, static_cast<std::size_t>(width));
}

struct ClockTime {
  std::int64_t microseconds;  // after midnight
  std::size_t length;         // characters read
};

// "HH:MM:SS" with an optional fraction.
std::optional<ClockTime> parse_clock(std::string_view text) {
  if (text.size() < 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const int hour = digits(text, 0, 2), minute = digits(text, 3, 2), second = digits(text, 6, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return std::nullopt;
  std::int64_t microseconds = ((hour * 60 + minute) * 60 + second) * std::int64_t{1'000'000};
  std::size_t length = 8;
  if (text.size() > 8 && text[8] == '.') {
    std::int64_t weight = 100'000;
    for (++length; length < text.size() && text[length] >= '0' && text[length] <= '9'; ++length) {
      microseconds += weight * (text[length] - '0');
      weight /= 10;
    }
    if (length == 9) return std::nullopt;
  }
  return ClockTime{microseconds, length};
}

// "Z" or "+HH:MM", in seconds east of UTC.
std::optional<int> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const int hours = digits(text, 1, 2), minutes = digits(text, 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes) * 60;
}

}  // namespace

CivilDay civil(Date date) {
  const auto day = Calendar::from_day_number(static_cast<std::uint32_t>(boost_epoch + date.days()));
  return {day.year, day.month, day.day};
}

std::optional<Date> make_date(int year, int month, int day) {
  if (year < first_year || year > last_year || month < 1 || month > 12 || day < 1)
    return std::nullopt;
  const auto last = Calendar::end_of_month_day(static_cast<unsigned short>(year),
                                               static_cast<unsigned short>(month));
  if (day > last) return std::nullopt;
  return Date::from_days(
      static_cast<std::int32_t>(boost_day_number(year, month, day) - boost_epoch));
}

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return make_date(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
}

void append_text(std::string& out, Date date) {
  const CivilDay day = civil(date);
  append_padded(out, day.year, 4);
  out += '-';
  append_padded(out, day.month, 2);
  out += '-';
  append_padded(out, day.day, 2);
}

std::string to_text(Date date) {
  std::string text;
  append_text(text, date);
  return text;
}

Date plus_months(Date date, int months) {
  const CivilDay day = civil(date);
  const int month_number = day.year * 12 + (day.month - 1) + months;
  const int year = month_number / 12, month = month_number % 12 + 1;
  const int last = Calendar::end_of_month_day(static_cast<unsigned short>(year),
                                              static_cast<unsigned short>(month));
  return Date::from_days(static_cast<std::int32_t>(
      boost_day_number(year, month, std::min(day.day, last)) - boost_epoch));
}

int age_on(Date birth, Date on) {
  const CivilDay born = civil(birth), today = civil(on);
  const bool before_birthday =
      today.month < born.month || (today.month == born.month && today.day < born.day);
  return today.year - born.year - (before_birthday ? 1 : 0);
}

std::optional<Instant> parse_instant(std::string_view text) {
  if (text.size() < 20 || text.size() > 64 || (text[10] != 'T' && text[10] != 't'))
    return std::nullopt;
  const auto date = parse_date(text.substr(0, 10));
  const auto clock = parse_clock(text.substr(11));
  if (!date || !clock) return std::nullopt;
  const auto offset = parse_offset(text.substr(11 + clock->length));
  if (!offset) return std::nullopt;
  constexpr std::int64_t second = 1'000'000;
  return Instant::from_microseconds(date->days() * (86'400 * second) + clock->microseconds -
                                    *offset * second);
}

void append_text(std::string& out, Instant instant) {
  const std::int64_t seconds = instant.seconds();
  std::int64_t day = seconds / 86'400;
  if (seconds % 86'400 < 0) --day;
  const int of_day = static_cast<int>(seconds - day * 86'400);
  append_text(out, Date::from_days(static_cast<std::int32_t>(day)));
  out += 'T';
  append_padded(out, of_day / 3600, 2);
  out += ':';
  append_padded(out, of_day / 60 % 60, 2);
  out += ':';
  append_padded(out, of_day % 60, 2);
  out += 'Z';
}

std::string to_text(Instant instant) {
  std::string text;
  append_text(text, instant);
  return text;
}

std::string to_exact_text(Instant instant) {
  std::string text = to_text(instant);
  const int fraction = static_cast<int>(instant.microseconds() - instant.seconds() * 1'000'000);
  if (fraction != 0) {
    text.back() = '.';
    append_padded(text, fraction, 6);
    text += 'Z';
  }
  return text;
}

std::optional<TimeOfDay> parse_time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hour = digits(text, 0, 2), minute = digits(text, 3, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  return TimeOfDay{hour * 60 + minute};
}

std::string to_text(TimeOfDay time) {
  std::string text;
  append_padded(text, time.minutes / 60, 2);
  text += ':';
  append_padded(text, time.minutes % 60, 2);
  return text;
}

std::string_view word(Weekday day) {
  return weekday_words[static_cast<std::size_t>(day)];
}

std::optional<Weekday> parse_weekday(std::string_view word) {
  for (std::size_t i = 0; i < weekday_words.size(); ++i)
    if (weekday_words[i] == word) return static_cast<Weekday>(i);
  return std::nullopt;
}

}  // namespace authledger
