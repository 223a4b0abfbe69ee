// How much a rule has been charged in the windows that its caps count: the day, the week and the
// calendar year. Source: ledger rules, section 3.
//
// Kept for the windows of the latest date only: charges come in the order of their dates.
#pragma once

#include <algorithm>
#include <optional>

#include "engine/standing/terms.hpp"

namespace authledger {

bool has_cap(const ServiceRule& rule);

class CapCounter {
 public:
  CapCounter(const ServiceRule& rule, const Policy& policy)
      : rule_(&rule), week_starts_(policy.week_starts) {}

  // The rule keeps its count wherever its document is stacked.
  bool counts(const ServiceRule& rule) const {
    return rule_->name.identity() == rule.name.identity();
  }

  // Charges what the caps leave of the units; hands what each cap cuts off to cut(reason, units).
  template <class Cut>
  int charge(Date date, int units, const Episode& episode, Cut cut) {
    open_windows(date, episode);
    units =
        limited(units, rule_->max_units_per_day, in_day_, UncoveredReason::over_daily_limit, cut);
    units = limited(units, rule_->max_units_per_week, in_week_, UncoveredReason::over_weekly_limit,
                    cut);
    units = limited(units, rule_->max_units_per_year, in_year_, UncoveredReason::over_yearly_limit,
                    cut);
    in_day_ += units;
    in_week_ += units;
    in_year_ += units;
    return units;
  }

 private:
  void open_windows(Date date, const Episode& episode);

  template <class Cut>
  static int limited(int units, const std::optional<int>& cap, std::int64_t charged,
                     UncoveredReason reason, Cut cut) {
    if (units == 0 || !cap || charged + units <= *cap) return units;
    const int kept = static_cast<int>(std::max<std::int64_t>(0, *cap - charged));
    cut(reason, units - kept);
    return kept;
  }

  const ServiceRule* rule_;
  Weekday week_starts_;
  std::optional<Date> day_, week_;
  std::optional<int> year_;
  std::int64_t in_day_ = 0, in_week_ = 0, in_year_ = 0;
};

}  // namespace authledger
