// The likely range is what two exact forecasts say from whose days those are taken that the member
// is likely to miss; and nobody pays for it who has none.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/each_seed.hpp"

namespace authledger::test {
namespace {

// The facility calls off the forecast sessions that a rate, in percent, leaves out.
Standing thinned(const json::Scenario& scenario, const Standing& exact, int rate) {
  json::Scenario other{scenario};
  Seq seq = 0;  // beyond the log, and beyond what it withdraws
  for (const Event& event : scenario.log) {
    const auto* withdrawn = std::get_if<EventWithdrawn>(&event.fact);
    seq = std::max({seq, event.seq, withdrawn ? withdrawn->withdraws : 0});
  }
  int k = 0;
  for (const ForecastSession& session : exact.forecast) {
    ++k;
    if (k * rate / 100 > (k - 1) * rate / 100) continue;
    SessionRecorded called_off;
    called_off.session = "called-off-" + std::to_string(k);
    called_off.start = session.start;
    called_off.given_minutes = session.minutes;
    called_off.service = session.service;
    called_off.outcome = Outcome::cancelled_by_facility;
    other.log.push_back({++seq, scenario.as_of, called_off});
  }
  return standing_of(other);
}

bool can_pay(const AuthorizationStanding& authorization) {
  return authorization.state == AuthorizationState::approved ||
         authorization.state == AuthorizationState::partial ||
         authorization.state == AuthorizationState::allowance;
}

std::string told(std::optional<Date> from, std::optional<Date> to, int least, int most) {
  const auto day = [](std::optional<Date> date) { return date ? to_text(*date) : "never"; };
  return day(from) + ".." + day(to) + ", " + std::to_string(least) + ".." + std::to_string(most);
}

std::string told(const LikelyRange& range) {
  if (!range.exhausts) return told({}, {}, range.unused_from, range.unused_to);
  return told(range.exhausts_from, range.exhausts_to, range.unused_from, range.unused_to);
}

std::string told(const LineStanding& one, const LineStanding& other) {
  std::optional<Date> first = one.exhausts_on, last = other.exhausts_on;
  if (!first || (last && *last < *first)) std::swap(first, last);
  const auto [least, most] = std::minmax(*one.unused_at_end, *other.unused_at_end);
  return told(first, last, least, most);
}

TEST(LikelyRange, IsOfTwoExactForecasts) {
  each_seed(500, [](const json::Scenario& scenario) {
    Complaints complaints;
    const Standing exact = standing_of(scenario);
    const bool expected = exact.attendance.offered > 0;
    const Standing low = expected ? thinned(scenario, exact, *exact.attendance.low) : exact;
    const Standing high = expected ? thinned(scenario, exact, *exact.attendance.high) : exact;
    for (std::size_t i = 0; i < exact.authorizations.size(); ++i) {
      const AuthorizationStanding& authorization = exact.authorizations[i];
      // An allowance in hours starts with the first forecast session, also where that is left out.
      if (authorization.state == AuthorizationState::allowance && exact.attendance.attended == 0)
        continue;
      for (std::size_t j = 0; j < authorization.lines.size(); ++j) {
        const LineStanding& line = authorization.lines[j];
        const bool has_range = expected && can_pay(authorization) && line.units;
        const std::string name = authorization.id + "/" + std::to_string(j) + ": ";
        if (line.likely.has_value() != has_range)
          complaints.push_back(name + (has_range ? "no range" : "a range"));
        if (!line.likely || !has_range) continue;
        const std::string two_runs =
            told(low.authorizations[i].lines[j], high.authorizations[i].lines[j]);
        if (told(*line.likely) != two_runs)
          complaints.push_back(name + told(*line.likely) + ", but the two runs " + two_runs);
      }
    }
    return complaints;
  });
}

}  // namespace
}  // namespace authledger::test
