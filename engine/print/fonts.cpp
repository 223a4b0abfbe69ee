#include "engine/print/fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <stdexcept>
#include <string>

namespace authledger::print {
namespace {

constexpr const char* directory = "/usr/share/fonts/truetype/";

constexpr const char* needed[] = {"noto/NotoSans-Regular.ttf", "noto/NotoSans-Bold.ttf"};

// Scripts that names and notes may hold. Without one, its letters are printed as their numbers.
constexpr const char* further[] = {
    "noto/NotoSansArabic-Regular.ttf",     "noto/NotoSansArabic-Bold.ttf",
    "noto/NotoSansHebrew-Regular.ttf",     "noto/NotoSansHebrew-Bold.ttf",
    "noto/NotoSansDevanagari-Regular.ttf", "noto/NotoSansBengali-Regular.ttf",
    "noto/NotoSansGurmukhi-Regular.ttf",   "noto/NotoSansGujarati-Regular.ttf",
    "noto/NotoSansTamil-Regular.ttf",      "noto/NotoSansTelugu-Regular.ttf",
    "noto/NotoSansKannada-Regular.ttf",    "noto/NotoSansMalayalam-Regular.ttf",
    "noto/NotoSansSinhala-Regular.ttf",    "noto/NotoSansThai-Regular.ttf",
    "noto/NotoSansLao-Regular.ttf",        "noto/NotoSansKhmer-Regular.ttf",
    "noto/NotoSansMyanmar-Regular.ttf",    "noto/NotoSansEthiopic-Regular.ttf",
    "noto/NotoSansArmenian-Regular.ttf",   "noto/NotoSansGeorgian-Regular.ttf",
    "noto/NotoSansCherokee-Regular.ttf",   "noto/NotoSansSymbols-Regular.ttf",
    "noto/NotoSansMath-Regular.ttf",       "wqy/wqy-zenhei.ttc",
    "ancient-scripts/Symbola_hint.ttf"};

bool add_font(FcConfig* config, const char* file) {
  const std::string path = std::string(directory) + file;
  return FcConfigAppFontAddFile(config, reinterpret_cast<const FcChar8*>(path.c_str())) != 0;
}

// Never freed: fonts are asked for until the process ends.
FcConfig* read_fonts() {
  FcConfig* config = FcConfigCreate();
  for (const char* file : needed)
    if (!add_font(config, file)) {
      FcConfigDestroy(config);
      throw std::runtime_error(std::string("cannot print: the font ") + directory + file +
                               " is not there (Debian package fonts-noto-core; tools/setup "
                               "installs it)");
    }
  for (const char* file : further) add_font(config, file);
  return config;
}

}  // namespace

PangoFontMap* font_map() {
  static FcConfig* const config = read_fonts();
  thread_local const Owned<PangoFontMap> map = [] {
    Owned<PangoFontMap> made(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(made.get()), config);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(made.get()), 72);
    return made;
  }();
  return map.get();
}

}  // namespace authledger::print
