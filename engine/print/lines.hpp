// A text broken into lines of a given width, measured once and drawn as often as it is cut.
#pragma once

#include <pango/pangocairo.h>

#include <cstddef>
#include <vector>

#include "engine/print/document.hpp"
#include "engine/print/fonts.hpp"

namespace authledger::print {

enum class Side : std::uint8_t { left, right, center };

struct Setting {     // how a text is set
  double width = 0;  // points; 0: one line, as long as it is
  double size = 9;   // points, of Size::body
  Side side = Side::left;
};

struct Rgb {
  double red, green, blue;
};
Rgb color_of(Tone tone);

class Lines {
 public:
  Lines(const Text& text, const Setting& setting);

  std::size_t count() const { return bottoms_.size(); }
  double height() const { return bottoms_.back(); }  // points
  double width() const { return width_; }            // of the longest line
  // From the upper edge of the first line to the lower edge of this one.
  double bottom(std::size_t line) const { return bottoms_[line]; }
  double top(std::size_t line) const { return line == 0 ? 0 : bottoms_[line - 1]; }

  // These lines with their upper left corner at (x, y).
  void draw(cairo_t* cairo, double x, double y, std::size_t first, std::size_t end) const;

  PangoLayout* layout() const { return layout_.get(); }

 private:
  Owned<PangoLayout> layout_;
  double width_ = 0;
  std::vector<double> bottoms_;
};

}  // namespace authledger::print
