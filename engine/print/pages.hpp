// A document's pieces on its pages.
#pragma once

#include <memory>
#include <vector>

#include "engine/print/piece.hpp"

namespace authledger::print {

struct PaperSize {
  double width, height;  // points
};
PaperSize size_of(Paper paper);

constexpr double margin = 40;  // points, on all sides; the head and the foot stand within
constexpr double top_of_pages = margin + 20;

struct Placed {
  double y;  // below top_of_pages
  std::shared_ptr<const Piece> piece;
};
using Page = std::vector<Placed>;

std::vector<Page> pages_of(const Document& document, Paper paper);  // one at least

}  // namespace authledger::print
