#include "engine/print/lines.hpp"

#include "engine/print/printable.hpp"

namespace authledger::print {
namespace {

struct FreeContext {
  Owned<PangoContext> context;
  PangoFontDescription* font = nullptr;
  FreeContext() : context(pango_font_map_create_context(font_map())) {
    font = pango_font_description_from_string("Noto Sans");
    pango_context_set_language(context.get(), pango_language_from_string("en-us"));
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context.get(), options);
    cairo_font_options_destroy(options);
  }
  ~FreeContext() { pango_font_description_free(font); }
  FreeContext(const FreeContext&) = delete;
  FreeContext& operator=(const FreeContext&) = delete;
};

FreeContext& here() {
  thread_local FreeContext context;
  return context;
}

constexpr double scale_of(Size size) {
  return size == Size::large ? 1.28 : size == Size::small ? 0.86 : 1;
}

void add_attribute(PangoAttrList* list, PangoAttribute* attribute, std::size_t begin,
                   std::size_t end) {
  attribute->start_index = static_cast<guint>(begin);
  attribute->end_index = static_cast<guint>(end);
  pango_attr_list_insert(list, attribute);
}

void add_attributes(PangoAttrList* list, const Run& run, double size, std::size_t begin,
                    std::size_t end) {
  if (run.weight == Weight::bold)
    add_attribute(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), begin, end);
  if (run.tone != Tone::ink) {
    const Rgb rgb = color_of(run.tone);
    const auto wide = [](double part) { return static_cast<guint16>(part * 65535); };
    add_attribute(list, pango_attr_foreground_new(wide(rgb.red), wide(rgb.green), wide(rgb.blue)),
                  begin, end);
  }
  if (run.size != Size::body)
    add_attribute(
        list,
        pango_attr_size_new_absolute(static_cast<int>(size * scale_of(run.size) * PANGO_SCALE)),
        begin, end);
}

// Whether a text's own first letter says where its lines begin. A word from the right within an
// English sentence of several runs does not turn the sentence.
bool has_own_direction(const Text& text) {
  return text.size() < 2 || text[1].text.starts_with('\n');
}

PangoAlignment alignment_of(Side side) {
  return side == Side::right    ? PANGO_ALIGN_RIGHT
         : side == Side::center ? PANGO_ALIGN_CENTER
                                : PANGO_ALIGN_LEFT;
}

struct FreeIterator {
  void operator()(PangoLayoutIter* it) const { pango_layout_iter_free(it); }
};
using Iterator = std::unique_ptr<PangoLayoutIter, FreeIterator>;

}  // namespace

Rgb color_of(Tone tone) {
  const auto rgb = [](unsigned hex) {
    return Rgb{(hex >> 16 & 255) / 255.0, (hex >> 8 & 255) / 255.0, (hex & 255) / 255.0};
  };
  switch (tone) {
    case Tone::ink:
      return rgb(0x1c2733);
    case Tone::soft:
      return rgb(0x55616e);
    case Tone::band:
      return rgb(0x17415e);
    case Tone::green:
      return rgb(0x1c6b3c);
    case Tone::amber:
      return rgb(0x8a5a00);
    case Tone::red:
      return rgb(0x9d1c1c);
    case Tone::white:
      return rgb(0xffffff);
  }
  return {};
}

Lines::Lines(const Text& text, const Setting& setting)
    : layout_(pango_layout_new(here().context.get())) {
  PangoLayout* layout = layout_.get();
  pango_font_description_set_absolute_size(here().font, setting.size * PANGO_SCALE);
  pango_layout_set_font_description(layout, here().font);
  pango_layout_set_auto_dir(layout, has_own_direction(text));
  std::string all;
  PangoAttrList* attributes = pango_attr_list_new();
  add_attribute(attributes, pango_attr_insert_hyphens_new(FALSE), 0, G_MAXUINT);
  for (const Run& run : text) {
    const std::size_t begin = all.size();
    all += printable(run.text);
    if (run.weight == Weight::regular && run.tone == Tone::ink && run.size == Size::body) continue;
    add_attributes(attributes, run, setting.size, begin, all.size());
  }
  pango_layout_set_text(layout, all.data(), static_cast<int>(all.size()));
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
  if (setting.width > 0) {
    pango_layout_set_width(layout, static_cast<int>(setting.width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, alignment_of(setting.side));
  }
  PangoRectangle extents;
  pango_layout_get_extents(layout, nullptr, &extents);
  width_ = static_cast<double>(extents.width) / PANGO_SCALE;
  if (pango_layout_get_line_count(layout) == 1) {
    bottoms_.push_back(static_cast<double>(extents.height) / PANGO_SCALE);
    return;
  }
  const Iterator line(pango_layout_get_iter(layout));
  do {
    int top = 0, bottom = 0;
    pango_layout_iter_get_line_yrange(line.get(), &top, &bottom);
    bottoms_.push_back(static_cast<double>(bottom) / PANGO_SCALE);
  } while (pango_layout_iter_next_line(line.get()));
}

void Lines::draw(cairo_t* cairo, double x, double y, std::size_t first, std::size_t end) const {
  const Rgb ink = color_of(Tone::ink);
  cairo_set_source_rgb(cairo, ink.red, ink.green, ink.blue);
  if (first == 0 && end == count()) {
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout(cairo, layout_.get());
    return;
  }
  const Iterator line(pango_layout_get_iter(layout_.get()));
  for (std::size_t i = 0; i < end; ++i, pango_layout_iter_next_line(line.get())) {
    if (i < first) continue;
    PangoRectangle extents;
    pango_layout_iter_get_line_extents(line.get(), nullptr, &extents);
    const double baseline =
        static_cast<double>(pango_layout_iter_get_baseline(line.get())) / PANGO_SCALE;
    cairo_move_to(cairo, x + static_cast<double>(extents.x) / PANGO_SCALE,
                  y + baseline - top(first));
    pango_cairo_show_layout_line(cairo, pango_layout_iter_get_line_readonly(line.get()));
  }
}

}  // namespace authledger::print
