#include "engine/assertion/marks.hpp"

#include <algorithm>

namespace authledger::assertion {
namespace {

constexpr std::size_t longest_key = 10;  // tokens between the mention and the colon of its heading

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

// "SI", "AVH": what is written with a sign and no blank.
bool is_acronym(std::string_view text, const Token& token) {
  const std::string_view said = text.substr(token.begin, token.end - token.begin);
  return token.is_word() && said.size() >= 2 && said.size() <= 6 &&
         std::all_of(said.begin(), said.end(), is_upper);
}

bool is_break(const Token& token) {
  return token.kind == TokenKind::line_break || token.is(";") || token.is("|") ||
         (token.is(".") && token.before_blank);
}

std::optional<Assertion> of_mark(const Token& token) {
  if (token.kind == TokenKind::plus || token.kind == TokenKind::checked) return Assertion::affirmed;
  if (token.kind == TokenKind::minus || token.kind == TokenKind::unchecked)
    return Assertion::negated;
  return std::nullopt;
}

bool is_separator(const Token& token) {
  return token.is(":") || token.is("=") || token.is("?") || token.is("|") ||
         (token.is("-") && token.after_blank && token.before_blank);
}

// Whether a heading begins here: few words, then a colon.
bool is_heading(const std::vector<Token>& tokens, std::size_t at) {
  for (std::size_t i = at; i < tokens.size() && i < at + 5; ++i) {
    if (is_separator(tokens[i])) return i > at;
    if (!tokens[i].is_word() && !tokens[i].is("/")) return false;
  }
  return false;
}

bool ends_here(const std::vector<Token>& tokens, std::size_t at) {
  return at >= tokens.size() || !tokens[at].is_word() || is_heading(tokens, at);
}

// "denies", "none", "no" that is the whole answer, "yes".
std::optional<Assertion> of_answer(const std::vector<Token>& tokens, std::size_t at,
                                   const TriggerTable& table) {
  if (at >= tokens.size()) return std::nullopt;
  if (tokens[at].is_mark()) return of_mark(tokens[at]);
  if (!tokens[at].is_word()) {
    const bool is_sign = (tokens[at].is("+") || tokens[at].is("-")) && ends_here(tokens, at + 1);
    if (!is_sign) return std::nullopt;
    return tokens[at].is("+") ? Assertion::affirmed : Assertion::negated;
  }
  if (table.is_in(tokens[at].text, "<no>")) return Assertion::negated;
  if (table.is_in(tokens[at].text, "<no alone>") && ends_here(tokens, at + 1))
    return Assertion::negated;
  if (tokens[at].is("not") && at + 1 < tokens.size() &&
      table.is_in(tokens[at + 1].text, "<finding>"))
    return Assertion::negated;
  if (table.is_in(tokens[at].text, "<yes>")) return Assertion::affirmed;
  return std::nullopt;
}

// "[ ] Yes [x] No", "Yes [ ] No [x]": the answer whose box is checked.
std::optional<Assertion> of_options(const std::vector<Token>& tokens, std::size_t at,
                                    const TriggerTable& table) {
  while (at < tokens.size() && is_separator(tokens[at])) ++at;
  const auto is_box = [&](std::size_t i) {
    return i < tokens.size() &&
           (tokens[i].kind == TokenKind::checked || tokens[i].kind == TokenKind::unchecked);
  };
  const std::size_t word_first = is_box(at) ? 1 : 0;
  for (std::size_t i = at; is_box(i + 1 - word_first) && i + word_first < tokens.size(); i += 2) {
    const Token& word_ = tokens[i + word_first];
    const bool is_yes = table.is_in(word_.text, "<yes>");
    if (!is_yes && !table.is_in(word_.text, "<no>") && !table.is_in(word_.text, "<no alone>"))
      return std::nullopt;
    if (tokens[i + 1 - word_first].kind == TokenKind::checked)
      return is_yes ? Assertion::affirmed : Assertion::negated;
  }
  return std::nullopt;
}

// Whether boxes stand behind what they are about ("SI [x] HI [ ]"): the line ends with one and does
// not begin with one.
bool are_boxes_behind(const Sentence& sentence, bool (*is_kind)(const Token&)) {
  const std::vector<Token>& tokens = sentence.tokens;
  std::size_t first = sentence.mention.first, after = sentence.mention.after;
  while (first > 0 && !is_break(tokens[first - 1]) && !tokens[first - 1].is(":")) --first;
  while (after < tokens.size() && !is_break(tokens[after])) ++after;
  const bool is_stop = after > first && (tokens[after - 1].is(".") || tokens[after - 1].is(","));
  if (is_stop) --after;
  return after > sentence.mention.after && is_kind(tokens[after - 1]) && !is_kind(tokens[first]);
}

bool is_box(const Token& token) {
  return token.kind == TokenKind::checked || token.kind == TokenKind::unchecked;
}
bool is_sign(const Token& token) {
  return token.kind == TokenKind::plus || token.kind == TokenKind::minus;
}

std::optional<Marked> of_nearest(const Sentence& sentence, bool (*is_kind)(const Token&),
                                 bool ends_at_comma) {
  const std::vector<Token>& tokens = sentence.tokens;
  const auto stops = [&](const Token& token) {
    return is_break(token) || (ends_at_comma && (token.is(",") || token.is("and")));
  };
  const auto answer = [&](std::size_t at) {
    return Marked{*of_mark(tokens[at]), tokens[at].kind == TokenKind::checked,
                  tokens[at].kind == TokenKind::unchecked};
  };
  if (are_boxes_behind(sentence, is_kind)) {
    for (std::size_t at = sentence.mention.after; at < tokens.size() && !stops(tokens[at]); ++at)
      if (is_kind(tokens[at])) return answer(at);
    return std::nullopt;
  }
  // A sign that belongs to the word before it is not that of the words behind it.
  if (ends_at_comma && sentence.mention.after < tokens.size() &&
      is_kind(tokens[sentence.mention.after]) && !tokens[sentence.mention.after].after_blank)
    return answer(sentence.mention.after);
  for (std::size_t at = sentence.mention.first; at > 0 && !stops(tokens[at - 1]); --at)
    if (is_kind(tokens[at - 1])) {
      const bool is_of_word_before = !tokens[at - 1].after_blank && tokens[at - 1].before_blank &&
                                     at > 1 && tokens[at - 2].is_word();
      return is_of_word_before ? std::nullopt : std::optional(answer(at - 1));
    }
  return std::nullopt;
}

}  // namespace

void find_signs(std::string_view text, std::vector<Token>& tokens) {
  bool has_plus = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    Token& token = tokens[i];
    const bool is_plus = token.is("+") && token.kind == TokenKind::punctuation;
    const bool is_minus = token.is("-") && token.kind == TokenKind::punctuation;
    if (!is_plus && !is_minus) continue;
    const Token* next = i + 1 < tokens.size() && !token.before_blank ? &tokens[i + 1] : nullptr;
    const Token* last = i > 0 && !token.after_blank ? &tokens[i - 1] : nullptr;
    const bool opens = !last || last->is("/") || last->is(",") || last->is("(");
    const bool is_before = opens && next && next->is_word() &&
                           !(next->text[0] >= '0' && next->text[0] <= '9') &&
                           (is_plus || has_plus || is_acronym(text, *next));
    const bool closes =
        !next || next->is(",") || next->is("/") || next->is(".") || next->is(")") || next->is(";");
    const bool is_behind = last && closes && is_acronym(text, *last) &&
                           (is_plus || i + 1 >= tokens.size() || !tokens[i + 1].is_word() ||
                            is_acronym(text, tokens[i + 1]));
    const bool is_apart = token.after_blank && token.before_blank && (is_plus || has_plus) &&
                          (i == 0 || tokens[i - 1].is(",") || tokens[i - 1].is("/")) &&
                          i + 1 < tokens.size() && is_acronym(text, tokens[i + 1]);
    if (!is_before && !is_behind && !is_apart) continue;
    token.kind = is_plus ? TokenKind::plus : TokenKind::minus;
    has_plus = has_plus || is_plus;
  }
}

