#include "engine/time/zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include "engine/base/result.hpp"

namespace authledger {
namespace {

// date-tz 3.0.1 reads no rule beyond the last transition that the tz database lists, which ends in
// 2037. Later instants borrow the offset of the same month, day and weekday in the years from 2026
// to 2035, which begin on every weekday and follow the rules that hold today. (Those of 28 years
// earlier would be easier to find, but fall into years with other rules: Mexico kept summer time
// until 2022.)
constexpr std::int64_t listed_until = 2'114'380'800;  // 2037-01-01T00:00:00Z
constexpr std::int64_t day_seconds = 86'400;

std::int64_t seconds_in_listed_years(std::int64_t seconds) {
  if (seconds < listed_until) return seconds;
  const Date date = Date::from_days(static_cast<std::int32_t>(seconds / day_seconds));
  const CivilDay day = civil(date);
  for (int year = 2026; year <= 2035; ++year) {
    const bool is_leap_day = day.month == 2 && day.day == 29;  // no clock changes in February
    const auto same = make_date(year, day.month, is_leap_day ? 28 : day.day);
    if (same && same->weekday() == date.weekday()) return seconds - (date - *same) * day_seconds;
  }
  fail("ten years that lack a weekday");
}

}  // namespace

struct Zone::Table {
  struct Period {
    std::int64_t from;  // UTC seconds, inclusive
    std::int32_t offset;
  };
  std::string name;
  std::vector<Period> periods;  // the first reaches back without end

  std::int64_t offset_at(std::int64_t utc) const {
    const auto after =
        std::upper_bound(periods.begin() + 1, periods.end(), seconds_in_listed_years(utc),
                         [](std::int64_t at, const Period& period) { return at < period.from; });
    return std::prev(after)->offset;
  }

  // The offset in force before a skipped or repeated hour: it moves the one forward and takes the
  // first of the other.
  std::int64_t offset_of_local(std::int64_t local) const {
    const std::int64_t listed = seconds_in_listed_years(local);
    const auto after = std::upper_bound(
        periods.begin() + 1, periods.end(), listed, [](std::int64_t at, const Period& period) {
          const std::int64_t before_change = std::prev(&period)->offset;
          return at < period.from + std::max<std::int64_t>(period.offset, before_change);
        });
    return std::prev(after)->offset;
  }
};

namespace {

std::int64_t to_seconds(date::sys_seconds at) {
  return at.time_since_epoch().count();
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view iana_name) {
  static std::mutex guard;
  static std::map<std::string, std::shared_ptr<const Table>, std::less<>> known;
  const std::lock_guard lock(guard);
  if (const auto found = known.find(iana_name); found != known.end()) return Zone(found->second);

  const date::time_zone* zone = nullptr;
  try {
    zone = date::locate_zone(iana_name);
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
  auto table = std::make_shared<Table>();
  table->name = iana_name;
  date::sys_seconds at = date::sys_days{date::year{1900} / 1 / 1};
  while (to_seconds(at) < listed_until) {
    const date::sys_info info = zone->get_info(at);
    table->periods.push_back({to_seconds(at), static_cast<std::int32_t>(info.offset.count())});
    at = info.end;
  }
  known.emplace(table->name, table);
  return Zone(table);
}

Date Zone::day_of(Instant instant) const {
  const std::int64_t local = instant.seconds() + table_->offset_at(instant.seconds());
  return Date::from_days(
      static_cast<std::int32_t>((local - ((local % 86'400 + 86'400) % 86'400)) / 86'400));
}

Instant Zone::at(Date date, TimeOfDay time) const {
  const std::int64_t local = std::int64_t{date.days()} * 86'400 + std::int64_t{time.minutes} * 60;
  return Instant::from_seconds(local - table_->offset_of_local(local));
}

TimeOfDay Zone::time_of(Instant instant) const {
  const std::int64_t local = instant.seconds() + table_->offset_at(instant.seconds());
  return TimeOfDay{static_cast<int>((local % 86'400 + 86'400) % 86'400 / 60)};
}

std::string Zone::wall_clock(Instant instant) const {
  return to_text(day_of(instant)) + " " + to_text(time_of(instant));
}

const std::string& Zone::name() const {
  return table_->name;
}

}  // namespace authledger
