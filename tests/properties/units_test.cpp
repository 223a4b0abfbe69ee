// Units are neither made nor lost: what is charged is paid or uncovered, what a cap cuts is said,
// what a line gives is what the sessions got. And more authorization never covers less.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/dice.hpp"
#include "tests/support/each_seed.hpp"

namespace authledger::test {
namespace {

void expect(bool holds, const std::string& otherwise, Complaints& complaints) {
  if (!holds) complaints.push_back(otherwise);
}

using DateAndService = std::pair<Date, std::string>;
std::string text(const DateAndService& key) {
  return to_text(key.first) + " " + key.second;
}

std::map<DateAndService, int> charged_units(const Standing& standing) {
  std::map<DateAndService, int> units;
  for (const SessionStanding& session : standing.sessions)
    if (session.charged != 0) units[{session.date, session.service}] += session.charged;
  return units;
}

std::map<DateAndService, int> uncovered_units(const Standing& standing, bool over_caps) {
  std::map<DateAndService, int> units;
  for (const UncoveredUnits& uncovered : standing.uncovered)
    if (is_cap(uncovered.reason) == over_caps)
      units[{uncovered.date, uncovered.service}] += uncovered.units;
  return units;
}

TEST(Units, ChargedAreCoveredOrUncovered) {
  each_seed(1'000, [](const json::Scenario& scenario) {
    Complaints complaints;
    const Standing standing = standing_of(scenario);
    std::map<DateAndService, int> unpaid = uncovered_units(standing, false);
    for (const SessionStanding& session : standing.sessions) {
      int allocated = 0;
      for (const Allocation& allocation : session.allocations) {
        allocated += allocation.units;
        expect(allocation.units > 0, session.session + " has an empty allocation", complaints);
      }
      expect(allocated == session.covered && session.covered <= session.charged,
             session.session + ": allocations, covered and charged do not fit", complaints);
      unpaid[{session.date, session.service}] -= session.charged - session.covered;
    }
    for (const auto& [key, units] : unpaid)
      expect(units == 0, text(key) + ": uncovered is off by " + std::to_string(units), complaints);
    for (const UncoveredUnits& uncovered : standing.uncovered)
      expect(uncovered.units > 0, to_text(uncovered.date) + ": nothing is listed as uncovered",
             complaints);
    return complaints;
  });
}

TEST(Units, CapsTakeAwayWhatTheySay) {
  each_seed(1'000, [](const json::Scenario& scenario) {
    Complaints complaints;
    json::Scenario without_caps = scenario;
    for (Policy& policy : without_caps.book.documents)
      for (ServiceRule& rule : policy.services)
        rule.max_units_per_day = rule.max_units_per_week = rule.max_units_per_year = std::nullopt;
    const Standing standing = standing_of(scenario);
    std::map<DateAndService, int> difference = charged_units(standing_of(without_caps));
    for (const auto& [key, units] : charged_units(standing)) difference[key] -= units;
    for (const auto& [key, units] : uncovered_units(standing, true)) difference[key] -= units;
    for (const auto& [key, units] : difference)
      expect(units == 0, text(key) + ": caps and charges differ by " + std::to_string(units),
             complaints);
    return complaints;
  });
}

void check_line(const std::string& name, const LineStanding& line, int allocated,
                Complaints& complaints) {
  expect(line.used == allocated, name + ": used is not what the sessions got", complaints);
  expect(line.used >= 0 && line.forecast_used >= 0, name + ": negative use", complaints);
  expect(line.units.has_value() == line.unused_at_end.has_value() &&
             line.units.has_value() == line.remaining.has_value(),
         name + ": limited in one field and unlimited in another", complaints);
  if (!line.units) return;
  expect(line.used + line.forecast_used + *line.unused_at_end == *line.units &&
             line.used + *line.remaining == *line.units && *line.unused_at_end >= 0,
         name + ": the units do not add up", complaints);
  const bool runs_out = *line.unused_at_end == 0 && *line.units > 0;
  expect(line.exhausts_on.has_value() == runs_out, name + ": exhausts_on does not fit", complaints);
}

