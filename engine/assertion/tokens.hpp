// A sentence as words and marks: what triggers are matched against.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/assertion/assertion.hpp"

namespace authledger::assertion {

enum class TokenKind : std::uint8_t {
  word,         // letters, digits, apostrophes between them
  punctuation,  // one character
  line_break,
  checked,    // [x] and its like
  unchecked,  // [ ]
  plus,       // (+), or a + that belongs to a word
  minus,      // (-), likewise
};

struct Token {
  TokenKind kind = TokenKind::word;
  std::string text;  // lower case (ASCII); typographic quotes, dashes as the plain ones
  std::size_t begin = 0, end = 0;  // bytes of the sentence
  bool after_blank = false;        // a blank stands before it, or nothing
  bool before_blank = false;       // a blank stands behind it, or nothing

  bool is(std::string_view text_) const { return text == text_; }
  bool is_word() const { return kind == TokenKind::word; }
  bool is_mark() const { return kind >= TokenKind::checked; }
};

// In the order of the text. Bytes that are no ASCII count as letters.
std::vector<Token> tokens_of(std::string_view sentence);

// The tokens [first, after) that lie in the span, wholly or in part.
struct TokenRange {
  std::size_t first = 0, after = 0;
  bool is_empty() const { return first == after; }
};
TokenRange tokens_in(const std::vector<Token>& tokens, Span span);

}  // namespace authledger::assertion
