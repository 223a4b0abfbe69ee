#include <algorithm>

#include "engine/print/piece.hpp"

namespace authledger::print {
namespace {

constexpr double label_size = 6.8, caption_size = 7.4;
constexpr double head_room = 11, tick_room = 11, side_room = 12;

class Drawing {
 public:
  Drawing(const Chart& chart, double width) : chart_(chart), width_(width) {}

  Piece take() {
    piece_.space_before = 4;
    piece_.marks.push_back(GroupMark{"Figure", true});
    add_level();
    piece_.marks.push_back(PathMark{{{0, floor()}, {width_, floor()}}, 0.6, Ground::line});
    for (const ChartPoint& bar : chart_.bars) add_bar(bar);
    for (const ChartLine& line : chart_.lines) add_line(line);
    for (const ChartTick& tick : chart_.ticks)
      add_label(tick.label, x_of(tick.x), floor() + 1.5, Tone::soft);
    piece_.marks.push_back(GroupMark{"Figure", false});
    auto caption = lines_of({{chart_.caption, Weight::regular, Tone::soft}},
                            {.width = width_, .size = caption_size});
    const double y = floor() + tick_room + 1;
    piece_.height = y + caption->height();
    piece_.marks.push_back(whole(std::move(caption), 0, y, "Caption"));
    return std::move(piece_);
  }

 private:
  double floor() const { return head_room + chart_.height; }
  double x_of(double x) const { return side_room + x * (width_ - 2 * side_room); }
  double y_of(double y) const { return floor() - y * chart_.height; }

  // Centered at x, but within the chart.
  void add_label(const std::string& text, double x, double y, Tone tone) {
    if (text.empty()) return;
    auto lines = lines_of({{text, Weight::regular, tone}}, {.size = label_size});
    const double left =
        std::clamp(x - lines->width() / 2, 0.0, std::max(0.0, width_ - lines->width()));
    piece_.marks.push_back(whole(std::move(lines), left, y, nullptr));
  }

  void add_bar(const ChartPoint& bar) {
    const double half = chart_.bar_width * (width_ - 2 * side_room) / 2;
    const double top = y_of(bar.y);
    if (bar.y > 0)
      piece_.marks.push_back(
          BoxMark{x_of(bar.x) - half, top, 2 * half, floor() - top, Ground::band});
    add_label(bar.label, x_of(bar.x), top - 9.5, Tone::ink);
  }

  void add_line(const ChartLine& line) {
    PathMark path{.points = {}, .width = 1.2, .ground = Ground::band, .is_dashed = line.is_dashed};
    for (const ChartPoint& point : line.points) {
      path.points.emplace_back(x_of(point.x), y_of(point.y));
      if (point.label.empty()) continue;
      piece_.marks.push_back(DotMark{x_of(point.x), y_of(point.y), 1.9});
      add_label(point.label, x_of(point.x), y_of(point.y) - 11, Tone::ink);
    }
    piece_.marks.push_back(std::move(path));
  }

  void add_level() {
    if (!chart_.level) return;
    const auto& [height, label] = *chart_.level;
    const double y = y_of(height);
    piece_.marks.push_back(PathMark{{{0, y}, {width_, y}}, 0.7, Ground::amber, true});
    auto lines = lines_of({{label, Weight::regular, Tone::amber}}, {.size = label_size});
    const double left = width_ - lines->width();
    piece_.marks.push_back(whole(std::move(lines), left, y - 9.5, nullptr));
  }

  const Chart& chart_;
  double width_;
  Piece piece_;
};

}  // namespace

Piece piece_of(const Chart& chart, double width) {
  return Drawing(chart, width).take();
}

}  // namespace authledger::print
