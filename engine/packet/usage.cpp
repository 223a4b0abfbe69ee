#include "engine/packet/usage.hpp"

#include <map>

#include "engine/packet/contents.hpp"

namespace authledger {
namespace {

bool is_granted(const AuthorizationStanding& authorization) {
  return authorization.state == AuthorizationState::approved ||
         authorization.state == AuthorizationState::partial;
}

// Units of what was held without cover are of the kind that its rule charges.
Unit unit_of(const UncoveredUnits& uncovered) {
  if (const Policy* policy = uncovered.because.policy)
    for (const ServiceRule& rule : policy->services)
      if (rule.name.key == uncovered.because.rule) return rule.unit;
  return Unit::visit;  // as the ledger charges what no rule is about
}

}  // namespace

void add_totals(const PacketRequest& request, ReviewPacket& packet) {
  std::map<Unit, UnitTotals> by_unit;
  for (const AuthorizationStanding& authorization : packet.authorizations) {
    if (!is_granted(authorization)) continue;
    const bool has_ended = authorization.end && *authorization.end < request.standing.today;
    for (const LineStanding& line : authorization.lines) {
      if (!line.units) continue;
      UnitTotals& totals = by_unit[line.unit];
      totals.approved += *line.units;
      totals.used += line.used;
      (has_ended ? totals.lapsed : totals.remaining) += *line.units - line.used;
      if (totals.authorizations.empty() || totals.authorizations.back() != authorization.id) {
        totals.authorizations.push_back(authorization.id);
        totals.because.push_back(line.because);
      }
    }
  }
  for (const UncoveredUnits& it : packet.uncovered) by_unit[unit_of(it)].uncovered += it.units;
  for (auto& [unit, totals] : by_unit) {
    totals.unit = unit;
    packet.totals.push_back(std::move(totals));
  }
}

void add_intensity(const PacketRequest& request, ReviewPacket& packet) {
  Intensity& intensity = packet.intensity;
  const Standing& standing = request.standing;
  if (const Said<ScheduleSet>* schedule = request.episode.schedule_on(standing.today)) {
    int days = 0;
    for (int day = 0; day < 7; ++day) days += schedule->fact.meets_on(static_cast<Weekday>(day));
    intensity.offered = days * schedule->fact.minutes;
    intensity.schedule = schedule->seq;
  }
  if (const auto& band = standing.weekly_band) {
    intensity.minimum = band->minimum;
    intensity.maximum = band->maximum;
    intensity.because = band->because;
  }
  std::map<Date, const BandWeek*> bands;
  for (const BandWeek& it : standing.band_weeks) bands.emplace(it.week_of, &it);
  for (const AttendanceWeek& week : packet.weeks) {
    IntensityWeek compared{week.week_of, week.minutes, {}, {}};
    if (const auto found = bands.find(week.week_of); found != bands.end()) {
      compared.minutes = found->second->minutes;
      compared.minimum = found->second->band.minimum;
      compared.maximum = found->second->band.maximum;
    }
    intensity.weeks.push_back(compared);
  }
}

}  // namespace authledger
