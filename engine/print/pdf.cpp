#include "engine/print/pdf.hpp"

#include <cairo-pdf.h>

#include <stdexcept>

#include "engine/print/finish.hpp"
#include "engine/print/pages.hpp"
#include "engine/print/printable.hpp"

namespace authledger::print {
namespace {

void set_color(cairo_t* cairo, Rgb rgb) {
  cairo_set_source_rgb(cairo, rgb.red, rgb.green, rgb.blue);
}

class Tag {
 public:
  Tag(cairo_t* cairo, const char* name) : cairo_(cairo), name_(name) {
    cairo_tag_begin(cairo_, name_, "");
  }
  ~Tag() { cairo_tag_end(cairo_, name_); }
  Tag(const Tag&) = delete;
  Tag& operator=(const Tag&) = delete;

 private:
  cairo_t* cairo_;
  const char* name_;
};

struct Painter {
  cairo_t* cairo;
  double x, y;

  void operator()(const TextMark& mark) const {
    std::optional<Tag> tag;
    if (mark.tag) tag.emplace(cairo, mark.tag);
    mark.lines->draw(cairo, x + mark.x, y + mark.y, mark.first, mark.end);
  }
  void operator()(const BoxMark& mark) const {
    set_color(cairo, color_of(mark.ground));
    cairo_rectangle(cairo, x + mark.x, y + mark.y, mark.width, mark.height);
    cairo_fill(cairo);
  }
  void operator()(const PathMark& mark) const {
    set_color(cairo, color_of(mark.ground));
    cairo_set_line_width(cairo, mark.width);
    constexpr double dashes[] = {3, 2};
    cairo_set_dash(cairo, dashes, mark.is_dashed ? 2 : 0, 0);
    cairo_new_path(cairo);
    for (const auto& [px, py] : mark.points) cairo_line_to(cairo, x + px, y + py);
    cairo_stroke(cairo);
  }
  void operator()(const DotMark& mark) const {
    set_color(cairo, color_of(Ground::band));
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, x + mark.x, y + mark.y, mark.radius, 0, 2 * 3.14159265358979);
    cairo_fill(cairo);
  }
  void operator()(const GroupMark& mark) const {
    if (mark.begins)
      cairo_tag_begin(cairo, mark.tag, "");
    else
      cairo_tag_end(cairo, mark.tag);
  }
};

class Printer {
 public:
  Printer(const Document& document, Paper paper)
      : document_(document), paper_(paper), size_(size_of(paper)) {}

  std::string print() {
    const std::vector<Page> pages = pages_of(document_, paper_);
    open();
    cairo_tag_begin(cairo_.get(), "Document", "");
    for (const Page& page : pages) {
      paint(page);
      cairo_show_page(cairo_.get());
    }
    cairo_tag_end(cairo_.get(), "Document");
    return close();
  }

 private:
  struct Destroy {
    void operator()(cairo_t* it) const { cairo_destroy(it); }
    void operator()(cairo_surface_t* it) const { cairo_surface_destroy(it); }
  };

  static cairo_status_t write(void* out, const unsigned char* bytes, unsigned size) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
    return CAIRO_STATUS_SUCCESS;
  }

  void open() {
    surface_.reset(cairo_pdf_surface_create_for_stream(write, &bytes_, size_.width, size_.height));
    const auto say = [&](cairo_pdf_metadata_t what, const std::string& text) {
      if (!text.empty())
        cairo_pdf_surface_set_metadata(surface_.get(), what, printable(text).c_str());
    };
    say(CAIRO_PDF_METADATA_TITLE, document_.title);
    say(CAIRO_PDF_METADATA_AUTHOR, document_.author);
    say(CAIRO_PDF_METADATA_SUBJECT, document_.subject);
    say(CAIRO_PDF_METADATA_CREATOR, "authledger");
    say(CAIRO_PDF_METADATA_CREATE_DATE, to_text(document_.created));
    cairo_.reset(cairo_create(surface_.get()));
  }

  std::string close() {
    cairo_surface_finish(surface_.get());
    for (const cairo_status_t status :
         {cairo_status(cairo_.get()), cairo_surface_status(surface_.get())})
      if (status != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error(std::string("cannot print: ") + cairo_status_to_string(status));
    return std::move(bytes_);
  }

  void paint(const Page& page) {
    bool in_table = false;
    for (const auto& [y, piece] : page) {
      if (piece->is_row != in_table) {
        in_table = !in_table;
        if (in_table)
          cairo_tag_begin(cairo_.get(), "Table", "");
        else
          cairo_tag_end(cairo_.get(), "Table");
      }
      if (!piece->outline.empty()) add_outline(piece->outline, y);
      std::optional<Tag> row;
      if (piece->is_row) row.emplace(cairo_.get(), "TR");
      for (const Mark& mark : piece->marks)
        std::visit(Painter{cairo_.get(), margin, top_of_pages + y}, mark);
    }
    if (in_table) cairo_tag_end(cairo_.get(), "Table");
    ++painted_;
  }

  void add_outline(const std::string& name, double y) {
    const std::string place = "page=" + std::to_string(painted_ + 1) + " pos=[" +
                              std::to_string(static_cast<int>(margin)) + " " +
                              std::to_string(static_cast<int>(margin + y)) + "]";
    cairo_pdf_surface_add_outline(surface_.get(), CAIRO_PDF_OUTLINE_ROOT, printable(name).c_str(),
                                  place.c_str(), static_cast<cairo_pdf_outline_flags_t>(0));
  }

  const Document& document_;
  Paper paper_;
  PaperSize size_;
  std::string bytes_;
  std::unique_ptr<cairo_surface_t, Destroy> surface_;
  std::unique_ptr<cairo_t, Destroy> cairo_;
  int painted_ = 0;
};

}  // namespace

std::string_view word(Paper paper) {
  return paper == Paper::a4 ? "a4" : "letter";
}

std::optional<Paper> parse_paper(std::string_view text) {
  for (const Paper paper : {Paper::letter, Paper::a4})
    if (word(paper) == text) return paper;
  return std::nullopt;
}

std::string pdf_of(const Document& document, Paper paper) {
  return finished(Printer(document, paper).print());
}

}  // namespace authledger::print
