#include "engine/assertion/tokens.hpp"

#include <algorithm>
#include <array>

namespace authledger::assertion {
namespace {

struct Sign {
  std::string_view bytes;
  TokenKind kind;
  std::string_view text;
};
// The longer first where one begins like another.
constexpr std::array<Sign, 31> signs{{
    {"[x]", TokenKind::checked, "[x]"},
    {"[X]", TokenKind::checked, "[x]"},
    {"[ x ]", TokenKind::checked, "[x]"},
    {"[ X ]", TokenKind::checked, "[x]"},
    {"(x)", TokenKind::checked, "[x]"},
    {"(X)", TokenKind::checked, "[x]"},
    {"[\xE2\x9C\x93]", TokenKind::checked, "[x]"},
    {"\xE2\x98\x92", TokenKind::checked, "[x]"},  // ballot box with X
    {"\xE2\x98\x91", TokenKind::checked, "[x]"},  // ballot box with check
    {"\xE2\x9C\x93", TokenKind::checked, "[x]"},  // check mark
    {"\xE2\x9C\x94", TokenKind::checked, "[x]"},
    {"[ ]", TokenKind::unchecked, "[ ]"},
    {"[]", TokenKind::unchecked, "[ ]"},
    {"[_]", TokenKind::unchecked, "[ ]"},
    {"( )", TokenKind::unchecked, "[ ]"},
    {"\xE2\x98\x90", TokenKind::unchecked, "[ ]"},  // ballot box
    {"\xE2\x96\xA0", TokenKind::checked, "[x]"},    // black square
    {"\xE2\x96\xA1", TokenKind::unchecked, "[ ]"},  // white square
    {"\xE2\x9C\x97", TokenKind::unchecked, "[ ]"},  // ballot X: struck out
    {"\xE2\x9C\x98", TokenKind::unchecked, "[ ]"},
    {"(+)", TokenKind::plus, "+"},
    {"[+]", TokenKind::plus, "+"},
    {"(-)", TokenKind::minus, "-"},
    {"[-]", TokenKind::minus, "-"},
    {"(neg)", TokenKind::minus, "-"},
    {"(pos)", TokenKind::plus, "+"},
    {"\xE2\x8A\x95", TokenKind::plus, "+"},         // circled plus
    {"\xE2\x8A\x96", TokenKind::minus, "-"},        // circled minus
    {"\xE2\x80\x93", TokenKind::punctuation, "-"},  // en dash
    {"\xE2\x80\x94", TokenKind::punctuation, "-"},  // em dash
    {"\xE2\x88\x92", TokenKind::punctuation, "-"},  // minus sign
}};

constexpr std::string_view typographic_apostrophe = "\xE2\x80\x99";

// What says nothing here: quotation marks, and the stars of Markdown. 0: it is something else.
std::size_t ornament_at(std::string_view text) {
  if (text.starts_with('"') || text.starts_with('*')) return 1;
  return text.starts_with("\xE2\x80\x9C") || text.starts_with("\xE2\x80\x9D") ? 3 : 0;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

const Sign* sign_at(std::string_view text) {
  const auto found = std::find_if(signs.begin(), signs.end(),
                                  [&](const Sign& sign) { return text.starts_with(sign.bytes); });
  return found == signs.end() ? nullptr : &*found;
}

// The length of an apostrophe that has a letter behind it ("doesn't"); 0: there is none.
std::size_t apostrophe_at(std::string_view text) {
  const std::size_t size = text.starts_with('\'')                     ? 1
                           : text.starts_with(typographic_apostrophe) ? 3
                                                                      : 0;
  return size > 0 && text.size() > size && is_letter(text[size]) ? size : 0;
}

Token word_at(std::string_view text, std::size_t begin) {
  Token token;
  token.begin = begin;
  std::size_t at = begin;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    if (const std::size_t size = at > begin ? apostrophe_at(rest) : 0) {
      token.text += '\'';
      at += size;
    } else if (is_letter(text[at]) && !rest.starts_with(typographic_apostrophe) &&
               ornament_at(rest) == 0 && !sign_at(rest)) {
      token.text += small(text[at++]);
    } else {
      break;
    }
  }
  token.end = at;
  return token;
}

Token token_at(std::string_view text, std::size_t at) {
  if (text[at] == '\n') return {TokenKind::line_break, "\n", at, at + 1};
  if (const Sign* sign = sign_at(text.substr(at)))
    return {sign->kind, std::string(sign->text), at, at + sign->bytes.size()};
  if (text.substr(at).starts_with(typographic_apostrophe))
    return {TokenKind::punctuation, "'", at, at + typographic_apostrophe.size()};
  if (is_letter(text[at])) return word_at(text, at);
  return {TokenKind::punctuation, std::string(1, text[at]), at, at + 1};
}

}  // namespace

std::vector<Token> tokens_of(std::string_view sentence) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < sentence.size();) {
    if (is_blank(sentence[at]) && sentence[at] != '\n') {
      ++at;
      continue;
    }
    if (const std::size_t ornament = ornament_at(sentence.substr(at))) {
      at += ornament;
      continue;
    }
    Token token = token_at(sentence, at);
    token.after_blank = at == 0 || is_blank(sentence[at - 1]);
    at = token.end;
    token.before_blank = at == sentence.size() || is_blank(sentence[at]);
    tokens.push_back(std::move(token));
  }
  return tokens;
}

TokenRange tokens_in(const std::vector<Token>& tokens, Span span) {
  const auto first = std::find_if(tokens.begin(), tokens.end(),
                                  [&](const Token& token) { return token.end > span.begin; });
  const auto after = std::find_if(first, tokens.end(),
                                  [&](const Token& token) { return token.begin >= span.end; });
  return {static_cast<std::size_t>(first - tokens.begin()),
          static_cast<std::size_t>(after - tokens.begin())};
}

}  // namespace authledger::assertion
