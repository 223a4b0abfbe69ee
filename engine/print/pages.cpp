#include "engine/print/pages.hpp"

#include <algorithm>

namespace authledger::print {
namespace {

constexpr double head_and_foot = 32;

// Stacks the pieces; what keeps the one behind it goes over to the next page with it.
class Stack {
 public:
  explicit Stack(double height) : height_(height) {}

  std::vector<Page> take(std::vector<Piece> pieces) {
    for (std::size_t first = 0; first < pieces.size();) {
      std::size_t last = first;
      double together = need(pieces[first], y_ > 0);
      while (last + 1 < pieces.size() && pieces[last].keeps_next && together < height_ / 2)
        together += need(pieces[++last], true);
      if (y_ > 0 && y_ + together > height_) turn();
      for (; first <= last; ++first) put(std::move(pieces[first]));
    }
    return std::move(pages_);
  }

 private:
  static double need(const Piece& piece, bool is_below) {
    return piece.height + (is_below ? piece.space_before : 0);
  }

  void turn() {
    pages_.emplace_back();
    y_ = 0;
  }

  void put(Piece piece) {
    if (pages_.empty() || (y_ > 0 && y_ + need(piece, true) > height_)) turn();
    if (y_ > 0) {
      y_ += piece.space_before;
    } else if (piece.titles) {
      pages_.back().push_back({0, piece.titles});
      y_ = piece.titles->height;
    }
    const double height = piece.height;
    pages_.back().push_back({y_, std::make_shared<const Piece>(std::move(piece))});
    y_ += height;
  }

  double height_, y_ = 0;
  std::vector<Page> pages_;
};

// What stands around a page, `y` counted from the upper edge of the paper.
Piece edges_of(const Document& document, const PaperSize& size, std::size_t page,
               std::size_t pages) {
  const double width = size.width - 2 * margin, split = width * 0.62;
  const double rule = margin + 11, foot = size.height - margin - 2;
  constexpr double above_rule = 0;
  Piece piece;
  const auto add = [&](const std::string& text, Weight weight, Side side, double room, double x,
                       double y) {
    const Tone tone = weight == Weight::bold ? Tone::band : Tone::soft;
    auto lines = lines_of({{text, weight, tone}}, {.width = room, .size = 7.4, .side = side});
    const std::size_t end = std::min<std::size_t>(lines->count(), 2);
    const double top = y > 0 ? y : rule - 3 - lines->bottom(end - 1);
    piece.marks.push_back(TextMark{std::move(lines), 0, end, x, top, nullptr});
  };
  add(document.head, Weight::bold, Side::left, split - 8, 0, above_rule);
  add(document.head_right, Weight::regular, Side::right, width - split, split, above_rule);
  piece.marks.push_back(PathMark{{{0, rule}, {width, rule}}, 1.2, Ground::band});
  piece.marks.push_back(PathMark{{{0, foot - 3}, {width, foot - 3}}, 0.5, Ground::line});
  add(document.foot, Weight::regular, Side::left, width - 76, 0, foot);
  add("Page " + std::to_string(page) + " of " + std::to_string(pages), Weight::regular, Side::right,
      70, width - 70, foot);
  return piece;
}

}  // namespace

PaperSize size_of(Paper paper) {
  return paper == Paper::a4 ? PaperSize{595.28, 841.89} : PaperSize{612, 792};
}

std::vector<Page> pages_of(const Document& document, Paper paper) {
  const PaperSize size = size_of(paper);
  const double width = size.width - 2 * margin;
  const double room = size.height - 2 * margin - head_and_foot;
  const Known known;
  std::vector<Piece> pieces;
  for (const Block& block : document.blocks)
    for (Piece& piece : pieces_of(block, width, room)) pieces.push_back(std::move(piece));
  std::vector<Page> pages = Stack(room).take(std::move(pieces));
  if (pages.empty()) pages.emplace_back();
  for (std::size_t i = 0; i < pages.size(); ++i) {
    auto edges = std::make_shared<const Piece>(edges_of(document, size, i + 1, pages.size()));
    pages[i].insert(pages[i].begin(), {-top_of_pages, std::move(edges)});
  }
  return pages;
}

}  // namespace authledger::print
