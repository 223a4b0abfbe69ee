#include "engine/packet/packet_charts.hpp"

#include <algorithm>

#include "engine/records/instruments.hpp"

namespace authledger {
namespace {

constexpr std::size_t most_bars = 16, most_dots = 12;
constexpr int bar_step = 46, bar_width = 30, bar_floor = 80, bar_room = 62;
constexpr int dot_left = 16, dot_right = 314, dot_floor = 64, dot_room = 46;

}  // namespace

std::vector<ChartBar> week_bars(const std::vector<AttendanceWeek>& weeks) {
  const std::size_t first = weeks.size() > most_bars ? weeks.size() - most_bars : 0;
  int highest = 1;
  for (std::size_t i = first; i < weeks.size(); ++i) highest = std::max(highest, weeks[i].minutes);
  std::vector<ChartBar> bars;
  for (std::size_t i = first; i < weeks.size(); ++i) {
    const int height = bar_room * weeks[i].minutes / highest;
    const int x = 4 + static_cast<int>(bars.size()) * bar_step;
    bars.push_back({x, bar_floor - height, bar_width, height, weeks[i].minutes,
                    to_text(weeks[i].week_of).substr(5)});
  }
  return bars;
}

int week_chart_width(std::size_t bars) {
  return static_cast<int>(bars) * bar_step + 8;
}

std::vector<ChartDot> score_dots(const ScoreSeries& series) {
  std::vector<const RecordItem*> dated;
  for (const RecordItem& score : series.scores)
    if (score.date && score.total) dated.push_back(&score);
  if (dated.size() > most_dots) dated.erase(dated.begin(), dated.end() - most_dots);
  if (dated.empty()) return {};
  const Instrument* instrument = instrument_named(series.instrument);
  const int highest = instrument && instrument->highest > 0 ? instrument->highest : 1;
  const Date first = dated.front()->date->first;
  const int days = std::max(1, dated.back()->date->first - first);
  std::vector<ChartDot> dots;
  for (const RecordItem* score : dated)
    dots.push_back({dot_left + (dot_right - dot_left) * (score->date->first - first) / days,
                    dot_floor - dot_room * *score->total / highest, *score->total,
                    to_text(*score->date)});
  return dots;
}

}  // namespace authledger