TEST(Units, OfALineAreUsedForecastOrLeft) {
  each_seed(1'000, [](const json::Scenario& scenario) {
    Complaints complaints;
    const Standing standing = standing_of(scenario);
    std::map<std::pair<std::string, int>, int> allocated;
    for (const SessionStanding& session : standing.sessions)
      for (const Allocation& allocation : session.allocations)
        if (allocation.line)
          allocated[{allocation.authorization, *allocation.line}] += allocation.units;
    auto remaining = standing.remaining;
    remaining.fill(std::nullopt);
    for (const AuthorizationStanding& it : standing.authorizations) {
      if (it.state == AuthorizationState::denied || it.state == AuthorizationState::pended ||
          it.state == AuthorizationState::requested)
        continue;
      for (std::size_t place = 0; place < it.lines.size(); ++place) {
        const LineStanding& line = it.lines[place];
        const std::string name = it.id + " line " + std::to_string(place);
        check_line(name, line, allocated[{it.id, static_cast<int>(place)}], complaints);
        if (!line.units || (it.end && *it.end < standing.today)) continue;
        auto& sum = remaining[static_cast<std::size_t>(line.unit)];
        sum = sum.value_or(0) + *line.remaining;
      }
    }
    expect(remaining == standing.remaining, "remaining is not the sum of the open lines",
           complaints);
    return complaints;
  });
}

Event extra_authorization(const json::Scenario& scenario, const Standing& now, Dice& dice) {
  AuthorizationDecided decided;
  decided.authorization = dice.one_of({"A0", "A3-extra", "Z9"});  // before, among, after the others
  if (dice.chance(50)) decided.number = "N-" + std::to_string(dice.between(0, 3));
  decided.decision = dice.chance(50) ? Decision::approved : Decision::partial;
  decided.decided_at = scenario.as_of;
  decided.start = now.today - dice.between(0, 60);
  decided.end = *decided.start + dice.between(0, 90);
  for (int count = dice.between(1, 2); count > 0; --count) {
    AuthorizedLine line{{}, dice.one_of({0, 1, 2, 5, 30})};
    if (dice.chance(50)) line.codes = {dice.one_of({"S9480", "H0015", "90853"})};
    decided.lines.push_back(line);
  }
  return {2'000'000, scenario.as_of, decided};
}

// Why this holds for each session and not only in the sum: take units one by one. If beside the
// lines left in the one world the other has one unit more, then after each unit charged it again
// has one unit more (perhaps of another line) or has paid one unit more; each charge takes the best
// line left, and what is best does not depend on what was taken. Caps come before all that.
TEST(Units, MoreAuthorizationNeverCoversLess) {
  each_seed(1'000, [](const json::Scenario& scenario) {
    Complaints complaints;
    Dice dice(scenario.log.size());
    const Standing before = standing_of(scenario);
    json::Scenario more = scenario;
    more.log.push_back(extra_authorization(scenario, before, dice));
    const Standing after = standing_of(more);
    expect(before.sessions.size() == after.sessions.size() &&
               before.forecast.size() == after.forecast.size(),
           "another number of sessions", complaints);
    if (!complaints.empty()) return complaints;
    for (std::size_t place = 0; place < before.sessions.size(); ++place) {
      const SessionStanding& was = before.sessions[place];
      const SessionStanding& is = after.sessions[place];
      expect(is.charged == was.charged, was.session + " is charged otherwise", complaints);
      expect(is.covered >= was.covered, was.session + " is covered less", complaints);
    }
    for (std::size_t place = 0; place < before.forecast.size(); ++place)
      expect(after.forecast[place].covered >= before.forecast[place].covered,
             to_text(before.forecast[place].date) + " is covered less", complaints);
    expect(
        !after.first_uncovered_day || (before.first_uncovered_day &&
                                       *after.first_uncovered_day >= *before.first_uncovered_day),
        "the first uncovered day is earlier", complaints);
    return complaints;
  });
}

}  // namespace
}  // namespace authledger::test
