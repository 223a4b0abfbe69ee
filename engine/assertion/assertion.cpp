#include "engine/assertion/assertion.hpp"

#include <algorithm>
#include <array>

#include "engine/assertion/scopes.hpp"

namespace authledger::assertion {
namespace {

// "SI: history of", "suicide: mother": what a heading is answered with.
void color_by_answer(const Sentence& sentence, const TriggerTable& table, Colors& colors) {
  const auto at = answer_of(sentence, table);
  if (!at) return;
  for (const TriggerTable::Match& match : sentence.matches) {
    if (match.first != *at) continue;
    const Category category = table.groups()[match.group].category;
    if (category == Category::possible) colors.assertion = Assertion::possible;
    if (category == Category::historical) colors.is_historical = true;
    if (category == Category::hypothetical) colors.is_hypothetical = true;
    if (category == Category::other) colors.is_other = true;
  }
}

bool has_word(const Sentence& sentence) {
  for (std::size_t i = sentence.mention.first; i < sentence.mention.after; ++i)
    if (sentence.tokens[i].is_word()) return true;
  return false;
}

// "PAST SUICIDE ATTEMPT": the mention itself says when.
bool is_past_by_itself(const Sentence& sentence, const TriggerTable& table) {
  const auto begin = sentence.tokens.begin();
  const std::vector<Token> own(begin + static_cast<std::ptrdiff_t>(sentence.mention.first),
                               begin + static_cast<std::ptrdiff_t>(sentence.mention.after));
  const auto matches = table.matches(own, {own.size(), own.size()});
  return std::any_of(matches.begin(), matches.end(), [&](const TriggerTable::Match& match) {
    return table.groups()[match.group].category == Category::historical;
  });
}

}  // namespace

std::string_view word(Assertion assertion) {
  constexpr std::array<std::string_view, 3> words{"affirmed", "negated", "possible"};
  return words[static_cast<std::size_t>(assertion)];
}

std::string_view word(Temporality temporality) {
  constexpr std::array<std::string_view, 3> words{"recent", "historical", "hypothetical"};
  return words[static_cast<std::size_t>(temporality)];
}

std::string_view word(Experiencer experiencer) {
  constexpr std::array<std::string_view, 2> words{"patient", "other"};
  return words[static_cast<std::size_t>(experiencer)];
}

Reading judge(std::string_view text, Span mention) {
  ensure(mention.begin <= mention.end && mention.end <= text.size(),
         "a mention lies within its sentence");
  const TriggerTable& table = trigger_table();
  const std::size_t skipped = mention.begin > longest_way ? mention.begin - longest_way : 0;
  text = text.substr(skipped, mention.end - skipped + longest_way);
  mention = {mention.begin - skipped, mention.end - skipped};
  Sentence sentence;
  sentence.text = text;
  sentence.tokens = tokens_of(text);
  sentence.mention = tokens_in(sentence.tokens, mention);
  if (!has_word(sentence)) return {};
  find_signs(text, sentence.tokens);
  sentence.matches = table.matches(sentence.tokens, sentence.mention);
  Colors colors = colors_of(sentence, table);
  color_by_answer(sentence, table, colors);
  const auto mark = marked(sentence, table);
  const bool is_denied = colors.assertion == Assertion::negated;
  Reading reading;
  if (!mark || mark->is_box)
    reading.assertion = colors.assertion.value_or(Assertion::affirmed);
  else if (mark->is_empty_box && is_denied)
    reading.assertion = Assertion::possible;  // a denial that nobody checked
  else
    reading.assertion = mark->assertion;
  reading.temporality = colors.is_hypothetical ? Temporality::hypothetical
                        : colors.is_historical || is_past_by_itself(sentence, table)
                            ? Temporality::historical
                            : Temporality::recent;
  reading.experiencer = colors.is_other ? Experiencer::other : Experiencer::patient;
  return reading;
}

}  // namespace authledger::assertion
