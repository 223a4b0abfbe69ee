// A piece is a strip of a page that is not cut any further: a heading, a few lines of a paragraph,
// a row of a table, a chart. Blocks are made into pieces, pieces are stacked on pages.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/print/document.hpp"
#include "engine/print/lines.hpp"

namespace authledger::print {

enum class Ground : std::uint8_t { pale, band, line, light, green, amber, red };
Rgb color_of(Ground ground);

// Coordinates in points from the upper left corner of the piece, y downwards.
struct TextMark {
  std::shared_ptr<const Lines> lines;
  std::size_t first = 0, end = 0;
  double x = 0, y = 0;
  const char* tag = "P";  // PDF structure type; null: of the group it stands in
};
struct BoxMark {
  double x = 0, y = 0, width = 0, height = 0;
  Ground ground = Ground::pale;
};
struct PathMark {
  std::vector<std::pair<double, double>> points;
  double width = 0.5;
  Ground ground = Ground::line;
  bool is_dashed = false;
};
struct DotMark {
  double x = 0, y = 0, radius = 2;
};
struct GroupMark {  // the marks between two of them are one table, or one row, to a reader
  const char* tag = "Table";
  bool begins = true;
};
using Mark = std::variant<TextMark, BoxMark, PathMark, DotMark, GroupMark>;

struct Piece {
  double space_before = 0;  // not at the top of a page
  double height = 0;
  std::vector<Mark> marks;
  bool keeps_next = false;  // stays on the page of the piece behind it
  // The titles of its table, drawn above it when it is the first on a page.
  std::shared_ptr<const Piece> titles;
  std::string outline;  // an entry in the outline of the file
  bool is_row = false;
};

// The same text in the same setting is set once for a document: while a Known is there.
class Known {
 public:
  Known();
  ~Known();
  Known(const Known&) = delete;
  Known& operator=(const Known&) = delete;
};
std::shared_ptr<const Lines> lines_of(const Text& text, const Setting& setting);
TextMark whole(std::shared_ptr<const Lines> lines, double x, double y, const char* tag);

std::vector<Piece> pieces_of(const Block& block, double width, double page_height);
std::vector<Piece> pieces_of(const Table& table, double width);
Piece piece_of(const Chart& chart, double width);

}  // namespace authledger::print
