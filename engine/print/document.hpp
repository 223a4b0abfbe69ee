// A document for paper: what is said, in which order and how it is set apart; nothing about where
// on which page. pdf_of() lays it out.
//
//     Document letter{.title = "Review packet", .head = "Jane Roe", .created = at};
//     letter.add(Heading{1, "Units and coverage"});
//     letter.add(Paragraph{{{"Covered through "}, {"2026-03-20", Weight::bold}}});
//     std::string bytes = pdf_of(letter, Paper::letter);
//
// Texts are UTF-8 of any script. A paragraph of one run, or of runs that begin with new lines, runs
// in the direction of its own first letter; one that is put together from several runs as English
// does.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/time/date.hpp"

namespace authledger::print {

enum class Paper : std::uint8_t { letter, a4 };  // 8.5 x 11 in; 210 x 297 mm
std::string_view word(Paper paper);
std::optional<Paper> parse_paper(std::string_view word);

enum class Weight : std::uint8_t { regular, bold };
enum class Tone : std::uint8_t { ink, soft, band, green, amber, red, white };
enum class Size : std::uint8_t { body, small, large };

struct Run {
  std::string text;
  Weight weight = Weight::regular;
  Tone tone = Tone::ink;
  Size size = Size::body;
};
using Text = std::vector<Run>;

struct Heading {
  int level = 1;  // 1: a band, and an entry in the outline; 2: a line
  std::string text;
};

enum class Frame : std::uint8_t {
  none,
  box,
  quote,  // a pale ground with a bar at its left
  green,
  amber,
  red  // a ground with a bar of this colour
};
struct Paragraph {
  Text text;
  Frame frame = Frame::none;
};

// Two columns of labelled values.
struct Field {
  std::string label;
  Text value;
};
struct Fields {
  std::vector<Field> left, right;
};

// Parts of a whole, 0 to 1; the rest is empty.
struct Bar {
  double filled = 0, hatched = 0;
};
struct Cell {
  Text text;
  std::optional<Bar> bar = {};  // instead of the text
};
struct Column {
  std::string title;
  double share = 1;  // of the width
  bool is_number = false;
};
struct Row {
  std::vector<Cell> cells;  // as many as columns; of a note one
  bool is_note = false;     // across all columns, below the row before it and kept with it
};
struct Table {
  std::vector<Column> columns;
  bool has_titles = true;  // repeated on each page
  std::vector<Row> rows;
};

// A place in the plotting area: 0, 0 is its lower left corner and 1, 1 its upper right one.
struct ChartPoint {
  double x = 0, y = 0;
  std::string label;  // above it; may be empty
};
struct ChartTick {
  double x = 0;
  std::string label;
};
struct ChartLine {
  std::vector<ChartPoint> points;
  bool is_dashed = false;
};
struct Chart {
  std::string caption;  // says what is drawn, with units
  double height = 70;   // points, of the plotting area
  std::vector<ChartPoint> bars;
  double bar_width = 0;  // of the area's width
  std::vector<ChartLine> lines;
  std::vector<ChartTick> ticks;                         // along the lower edge
  std::optional<std::pair<double, std::string>> level;  // a dashed line at this height
};

struct Block;
// Side by side, each half of the width, on one page where they fit on one.
struct Pair {
  std::vector<Block> left, right;
};
struct Block {
  std::variant<Heading, Paragraph, Fields, Table, Chart, Pair> it;
};

struct Document {
  std::string title, author, subject;
  std::string head, head_right;  // at the top of every page
  std::string foot;              // at the bottom, beside "Page 1 of 4"
  Instant created;               // as the file says
  std::vector<Block> blocks = {};

  template <class T>
  void add(T block) {
    blocks.emplace_back().it.template emplace<T>(std::move(block));
  }
};

}  // namespace authledger::print
