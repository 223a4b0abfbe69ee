// The sentences of a note. A line is one too ("SI: denies", "- sleeps six hours"), unless the next
// one goes on with it: notes are often wrapped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/assertion/assertion.hpp"

namespace authledger::assertion {

// In the order of the text, without the blanks around them; none is empty.
std::vector<Span> sentences_in(std::string_view text);

// The sentence as one line: each line break in it a blank, so that bytes stay where they are.
std::string as_one_line(std::string_view sentence);

}  // namespace authledger::assertion
