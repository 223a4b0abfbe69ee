// A document as text for a terminal: the same words in the same order, no charts.
#pragma once

#include <string>

#include "engine/print/document.hpp"

namespace authledger::print {

std::string text_of(const Document& document);  // UTF-8, lines end with \n

}  // namespace authledger::print
