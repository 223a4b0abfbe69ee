#include "engine/standing/cap_counter.hpp"

namespace authledger {

bool has_cap(const ServiceRule& rule) {
  return rule.max_units_per_day || rule.max_units_per_week || rule.max_units_per_year;
}

void CapCounter::open_windows(Date date, const Episode& episode) {
  if (day_ == date) return;
  day_ = date;
  in_day_ = 0;
  if (const Date week = week_start(date, week_starts_); week_ != week) {
    week_ = week;
    in_week_ = 0;
  }
  if (const int year = civil(date).year; year_ != year) {
    year_ = year;
    in_year_ = 0;
    for (const auto& prior : episode.prior_uses)
      if (prior.fact.year == year && has_code(rule_->codes, prior.fact.service))
        in_year_ += prior.fact.units;
  }
}

}  // namespace authledger
