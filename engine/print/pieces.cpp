#include <algorithm>
#include <unordered_map>

#include "engine/print/piece.hpp"

namespace authledger::print {
namespace {

constexpr std::size_t longest_known = 60;  // bytes of text
thread_local std::unordered_map<std::string, std::shared_ptr<const Lines>> known;

// Of the text with all that is said of how it is set; empty: too long to come again.
std::string key_of(const Text& text, const Setting& setting) {
  std::string key = std::to_string(setting.width) + " " + std::to_string(setting.size) + " " +
                    std::to_string(static_cast<int>(setting.side));
  std::size_t length = 0;
  for (const Run& run : text) {
    length += run.text.size();
    if (length > longest_known) return "";
    key += '\0';
    for (const int mark :
         {static_cast<int>(run.weight), static_cast<int>(run.tone), static_cast<int>(run.size)})
      key += static_cast<char>('0' + mark);
    key += run.text;
  }
  return key;
}

constexpr double body = 8.6;  // points
constexpr double label_share = 0.30;
constexpr std::size_t most_lines_uncut = 12, least_lines = 3;

void move(Piece& piece, double x, double y) {
  for (Mark& mark : piece.marks)
    std::visit(
        [&](auto& it) {
          if constexpr (requires { it.begins; }) {
          } else if constexpr (requires { it.points; }) {
            for (auto& [px, py] : it.points) {
              px += x;
              py += y;
            }
          } else {
            it.x += x;
            it.y += y;
          }
        },
        mark);
}

Piece piece_of(const Heading& heading, double width) {
  Piece piece;
  piece.keeps_next = true;
  if (heading.level == 1) {
    auto lines =
        lines_of({{heading.text, Weight::bold, Tone::white}}, {.width = width - 12, .size = 10});
    piece.height = lines->height() + 6;
    piece.marks.push_back(BoxMark{0, 0, width, piece.height, Ground::band});
    piece.marks.push_back(whole(std::move(lines), 6, 3, "H1"));
    piece.outline = heading.text;
    piece.space_before = 11;
    piece.height += 4;
    return piece;
  }
  auto lines = lines_of({{heading.text, Weight::bold, Tone::band}}, {.width = width, .size = 9.4});
  piece.height = lines->height() + 2;
  piece.marks.push_back(whole(std::move(lines), 0, 0, "H2"));
  piece.space_before = 7;
  return piece;
}

Ground bar_of(Frame frame) {
  switch (frame) {
    case Frame::green:
      return Ground::green;
    case Frame::amber:
      return Ground::amber;
    case Frame::red:
      return Ground::red;
    default:
      return Ground::line;
  }
}

void add_outline_of_box(Piece& piece, double width, bool has_top, bool has_bottom) {
  const double low = piece.height;
  piece.marks.push_back(PathMark{{{0, 0}, {0, low}}, 0.8, Ground::band});
  piece.marks.push_back(PathMark{{{width, 0}, {width, low}}, 0.8, Ground::band});
  if (has_top) piece.marks.push_back(PathMark{{{0, 0}, {width, 0}}, 0.8, Ground::band});
  if (has_bottom) piece.marks.push_back(PathMark{{{0, low}, {width, low}}, 0.8, Ground::band});
}

std::vector<Piece> pieces_of(const Paragraph& paragraph, double width) {
  const bool is_framed = paragraph.frame != Frame::none;
  const double inset = is_framed ? 8 : 0, padding = is_framed ? 4 : 0;
  const auto lines = lines_of(paragraph.text, {.width = width - 2 * inset, .size = body});
  std::vector<Piece> pieces;
  for (std::size_t first = 0; first < lines->count();) {
    const std::size_t left = lines->count() - first;
    const std::size_t taken =
        left <= most_lines_uncut ? left : std::min(left - least_lines, least_lines);
    const std::size_t end = first + taken;
    const bool is_first = first == 0, is_last = end == lines->count();
    Piece piece;
    const double above = is_first ? padding : 0, below = is_last ? padding : 0;
    piece.height = above + lines->bottom(end - 1) - lines->top(first) + below;
    if (is_framed) {
      piece.marks.push_back(BoxMark{0, 0, width, piece.height + 0.2, Ground::pale});
      if (paragraph.frame == Frame::box)
        add_outline_of_box(piece, width, is_first, is_last);
      else
        piece.marks.push_back(BoxMark{0, 0, 2.5, piece.height + 0.2, bar_of(paragraph.frame)});
    }
    piece.marks.push_back(TextMark{lines, first, end, inset, above, "P"});
    if (is_first) piece.space_before = is_framed ? 5 : 2.5;
    pieces.push_back(std::move(piece));
    first = end;
  }
  return pieces;
}

std::vector<Piece> pieces_of(const std::vector<Field>& fields, double width) {
  std::vector<Piece> pieces;
  for (const Field& fact : fields) {
    const double split = width * label_share;
    auto label =
        lines_of({{fact.label, Weight::regular, Tone::soft}}, {.width = split - 6, .size = body});
    auto value = lines_of(fact.value, {.width = width - split, .size = body});
    Piece piece;
    piece.height = std::max(label->height(), value->height()) + 3.4;
    piece.marks.push_back(whole(std::move(label), 0, 1.5, "TH"));
    piece.marks.push_back(whole(std::move(value), split, 1.5, "TD"));
    piece.marks.push_back(
        PathMark{{{0, piece.height - 0.3}, {width, piece.height - 0.3}}, 0.4, Ground::line});
    piece.is_row = true;
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

double height_of(const std::vector<Piece>& pieces) {
  double height = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    height += pieces[i].height + (i == 0 ? 0 : pieces[i].space_before);
  return height;
}

void put_below(Piece& strip, std::vector<Piece> pieces, double x) {
  double y = 0;
  bool in_table = false;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    Piece& piece = pieces[i];
    if (i > 0) y += piece.space_before;
    move(piece, x, y);
    y += piece.height;
    if (piece.is_row != in_table) strip.marks.push_back(GroupMark{"Table", piece.is_row});
    in_table = piece.is_row;
    if (in_table) strip.marks.push_back(GroupMark{"TR", true});
    for (Mark& mark : piece.marks) strip.marks.push_back(std::move(mark));
    if (in_table) strip.marks.push_back(GroupMark{"TR", false});
  }
  if (in_table) strip.marks.push_back(GroupMark{"Table", false});
}

std::vector<Piece> side_by_side(std::vector<Piece> left, std::vector<Piece> right, double x,
                                double page_height) {
  Piece strip;
  strip.height = std::max(height_of(left), height_of(right));
  strip.space_before = 4;
  if (strip.height > page_height) {
    for (Piece& piece : right) {
      move(piece, x, 0);
      left.push_back(std::move(piece));
    }
    return left;
  }
  put_below(strip, std::move(left), 0);
  put_below(strip, std::move(right), x);
  std::vector<Piece> pieces;
  pieces.push_back(std::move(strip));
  return pieces;
}

std::vector<Piece> pieces_of(const std::vector<Block>& blocks, double width, double page_height) {
  std::vector<Piece> pieces;
  for (const Block& block : blocks)
    for (Piece& piece : pieces_of(block, width, page_height)) pieces.push_back(std::move(piece));
  return pieces;
}

constexpr double gutter = 22;

struct Maker {
  double width, page_height;

  std::vector<Piece> operator()(const Heading& it) const { return {piece_of(it, width)}; }
  std::vector<Piece> operator()(const Paragraph& it) const { return pieces_of(it, width); }
  std::vector<Piece> operator()(const Table& it) const { return print::pieces_of(it, width); }
  std::vector<Piece> operator()(const Chart& it) const { return {print::piece_of(it, width)}; }
  std::vector<Piece> operator()(const Fields& it) const {
    const double half = (width - gutter) / 2;
    return side_by_side(pieces_of(it.left, half), pieces_of(it.right, half), half + gutter,
                        page_height);
  }
  std::vector<Piece> operator()(const Pair& it) const {
    const double half = (width - gutter) / 2;
    return side_by_side(pieces_of(it.left, half, page_height),
                        pieces_of(it.right, half, page_height), half + gutter, page_height);
  }
};

}  // namespace

Rgb color_of(Ground ground) {
  switch (ground) {
    case Ground::band:
      return color_of(Tone::band);
    case Ground::green:
      return color_of(Tone::green);
    case Ground::amber:
      return color_of(Tone::amber);
    case Ground::red:
      return color_of(Tone::red);
    case Ground::pale:
      return {0.953, 0.965, 0.976};
    case Ground::line:
      return {0.80, 0.83, 0.86};
    case Ground::light:
      return {0.56, 0.70, 0.80};
  }
  return {};
}

Known::Known() {
  known.clear();
}
Known::~Known() {
  known.clear();
}

std::shared_ptr<const Lines> lines_of(const Text& text, const Setting& setting) {
  const std::string key = key_of(text, setting);
  if (key.empty()) return std::make_shared<const Lines>(text, setting);
  std::shared_ptr<const Lines>& lines = known[key];
  if (!lines) lines = std::make_shared<const Lines>(text, setting);
  return lines;
}

TextMark whole(std::shared_ptr<const Lines> lines, double x, double y, const char* tag) {
  const std::size_t end = lines->count();
  return {std::move(lines), 0, end, x, y, tag};
}

std::vector<Piece> pieces_of(const Block& block, double width, double page_height) {
  return std::visit(Maker{width, page_height}, block.it);
}

}  // namespace authledger::print