std::optional<std::size_t> answer_of(const Sentence& sentence, const TriggerTable& table) {
  const std::vector<Token>& tokens = sentence.tokens;
  const std::size_t most = std::min(tokens.size(), sentence.mention.after + longest_key);
  std::size_t at = sentence.mention.after;
  for (; at < most && !is_separator(tokens[at]); ++at) {
    const Token& token = tokens[at];
    const bool may_stand_in_key = token.is_word() || token.is("/") || token.is(",") ||
                                  token.is("&") || token.is("(") || token.is(")") ||
                                  (token.is("-") && !token.after_blank);
    if (!may_stand_in_key) return std::nullopt;
  }
  if (at >= most) return std::nullopt;
  while (at < tokens.size() && is_separator(tokens[at])) ++at;
  while (at < tokens.size() &&
         (table.is_in(tokens[at].text, "<subject>") || table.is_in(tokens[at].text, "<adverb>")))
    ++at;
  if (at >= tokens.size()) return std::nullopt;
  return at;
}

std::optional<Marked> marked(const Sentence& sentence, const TriggerTable& table) {
  if (const auto chosen = of_options(sentence.tokens, sentence.mention.after, table))
    return Marked{*chosen, false, false};
  if (const auto at = answer_of(sentence, table)) {
    if (const auto chosen = of_options(sentence.tokens, *at, table))
      return Marked{*chosen, false, false};
    if (const auto answer = of_answer(sentence.tokens, *at, table))
      return Marked{*answer, false, false};
  }
  if (const auto sign = of_nearest(sentence, is_sign, true)) return sign;
  return of_nearest(sentence, is_box, false);
}

}  // namespace authledger::assertion
