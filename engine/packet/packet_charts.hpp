// Where the marks of a packet's two small charts stand, in pixels from the upper left.
#pragma once

#include <string>
#include <vector>

#include "engine/packet/packet.hpp"

namespace authledger {

struct ChartBar {  // attended minutes of a week
  int x = 0, y = 0, width = 0, height = 0;
  int minutes = 0;
  std::string label;
};
std::vector<ChartBar> week_bars(const std::vector<AttendanceWeek>& weeks);  // the latest 16
int week_chart_width(std::size_t bars);

struct ChartDot {  // a dated score
  int x = 0, y = 0;
  int total = 0;
  std::string label;
};
std::vector<ChartDot> score_dots(const ScoreSeries& series);  // the latest 12

}  // namespace authledger
