#include "engine/assertion/concepts.hpp"

#include <algorithm>
#include <set>

#include "engine/assertion/tokens.hpp"

namespace authledger::assertion {
namespace {

bool is_in_capitals(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

Term term_of(std::string_view text, std::size_t subject) {
  Term term;
  for (const Token& token : tokens_of(text)) term.words.push_back(token.text);
  term.is_acronym = is_in_capitals(text);
  term.subject = subject;
  return term;
}

bool stands_at(const Term& term, std::string_view text, const std::vector<Token>& tokens,
               std::size_t at) {
  if (at + term.words.size() > tokens.size()) return false;
  for (std::size_t i = 0; i < term.words.size(); ++i)
    if (tokens[at + i].text != term.words[i]) return false;
  const std::size_t begin = tokens[at].begin, end = tokens[at + term.words.size() - 1].end;
  return !term.is_acronym || is_in_capitals(text.substr(begin, end - begin));
}

// The longest term that stands there; null: none does.
const Term* term_at(const Lexicon& lexicon, std::string_view text, const std::vector<Token>& tokens,
                    std::size_t at) {
  const auto filed = lexicon.by_first_word.find(tokens[at].text);
  if (filed == lexicon.by_first_word.end()) return nullptr;
  for (const std::size_t index : filed->second)
    if (stands_at(lexicon.terms[index], text, tokens, at)) return &lexicon.terms[index];
  return nullptr;
}

Lexicon built_in(std::string_view document) {
  auto read = read_lexicon(document);
  ensure(read.has_value(), "a lexicon that is built in cannot be read");
  return std::move(*read);
}

std::vector<Found> found_in(std::string_view text, const std::vector<Token>& tokens,
                            const Lexicon& lexicon) {
  std::vector<Found> found;
  for (std::size_t at = 0; at < tokens.size() && found.size() < most_found;) {
    const Term* term = term_at(lexicon, text, tokens, at);
    if (!term) {
      ++at;
      continue;
    }
    const std::size_t after = at + term->words.size();
    const Span span{tokens[at].begin, tokens[after - 1].end};
    found.push_back({lexicon.names[term->subject], span, judge(text, span)});
    at = after;
  }
  return found;
}

bool lies_within(const Span& one, const Span& other) {
  return other.begin <= one.begin && one.end <= other.end && one != other;
}

}  // namespace

Result<Lexicon> read_lexicon(std::string_view json) {
  JsonReader reader;
  const auto tree = reader.read(json, file_limits);
  if (!tree) return tree.error();
  return read_lexicon(tree->root());
}

Result<Lexicon> read_lexicon(JsonNode root) {
  Lexicon lexicon;
  Problems problems;
  std::set<std::string, std::less<>> known;
  const auto refuse = [&](const std::string& why) {
    problems.push_back({ProblemCode::invalid_value, "the lexicon: " + why, ""});
  };
  const auto concepts = root.find("concepts");
  if (!concepts) refuse("it has no concepts");
  for (const JsonNode it : concepts ? concepts->children() : root.children()) {
    const auto name = it.find("name");
    const auto terms = it.find("terms");
    if (!name || !name->is(JsonKind::string) || !terms || !terms->is(JsonKind::array) ||
        !(terms->children().begin() != terms->children().end())) {
      refuse("a concept has no name or no terms");
      continue;
    }
    lexicon.names.emplace_back(name->text());
    for (const JsonNode term : terms->children()) {
      const bool is_new = term.is(JsonKind::string) && known.emplace(term.text()).second;
      Term read = term_of(is_new ? term.text() : "", lexicon.names.size() - 1);
      if (read.words.empty())
        refuse("no term, or one that stands twice: " + term.excerpt());
      else
        lexicon.terms.push_back(std::move(read));
    }
  }
  if (lexicon.names.empty()) refuse("it names no concept");
  if (!problems.empty()) return problems;
  std::stable_sort(
      lexicon.terms.begin(), lexicon.terms.end(),
      [](const Term& one, const Term& other) { return one.words.size() > other.words.size(); });
  for (std::size_t i = 0; i < lexicon.terms.size(); ++i)
    lexicon.by_first_word[lexicon.terms[i].words.front()].push_back(i);
  return lexicon;
}

const Lexicon& lexicon() {
  static const Lexicon of_risk = built_in(concept_document);
  return of_risk;
}

const Lexicon& need_lexicon() {
  static const Lexicon of_need = built_in(need_document);
  return of_need;
}

std::vector<Found> concepts_in(std::string_view text) {
  return concepts_in(text, lexicon());
}

std::vector<Found> concepts_in(std::string_view text, const Lexicon& lexicon) {
  return found_in(text, tokens_of(text), lexicon);
}

std::vector<Found> all_concepts_in(std::string_view text) {
  const std::vector<Token> tokens = tokens_of(text);
  std::vector<Found> all = found_in(text, tokens, lexicon());
  const std::vector<Found> needs = found_in(text, tokens, need_lexicon());
  all.insert(all.end(), needs.begin(), needs.end());
  const std::vector<Found> every = all;
  std::erase_if(all, [&](const Found& one) {
    return std::ranges::any_of(
        every, [&](const Found& other) { return lies_within(one.span, other.span); });
  });
  std::ranges::stable_sort(all, {}, [](const Found& it) { return it.span.begin; });
  return all;
}

bool speaks_of_concepts(std::string_view text) {
  const std::vector<Token> tokens = tokens_of(text);
  for (std::size_t at = 0; at < tokens.size(); ++at)
    if (term_at(lexicon(), text, tokens, at)) return true;
  return false;
}

}  // namespace authledger::assertion
