// What a packet costs, step by step, and a bare drawing of the same pages beside it.
//
//     ninja -C build/release packet_bench && build/release/tests/packet_bench [ROUNDS]
//
// Figures are of one run on one core; compare only within it.
#include <cairo-pdf.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "engine/json/criteria_codec.hpp"
#include "engine/json/packet_codec.hpp"
#include "engine/packet/packet_html.hpp"
#include "engine/packet/packet_print.hpp"
#include "engine/packet/phone_script.hpp"
#include "engine/print/fonts.hpp"
#include "engine/print/pages.hpp"
#include "engine/print/pdf.hpp"
#include "engine/records/read_document.hpp"
#include "tests/engine/packet/sample.hpp"

namespace authledger::test {
namespace {

using Clock = std::chrono::steady_clock;

struct Step {
  const char* name;
  double seconds = 0;
};

template <class Work>
auto timed(Step& step, Work work) {
  const auto begin = Clock::now();
  auto result = work();
  step.seconds += std::chrono::duration<double>(Clock::now() - begin).count();
  return result;
}

long resident_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  return 0;
}

// The same texts, boxes and lines at the same places: shaped and drawn, and nothing else.
class BareRenderer {
 public:
  explicit BareRenderer(const print::Document& document)
      : pages_(print::pages_of(document, print::Paper::letter)),
        context_(pango_font_map_create_context(print::font_map())) {}

  std::string draw() const {
    std::string bytes;
    cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(
        [](void* out, const unsigned char* data, unsigned size) {
          static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), size);
          return CAIRO_STATUS_SUCCESS;
        },
        &bytes, 612, 792);
    cairo_t* cairo = cairo_create(surface);
    for (const print::Page& page : pages_) {
      for (const auto& [y, piece] : page)
        for (const print::Mark& mark : piece->marks) draw(cairo, print::top_of_pages + y, mark);
      cairo_show_page(cairo);
    }
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
    return bytes;
  }

 private:
  void draw(cairo_t* cairo, double y, const print::Mark& mark) const {
    if (const auto* text = std::get_if<print::TextMark>(&mark)) {
      PangoLayout* known = text->lines->layout();
      const print::Owned<PangoLayout> layout(pango_layout_new(context_.get()));
      pango_layout_set_font_description(layout.get(), pango_layout_get_font_description(known));
      pango_layout_set_text(layout.get(), pango_layout_get_text(known), -1);
      pango_layout_set_attributes(layout.get(), pango_layout_get_attributes(known));
      pango_layout_set_width(layout.get(), pango_layout_get_width(known));
      pango_layout_set_alignment(layout.get(), pango_layout_get_alignment(known));
      cairo_move_to(cairo, print::margin + text->x, y + text->y);
      pango_cairo_show_layout(cairo, layout.get());
    } else if (const auto* box = std::get_if<print::BoxMark>(&mark)) {
      cairo_rectangle(cairo, print::margin + box->x, y + box->y, box->width, box->height);
      cairo_fill(cairo);
    } else if (const auto* path = std::get_if<print::PathMark>(&mark)) {
      cairo_new_path(cairo);
      for (const auto& [px, py] : path->points) cairo_line_to(cairo, print::margin + px, y + py);
      cairo_stroke(cairo);
    }
  }

  std::vector<print::Page> pages_;
  print::Owned<PangoContext> context_;
};

struct Text {
  std::string name, content;
};
std::vector<Text> texts() {
  std::vector<Text> all;
  for (const char* name : {"invented/progress-note.md", "invented/intake-note.txt",
                           "synthea-r4-bundles/"
                           "Milan_Beatty_e78d0ed2-1b54-4c30-90ae-f7405af1e402.json"})
    all.push_back({name, clinical_file(name)});
  return all;
}

// What packets of a payer without criteria of its own are held against.
CriteriaSet general_criteria() {
  std::ostringstream text;
  text << std::ifstream(AUTHLEDGER_SOURCE_DIR "/payers/criteria/iop-six.json").rdbuf();
  auto read = json::read_criteria_text(text.str());
  ensure(read.has_value(), "payers/criteria/iop-six.json cannot be read");
  return std::move(*read);
}

int run(int rounds) {
  Sample clinic = sample();
  clinic.criteria = {general_criteria()};
  const std::vector<Text> documents = texts();
  Step read{"read documents"}, assembled{"assemble"}, json{"JSON"}, html{"HTML"},
      document{"document of blocks"}, pdf{"PDF"}, script{"phone script, PDF"};
  Step bare{"bare drawing"};
  const BareRenderer renderer(packet_document(clinic.packet()));
  std::size_t bytes = 0, bare_bytes = 0;
  long at_first = 0;
  for (int round = 0; round < rounds; ++round) {
    clinic.documents = timed(read, [&] {
      std::vector<ClinicalRecord> records;
      for (const Text& it : documents) records.push_back(read_document(it.name, "", it.content));
      return records;
    });
    const ReviewPacket packet = timed(assembled, [&] { return clinic.packet(); });
    bytes += timed(json, [&] {
               JsonWriter out;
               json::write_packet(out, packet);
               return pretty(out.text());
             }).size();
    bytes += timed(html, [&] { return packet_html(packet); }).size();
    const auto blocks = timed(document, [&] { return packet_document(packet); });
    bytes += timed(pdf, [&] { return pdf_of(blocks, print::Paper::letter); }).size();
    bytes +=
        timed(script, [&] { return pdf_of(phone_script(packet), print::Paper::letter); }).size();
    bare_bytes += timed(bare, [&] { return renderer.draw(); }).size();
    if (round == rounds / 10) at_first = resident_kilobytes();
  }
  double all = 0;
  const Step* const steps[] = {&read, &assembled, &json, &html, &document, &pdf, &script};
  for (const Step* step : steps) all += step->seconds;
  std::cout << std::fixed << std::setprecision(2);
  for (const Step* step : steps)
    std::cout << std::setw(20) << step->name << std::setw(9) << 1000 * step->seconds / rounds
              << " ms" << std::setw(7) << 100 * step->seconds / all << " %\n";
  std::cout << std::setw(20) << bare.name << std::setw(9) << 1000 * bare.seconds / rounds << " ms, "
            << bare_bytes / rounds << " bytes\n"
            << "packets to bare drawings: " << bare.seconds / (all - script.seconds)
            << " (JSON, HTML and PDF), " << bare.seconds / all << " with the script\n"
            << rounds / all << " packets a second and core, " << bytes / rounds
            << " bytes each\nresident after a tenth: " << at_first
            << " kB, at the end: " << resident_kilobytes() << " kB\n";
  return 0;
}

}  // namespace
}  // namespace authledger::test

int main(int count, char** values) {
  return authledger::test::run(count > 1 ? std::atoi(values[1]) : 200);
}
