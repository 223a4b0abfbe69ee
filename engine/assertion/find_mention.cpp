#include <algorithm>

#include "engine/assertion/tokens.hpp"

namespace authledger::assertion {
namespace {

constexpr std::size_t most_words = 60;  // of a mention that are looked for other than as it is

std::vector<Token> words_of(std::string_view text) {
  std::vector<Token> words = tokens_of(text);
  std::erase_if(words, [](const Token& token) { return !token.is_word(); });
  return words;
}

// Whether it alone stands out: capitals in a sentence that has others.
bool is_in_capitals(std::string_view text) {
  bool has_capital = false;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') return false;
    has_capital = has_capital || (c >= 'A' && c <= 'Z');
  }
  return has_capital;
}

// Without the endings of inflection, so that "attempted" meets "attempts".
std::string_view stem(std::string_view word_) {
  for (const std::string_view ending : {"ations", "ation", "ional", "ally", "ing", "ions", "ion",
                                        "ies", "al", "ed", "es", "ly", "e", "s", "y"})
    if (word_.size() >= ending.size() + 3 && word_.ends_with(ending))
      return word_.substr(0, word_.size() - ending.size());
  return word_;
}

// Part of a word: "suicid" in "suicidality".
std::optional<Span> within_words(std::string_view sentence, std::string_view mention) {
  const auto small = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  const auto found = std::search(sentence.begin(), sentence.end(), mention.begin(), mention.end(),
                                 [&](char one, char other) { return small(one) == small(other); });
  if (found == sentence.end() || mention.size() < 4) return std::nullopt;
  const auto begin = static_cast<std::size_t>(found - sentence.begin());
  return Span{begin, begin + mention.size()};
}

// All words of the mention, in any order and inflected, within few words of each other.
std::optional<Span> loosely(const std::vector<Token>& words, const std::vector<Token>& wanted) {
  if (wanted.size() > most_words) return std::nullopt;
  const std::size_t window = wanted.size() * 2 + 2;
  for (std::size_t first = 0; first < words.size(); ++first) {
    std::size_t least = words.size(), most = 0;
    const bool has_all = std::all_of(wanted.begin(), wanted.end(), [&](const Token& word_) {
      for (std::size_t i = first; i < std::min(words.size(), first + window); ++i)
        if (stem(words[i].text) == stem(word_.text)) {
          least = std::min(least, i);
          most = std::max(most, i);
          return true;
        }
      return false;
    });
    if (has_all) return Span{words[least].begin, words[most].end};
  }
  return std::nullopt;
}

// The longest run of words of the mention, if it is a third of them: what was cut off at the end of
// a sentence.
std::optional<Span> in_part(const std::vector<Token>& words, const std::vector<Token>& wanted) {
  std::size_t longest = 0;
  Span span;
  for (std::size_t at = 0; at < words.size(); ++at)
    for (std::size_t from = 0; from < std::min<std::size_t>(wanted.size(), most_words); ++from) {
      std::size_t length = 0;
      while (at + length < words.size() && from + length < wanted.size() &&
             words[at + length].text == wanted[from + length].text)
        ++length;
      if (length <= longest) continue;
      longest = length;
      span = {words[at].begin, words[at + length - 1].end};
    }
  if (longest * 3 < wanted.size() || longest == 0) return std::nullopt;
  return span;
}

}  // namespace

std::optional<Span> find_mention(std::string_view sentence, std::string_view mention) {
  const std::vector<Token> words = words_of(sentence.substr(0, longest_sentence));
  mention = mention.substr(0, longest_mention);
  const std::vector<Token> wanted = words_of(mention);
  if (wanted.empty()) return std::nullopt;
  std::vector<Span> places;
  for (std::size_t at = 0; at + wanted.size() <= words.size(); ++at)
    if (std::equal(wanted.begin(), wanted.end(), words.begin() + static_cast<std::ptrdiff_t>(at),
                   [](const Token& one, const Token& other) { return one.text == other.text; }))
      places.push_back({words[at].begin, words[at + wanted.size() - 1].end});
  if (places.empty()) {
    const auto within = within_words(sentence, mention);
    if (within) return within;
    const auto near = loosely(words, wanted);
    return near ? near : in_part(words, wanted);
  }
  const auto stands_out = [&](const Span& place) {
    return is_in_capitals(sentence.substr(place.begin, place.end - place.begin));
  };
  const bool has_capitals = std::any_of(places.begin(), places.end(), stands_out);
  if (has_capitals) std::erase_if(places, [&](const Span& place) { return !stands_out(place); });
  // "ALLERGIES: no known ALLERGIES": what is said of it, not the heading.
  const bool is_heading =
      places.front().end < sentence.size() && sentence[places.front().end] == ':';
  return is_heading && places.size() > 1 ? places[1] : places.front();
}

}  // namespace authledger::assertion
