#include "engine/standing/likely_range.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace authledger {
namespace {

constexpr double z = 1.2816;  // of an 80 % interval

// How often somebody comes who came `attended` times of `offered`, by Wilson's interval.
void set_rates(Attendance& attendance) {
  const double n = attendance.offered;
  const double rate = attendance.attended / n;
  const double center = rate + z * z / (2 * n);
  const double half = z * std::sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  // The ends of the interval of somebody who always came, or never, are 1 and 0 but for rounding.
  attendance.low = std::max(0, static_cast<int>(std::floor(100 * (center - half) / scale)));
  attendance.high = std::min(100, static_cast<int>(std::ceil(100 * (center + half) / scale)));
}

struct LineOutcome {
  std::optional<Date> exhausts_on;
  int unused = 0;  // of a limited line
};

// Follows what is paid from a scratch, only as far as a limited line can still run out.
class Watch {
 public:
  explicit Watch(const Funds& scratch) : scratch_(scratch) {
    for (const PayingLine& line : scratch.lines()) {
      exhausted_.push_back(line.left == 0 ? line.standing->exhausts_on : std::nullopt);
      if (!line.left || *line.left == 0) continue;
      ++running_;
      const auto& end = scratch.account_of(line).end;
      last_day_ = std::max(last_day_, end.value_or(Date::from_days(no_end)));
    }
  }

  bool is_settled(Date date) const { return running_ == 0 || date > last_day_; }

  std::vector<LineOutcome> outcome() const {
    std::vector<LineOutcome> lines;
    for (std::size_t i = 0; i < exhausted_.size(); ++i)
      lines.push_back({exhausted_[i], scratch_.lines()[i].left.value_or(0)});
    return lines;
  }

  void drawn(const Charge& charge, const PayingLine& line, int) {
    if (line.left != 0) return;
    exhausted_[static_cast<std::size_t>(&line - scratch_.lines().data())] = charge.date;
    --running_;
  }
  void capped(const Charge&, UncoveredReason, int) {}
  void charged(const Charge&, int) {}
  void not_required(const Charge&, int) {}
  void unpaid(const Charge&, const Payers&, int) {}

 private:
  static constexpr std::int32_t no_end = std::numeric_limits<std::int32_t>::max();

  const Funds& scratch_;
  std::vector<std::optional<Date>> exhausted_;  // by line
  int running_ = 0;                             // limited lines with units left
  Date last_day_ = Date::from_days(std::numeric_limits<std::int32_t>::min());
};

std::vector<LineOutcome> outcome_at(int rate, Funds scratch, std::span<const Charge> ahead) {
  Watch watch(scratch);
  for (const Charge& charge : ahead) {
    if (watch.is_settled(charge.date)) break;
    if (charge.forecast && !attends(charge.forecast_session, rate)) continue;
    scratch.pay(charge, watch);
  }
  return watch.outcome();
}

std::vector<LineOutcome> exact_outcome(const Funds& funds) {
  std::vector<LineOutcome> lines;
  for (const PayingLine& line : funds.lines())
    lines.push_back({line.standing->exhausts_on, line.standing->unused_at_end.value_or(0)});
  return lines;
}

LikelyRange range_of(const LineOutcome& one, const LineOutcome& other) {
  LikelyRange range;
  range.unused_from = std::min(one.unused, other.unused);
  range.unused_to = std::max(one.unused, other.unused);
  if (!one.exhausts_on && !other.exhausts_on) return range;
  range.exhausts = true;
  range.exhausts_from = std::min(one.exhausts_on.value_or(*other.exhausts_on),
                                 other.exhausts_on.value_or(*one.exhausts_on));
  if (one.exhausts_on && other.exhausts_on)
    range.exhausts_to = std::max(*one.exhausts_on, *other.exhausts_on);
  return range;
}

}  // namespace

bool attends(int index, int rate) {
  return (index + 1) * rate / 100 > index * rate / 100;
}

void add_attendance(Standing& standing) {
  Attendance& attendance = standing.attendance;
  for (const SessionStanding& session : standing.sessions) {
    if (session.start > standing.as_of || session.outcome == Outcome::cancelled_by_facility)
      continue;
    ++attendance.offered;
    if (session.outcome == Outcome::attended) ++attendance.attended;
  }
  if (attendance.offered > 0) set_rates(attendance);
}

bool wants_likely_ranges(const Standing& standing, const Funds& funds) {
  return standing.attendance.offered > 0 &&
         std::any_of(funds.lines().begin(), funds.lines().end(),
                     [](const PayingLine& line) { return line.left.has_value(); });
}

void add_likely_ranges(const Funds& before, std::span<const Charge> ahead,
                       const Attendance& attendance) {
  const auto seldom = outcome_at(*attendance.low, before, ahead);
  // Somebody who comes to all of them is the exact forecast.
  const auto often =
      *attendance.high == 100 ? exact_outcome(before) : outcome_at(*attendance.high, before, ahead);
  for (std::size_t i = 0; i < before.lines().size(); ++i) {
    const PayingLine& line = before.lines()[i];
    if (line.left) line.standing->likely = range_of(seldom[i], often[i]);
  }
}

}  // namespace authledger
