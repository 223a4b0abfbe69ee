// Lays a document out on pages and writes it as PDF 1.5: fonts embedded, headings, paragraphs and
// tables tagged, an outline of the first headings, no script, no action, no form.
#pragma once

#include <string>

#include "engine/print/document.hpp"

namespace authledger::print {

// The same document gives the same bytes. Throws std::runtime_error when the fonts are not there
// or the library refuses. Safe on several threads.
std::string pdf_of(const Document& document, Paper paper);

}  // namespace authledger::print
