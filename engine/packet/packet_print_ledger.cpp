#include <algorithm>

#include "engine/packet/packet_print_parts.hpp"

namespace authledger {
namespace {

using namespace print;

constexpr std::size_t most_weeks = 20;
constexpr int sessions_in_two_columns = 8;

double share_of(int part, int whole) {
  return whole > 0 ? static_cast<double>(part) / whole : 0;
}

void add_line(Table& table, const AuthorizationStanding& authorization, const LineStanding& line) {
  const int units = line.units.value_or(0);
  table.rows.push_back(
      {{{{strong(authorization.number.value_or(authorization.id)),
          soft("\n" + plain(word(authorization.state)) + ", " + shown(authorization.start) +
               " to " + shown(authorization.end))}},
        {{{codes_of(line) + ", by " + plain(word(line.unit))}}},
        {{{line.units ? std::to_string(units) : "unlimited"}}},
        {{{std::to_string(line.used)}}},
        {{strong(shown(line.remaining))}},
        {.text = {}, .bar = Bar{share_of(line.used, units), share_of(line.forecast_used, units)}},
        {{{std::to_string(line.forecast_used)}}},
        {{{shown(line.exhausts_on)}}},
        {{{shown(line.unused_at_end)}}}}});
  if (!line.units) table.rows.back().cells[5] = {{{or_dash("")}}};
  table.rows.push_back({{{{soft(because_text(line.because))}}}, true});
}

void print_uncovered(Document& to, const ReviewPacket& packet) {
  if (packet.uncovered.empty()) return;
  to.add(Heading{2, "Sessions held without coverage"});
  Table table{{{"Date", 1}, {"Service", 1}, {"Units", 0.6, true}, {"Reason", 3}}, true, {}};
  for (const UncoveredUnits& it : packet.uncovered)
    table.rows.push_back({{{{{to_text(it.date)}}},
                           {{{it.service}}},
                           {{{std::to_string(it.units)}}},
                           {{{plain(word(it.reason))}}}}});
  to.add(std::move(table));
}

void print_request(Document& to, const UncoveredAhead& ahead) {
  if (!ahead.first) return;
  to.add(Heading{2, "Requested: scheduled days from " + to_text(*ahead.first)});
  std::string days;
  for (const ForecastSession& it : ahead.sessions)
    days += (days.empty() ? "" : "    ") + to_text(it.date) + " " + it.service + " × " +
            std::to_string(it.uncovered);
  Text text{{days}};
  if (ahead.further > 0)
    text.push_back(soft("    and " + std::to_string(ahead.further) +
                        " further scheduled sessions within a year"));
  to.add(Paragraph{std::move(text)});
}

// Attended minutes of the latest weeks, with the payer's minimum where all that have one share it.
std::optional<Chart> chart_of(const std::vector<AttendanceWeek>& weeks) {
  if (weeks.empty()) return std::nullopt;
  const std::size_t first = weeks.size() > most_weeks ? weeks.size() - most_weeks : 0;
  const std::size_t count = weeks.size() - first;
  int highest = 1;
  std::optional<int> minimum;
  for (std::size_t i = first; i < weeks.size(); ++i) {
    highest = std::max({highest, weeks[i].minutes, weeks[i].minimum.value_or(0)});
    if (weeks[i].minimum) minimum = weeks[i].minimum;
  }
  Chart chart;
  chart.height = 56;
  chart.caption = "Attended minutes in each week, by its first day";
  if (first > 0) chart.caption += "; the latest " + std::to_string(count) + " weeks";
  const double step = 1.0 / static_cast<double>(std::max<std::size_t>(count, 8));
  chart.bar_width = 0.62 * step;
  for (std::size_t i = first; i < weeks.size(); ++i) {
    const double x = step * (static_cast<double>(i - first) + 0.5);
    chart.bars.push_back(
        {x, share_of(weeks[i].minutes, highest), std::to_string(weeks[i].minutes)});
    chart.ticks.push_back({x, to_text(weeks[i].week_of).substr(5)});
  }
  if (minimum)
    chart.level = {share_of(*minimum, highest), "payer's minimum " + std::to_string(*minimum)};
  return chart;
}

void add_session(Table& table, const SessionStanding& session) {
  std::string covered;
  if (session.charged > 0)
    covered = std::to_string(session.covered) + " of " + std::to_string(session.charged);
  const bool was_there = session.outcome == Outcome::attended;
  table.rows.push_back({{{{{to_text(session.date)}}},
                         {{{plain(word(session.outcome)) + (session.excused ? ", excused" : ""),
                            Weight::regular, was_there ? Tone::ink : Tone::amber}}},
                         {{{was_there ? std::to_string(session.minutes) : or_dash("")}}},
                         {{{or_dash(covered)}}}}});
}

void print_sessions(Document& to, const ReviewPacket& packet) {
  if (packet.sessions.empty()) return;
  const Table empty{
      {{"Date", 1.1}, {"Outcome", 1.5}, {"Minutes", 0.8, true}, {"Covered", 0.9, true}}, true, {}};
  const auto count = static_cast<std::ptrdiff_t>(packet.sessions.size());
  const std::ptrdiff_t half = count > sessions_in_two_columns ? (count + 1) / 2 : count;
  Table left = empty, right = empty;
  for (std::ptrdiff_t i = 0; i < count; ++i)
    add_session(i < half ? left : right, packet.sessions[static_cast<std::size_t>(i)]);
  Pair pair;
  pair.left.push_back({std::move(left)});
  if (!right.rows.empty()) pair.right.push_back({std::move(right)});
  to.add(std::move(pair));
  if (packet.sessions_left_out > 0)
    to.add(Paragraph{
        {soft(std::to_string(packet.sessions_left_out) + " earlier sessions are not shown.")}});
}

const LineStanding* limited_line(const AuthorizationStanding& authorization) {
  for (const LineStanding& line : authorization.lines)
    if (line.units && *line.units > 0) return &line;
  return nullptr;
}

struct Spent {
  Date date;
  int units;
};
std::vector<Spent> spent_on(const ReviewPacket& packet, const std::string& authorization,
                            int line) {
  std::vector<Spent> spent;
  for (auto it = packet.sessions.rbegin(); it != packet.sessions.rend(); ++it)
    for (const Allocation& allocation : it->allocations)
      if (allocation.authorization == authorization && allocation.line.value_or(0) == line)
        spent.push_back({it->date, allocation.units});
  return spent;
}

}  // namespace

std::optional<Chart> burn_down_of(const ReviewPacket& packet,
                                  const AuthorizationStanding& authorization) {
  const LineStanding* line = limited_line(authorization);
  if (!line || !authorization.start || !authorization.end ||
      *authorization.end < *authorization.start)
    return std::nullopt;
  const auto index = static_cast<int>(line - authorization.lines.data());
  const std::vector<Spent> spent = spent_on(packet, authorization.id, index);
  const Date first = *authorization.start;
  const int days = std::max(1, *authorization.end - first);
  const auto x_of = [&](Date date) {
    return std::clamp(static_cast<double>(date - first) / days, 0.0, 1.0);
  };
  int left = *line->units - line->used;
  for (const Spent& it : spent) left += it.units;
  ChartLine actual;
  const auto to_point = [&](Date date, std::string label) {
    actual.points.push_back({x_of(date), share_of(left, *line->units), std::move(label)});
  };
  to_point(spent.empty() ? first : std::max(first, spent.front().date), std::to_string(left));
  for (std::size_t i = 0; i < spent.size(); ++i) {
    to_point(spent[i].date, "");
    left -= spent[i].units;
    to_point(spent[i].date, i + 1 == spent.size() ? std::to_string(left) : "");
  }
  const Date today = std::clamp(packet.header.today, first, *authorization.end);
  to_point(today, "");
  ChartLine ahead;
  ahead.is_dashed = true;
  ahead.points.push_back(actual.points.back());
  ahead.points.back().label.clear();
  const int unused = line->unused_at_end.value_or(std::max(0, left - line->forecast_used));
  ahead.points.push_back({x_of(line->exhausts_on.value_or(*authorization.end)),
                          share_of(line->exhausts_on ? 0 : unused, *line->units),
                          std::to_string(line->exhausts_on ? 0 : unused)});
  Chart chart;
  chart.height = 56;
  chart.caption = "Units left of " + std::to_string(*line->units) + ", authorization " +
                  authorization.number.value_or(authorization.id) + "; dashed: by the schedule";
  chart.lines = {std::move(actual), std::move(ahead)};
  chart.ticks = {
      {0, to_text(first)}, {x_of(today), to_text(today)}, {1, to_text(*authorization.end)}};
  if (chart.ticks[1].x < 0.18 || chart.ticks[1].x > 0.82)
    chart.ticks.erase(chart.ticks.begin() + 1);
  return chart;
}

void print_units(Document& to, const ReviewPacket& packet) {
  to.add(Heading{1, "Units and coverage"});
  Table table{{{"Authorization", 2.25},
               {"Codes and unit", 1.4},
               {"Approved", 1.05, true},
               {"Used", 0.75, true},
               {"Remaining", 1.2, true},
               {"Use", 1.2},
               {"Forecast", 0.95, true},
               {"Exhausts", 1.3},
               {"Unused at end", 0.9, true}},
              true,
              {}};
  for (const AuthorizationStanding& authorization : packet.authorizations)
    for (const LineStanding& line : authorization.lines) add_line(table, authorization, line);
  if (table.rows.empty())
    to.add(nothing("No authorization with units is on file."));
  else
    to.add(std::move(table));
  to.add(Paragraph{{{"Scheduled sessions are covered through "},
                    strong(shown(packet.covered_through)),
                    {"; the first one without coverage is on "},
                    strong(shown(packet.first_uncovered_day)),
                    {"."}}});
  print_uncovered(to, packet);
  print_request(to, packet.ahead);
}

void print_attendance(Document& to, const ReviewPacket& packet) {
  to.add(Heading{1, "Attendance"});
  to.add(Paragraph{{{outcomes_of(packet)}}});
  Pair charts;
  if (auto chart = chart_of(packet.weeks)) charts.left.push_back({std::move(*chart)});
  if (!packet.authorizations.empty())
    if (auto chart = burn_down_of(packet, packet.authorizations.front()))
      (charts.left.empty() ? charts.left : charts.right).push_back({std::move(*chart)});
  if (!charts.left.empty()) to.add(std::move(charts));
  std::string under;
  for (const AttendanceWeek& week : packet.weeks)
    if (week.minimum)
      under += (under.empty() ? "" : "\n") + std::string("Week of ") + to_text(week.week_of) +
               ": " + std::to_string(week.minutes) + " minutes, fewer than the " +
               std::to_string(*week.minimum) + " that the payer sets.";
  if (!under.empty()) to.add(Paragraph{{soft(under)}});
  print_sessions(to, packet);
  std::string dates;
  for (const Date date : packet.unrecorded) dates += (dates.empty() ? "" : ", ") + to_text(date);
  if (!dates.empty()) to.add(Paragraph{{{"Not recorded: ", Weight::bold, Tone::red}, {dates}}});
}

}  // namespace authledger
