// The fonts that a printed document uses: a fixed list of Debian's, so that the same document gives
// the same bytes on every machine that has them.
#pragma once

#include <pango/pango.h>

#include <memory>

namespace authledger::print {

struct ReleaseObject {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, ReleaseObject>;

// Of the calling thread, made at its first use. Throws std::runtime_error when a font is not
// installed that every document needs.
PangoFontMap* font_map();

}  // namespace authledger::print
