#include "engine/explain/wording.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "engine/base/result.hpp"

namespace authledger::explain {
namespace {

constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                            "July",    "August",   "September", "October", "November", "December"};
constexpr std::array weekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                              "Friday", "Saturday", "Sunday"};
constexpr std::int64_t hour_seconds = 3600;

std::string month_day(Date date) {
  const CivilDay day = civil(date);
  return std::to_string(day.day) + " " + months.at(static_cast<std::size_t>(day.month - 1));
}

// Empty, unless the clock shows the same an hour before or after.
std::string which_of_two(Instant at, const Zone& zone) {
  const std::string shown = zone.wall_clock(at);
  if (zone.wall_clock(at.plus_hours(1)) == shown) return " (the first of that night)";
  if (zone.wall_clock(at.plus_hours(-1)) == shown) return " (the second of that night)";
  return "";
}

std::string time_and_zone(Instant at, const Zone& zone) {
  return clock(at, zone) + " " + zone_word(zone) + which_of_two(at, zone);
}

}  // namespace

std::string weekday_word(Weekday day) {
  return weekdays.at(static_cast<std::size_t>(day));
}

std::string calendar_day(Date date) {
  return month_day(date) + " " + std::to_string(civil(date).year);
}

std::string full_day(Date date) {
  return weekday_word(date.weekday()) + " " + calendar_day(date);
}

std::string full_moment(Instant at, const Zone& zone) {
  return full_day(zone.day_of(at)) + " " + time_and_zone(at, zone);
}

std::string Wording::day(Date date) const {
  if (civil(date).year != year_) return full_day(date);
  return weekday_word(date.weekday()) + " " + month_day(date);
}

std::string Wording::days(Date from, Date to) const {
  return day(from) + " to " + day(to);
}

std::string Wording::moment(Instant at, const Zone& zone) const {
  return day(zone.day_of(at)) + " " + time_and_zone(at, zone);
}

std::string Wording::both_clocks(Instant at, const Zone& payer) const {
  std::string text = full_moment(at, payer);
  if (offset_seconds(payer, at) == offset_seconds(facility_, at)) return text;
  text += " at the payer, which is ";
  if (facility_.day_of(at) != payer.day_of(at)) text += day(facility_.day_of(at)) + " ";
  return text + time_and_zone(at, facility_) + " at the facility";
}

std::string clock(Instant at, const Zone& zone) {
  std::string text = to_text(zone.time_of(at));
  const std::int64_t second = (at.seconds() % 60 + 60) % 60;
  if (second == 0) return text;
  std::array<char, 8> digits{};
  std::snprintf(digits.data(), digits.size(), ":%02d", static_cast<int>(second));
  return text + digits.data();
}

std::string zone_word(const Zone& zone) {
  struct Known {
    std::string_view name, word;
  };
  constexpr std::array known{
      Known{"America/New_York", "Eastern"},    Known{"America/Detroit", "Eastern"},
      Known{"America/Chicago", "Central"},     Known{"America/Denver", "Mountain"},
      Known{"America/Boise", "Mountain"},      Known{"America/Phoenix", "Arizona"},
      Known{"America/Los_Angeles", "Pacific"}, Known{"America/Anchorage", "Alaska"},
      Known{"Pacific/Honolulu", "Hawaii"},     Known{"America/Puerto_Rico", "Atlantic"}};
  for (const Known& it : known)
    if (it.name == zone.name()) return std::string(it.word);
  return zone.name();
}

std::int64_t offset_seconds(const Zone& zone, Instant at) {
  const std::int64_t second = (at.seconds() % 60 + 60) % 60;
  const std::int64_t local = std::int64_t{zone.day_of(at).days()} * 86'400 +
                             std::int64_t{zone.time_of(at).minutes} * 60 + second;
  return local - at.seconds();
}

std::string counted(std::int64_t n, std::string_view noun) {
  return std::to_string(n) + " " + std::string(noun) + (n == 1 || n == -1 ? "" : "s");
}

std::string units(std::int64_t n, Unit unit) {
  switch (unit) {
    case Unit::visit:
      return counted(n, "visit unit");
    case Unit::day:
      return counted(n, "day unit");
    case Unit::hour:
      return counted(n, "hour unit");
    case Unit::quarter_hour:
      return counted(n, "quarter-hour unit");
  }
  fail("a unit without a word");
}

std::string ordinal(std::int64_t n) {
  const std::int64_t tens = n % 100;
  const std::int64_t ones = n % 10;
  const bool is_teen = tens >= 11 && tens <= 13;
  const char* suffix = is_teen     ? "th"
                       : ones == 1 ? "st"
                       : ones == 2 ? "nd"
                       : ones == 3 ? "rd"
                                   : "th";
  return std::to_string(n) + suffix;
}

std::string spelled(const Span& span) {
  switch (span.kind) {
    case Span::Kind::hours:
      return counted(span.count, "hour");
    case Span::Kind::days:
      return counted(span.count, "day");
    case Span::Kind::business_days:
      return counted(span.count, "business day");
    case Span::Kind::months:
      return counted(span.count, "month");
    case Span::Kind::later_of:
    case Span::Kind::earlier_of:
      break;
  }
  std::vector<std::string> parts;
  for (const Span& part : span.parts) parts.push_back(spelled(part));
  return (span.kind == Span::Kind::later_of ? "the later of " : "the earlier of ") +
         joined(parts, "and");
}

std::string elapsed(Instant from, Instant to) {
  const std::int64_t seconds = std::abs(to.seconds() - from.seconds());
  if (seconds < 60) return counted(seconds, "second");
  const std::int64_t days = seconds / (24 * hour_seconds);
  const std::int64_t hours = seconds / hour_seconds % 24;
  const std::int64_t minutes = seconds / 60 % 60;
  std::string text;
  const auto add = [&](std::int64_t n, std::string_view noun) {
    if (n > 0) text += (text.empty() ? "" : " ") + counted(n, noun);
  };
  add(days, "day");
  add(hours, "hour");
  if (days == 0) add(minutes, "minute");
  return text;
}

std::string joined(const std::vector<std::string>& items, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " " + std::string(last) + " " : ", ";
    text += items[i];
  }
  return text;
}

std::string codes_word(const std::vector<std::string>& codes) {
  return codes.empty() ? "any service" : joined(codes, "or");
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string quoted(std::string_view text) {
  return "\"" + shortened(text, longest_detail) + "\"";
}

std::string listed(const std::vector<std::string>& items, std::size_t most, std::string_view noun) {
  if (items.size() <= most) return joined(items, "and");
  std::vector<std::string> named(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(most));
  named.push_back(
      counted(static_cast<std::int64_t>(items.size() - most), "more " + std::string(noun)));
  return joined(named, "and");
}

}  // namespace authledger::explain
