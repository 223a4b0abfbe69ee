// Text as it may stand on paper.
#pragma once

#include <string>
#include <string_view>

namespace authledger::print {

// What no paper can show, or would turn the direction of what follows, becomes U+FFFD: control
// characters but tab and line feed, overrides and isolates of direction (U+202A to U+202E, U+2066
// to U+2069), noncharacters, and bytes that are not UTF-8. Carriage returns go.
std::string printable(std::string_view text);

}  // namespace authledger::print
