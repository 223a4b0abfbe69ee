#include "engine/records/note_scores.hpp"

#include <algorithm>
#include <iterator>

#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return is_letter_or_digit(c) && !is_digit(c);
}

// The line that holds the position, cut where it is longer than a sentence could be.
struct LineAround {
  std::string_view text;
  std::size_t begin = 0;
  bool is_whole_start = false;  // the text starts where the line does
};

LineAround line_around(std::string_view text, std::size_t at) {
  constexpr std::size_t reach = 240;
  const std::size_t first = at > reach ? at - reach : 0;
  const std::size_t newline = text.substr(first, at - first).rfind('\n');
  const bool found = newline != std::string_view::npos;
  const std::size_t begin = found ? first + newline + 1 : first;
  std::string_view line = text.substr(begin, at - begin + reach);
  line = line.substr(0, std::min(line.find('\n', at - begin), line.size()));
  return {line, begin, found || first == 0};
}

std::string first_word(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_letter(text[length])) ++length;
  return lower(text.substr(0, length));
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

constexpr std::string_view linking_words[]{"total", "score",   "scores",    "scored", "of",
                                           "was",   "is",      "today",     "result", "on",
                                           "dated", "current", "currently", "raw",    "total"};
constexpr std::string_view wishing_words[]{"goal",     "goals", "target", "reduce", "reducing",
                                           "decrease", "below", "until",  "lower",  "achieve",
                                           "if",       "under", "less",   "than"};
constexpr std::string_view counting_words[]{"or",        "points", "point",    "pts",    "items",
                                            "item",      "weeks",  "week",     "days",   "times",
                                            "questions", "to",     "question", "percent"};
constexpr std::string_view earlier_words[]{"previous", "previously", "prior",   "last",
                                           "was",      "from",       "down",    "up",
                                           "baseline", "compared",   "initial", "intake"};

// Whether the sentence speaks of a wish before it names the questionnaire.
bool is_wish(std::string_view before) {
  const std::size_t sentence = before.find_last_of(".;");
  if (sentence != std::string_view::npos) before.remove_prefix(sentence + 1);
  for (std::size_t at = 0; at < before.size(); ++at)
    if (at == 0 || !is_letter(before[at - 1]))
      if (is_one_of(first_word(before.substr(at)), wishing_words)) return true;
  return false;
}

// Reads on from the end of the name; holds the position in the line.
class AfterName {
 public:
  AfterName(std::string_view rest, const Instrument& instrument)
      : rest_(rest.substr(0, 100)), size_(rest_.size()), instrument_(instrument) {}

  bool find_number() {
    while (!rest_.empty()) {
      skip_marks();
      if (take_date()) continue;
      if (!rest_.empty() && is_digit(rest_.front())) return take_number();
      const std::string word = first_word(rest_);
      if (word.empty() || !is_one_of(word, linking_words)) return false;
      rest_.remove_prefix(word.size());
    }
    return false;
  }

  // A date right behind the number: "14 on 2026-03-02", "14 (3/2/2026)".
  void find_date_behind() {
    const std::string_view at_number = rest_;
    skip_marks();
    const std::string word = first_word(rest_);
    if (word == "on" || word == "dated") rest_.remove_prefix(word.size());
    skip_marks();
    if (!take_date()) rest_ = at_number;
  }

  // Another number in the same clause, which is not said to be an earlier one.
  bool has_rival() {
    skip_marks();
    if (is_one_of(first_word(rest_), earlier_words)) return false;
    const std::string_view clause =
        rest_.substr(0, std::min({rest_.find_first_of(".;|"), std::size_t{40}, rest_.size()}));
    for (std::size_t at = 0; at < clause.size(); ++at) {
      if (at > 0 && is_letter_or_digit(clause[at - 1])) continue;
      if (instrument_at_start(clause.substr(at))) return false;
      if (is_digit(clause[at])) return true;
    }
    return false;
  }

  std::string value;
  std::optional<Date> date;
  std::size_t used() const { return size_ - rest_.size(); }

 private:
  void skip_marks() {
    while (!rest_.empty() &&
           std::string_view(" \t:=()-,|*_[]\"'").find(rest_.front()) != std::string_view::npos)
      rest_.remove_prefix(1);
  }

  bool take_date() {
    const auto written = date_at_start(rest_);
    if (!written) return false;
    date = written->date;
    rest_.remove_prefix(written->length);
    if (!rest_.empty() && rest_.front() == ')') rest_.remove_prefix(1);
    return true;
  }

  bool take_number() {
    std::size_t length = 0;
    while (length < rest_.size() && is_digit(rest_[length])) ++length;
    value = rest_.substr(0, length);
    rest_.remove_prefix(length);
    if (length > 2) return false;
    if (rest_.starts_with('/') || lower(rest_.substr(0, 8)) == " out of ") {
      rest_.remove_prefix(rest_.front() == '/' ? 1 : 8);
      const std::string highest = std::to_string(instrument_.highest);
      if (!rest_.starts_with(highest)) return false;
      rest_.remove_prefix(highest.size());
    }
    if (rest_.empty()) return true;
    const char next = rest_.front();
    if (is_letter_or_digit(next) || next == '%' || next == '/') return false;
    if ((next == '.' || next == '-' || next == ',') && rest_.size() > 1 && is_digit(rest_[1]))
      return false;
    std::string_view behind = rest_;
    while (!behind.empty() && (behind.front() == ' ' || behind.front() == '\t'))
      behind.remove_prefix(1);
    return !is_one_of(first_word(behind), counting_words);
  }

  std::string_view rest_;
  std::size_t size_;
  const Instrument& instrument_;
};

std::optional<MentionedScore> mention_at(std::string_view text, std::size_t at,
                                         const NamedInstrument& named) {
  const LineAround around = line_around(text, at);
  const std::string_view line = around.text;
  const std::size_t line_begin = around.begin;
  if (is_wish(line.substr(0, at - line_begin))) return std::nullopt;
  AfterName after(line.substr(at - line_begin + named.length), *named.instrument);
  if (!after.find_number()) return std::nullopt;
  MentionedScore score{named.instrument, after.value, after.date, at, 0, ""};
  const bool dated_before = after.date.has_value();
  if (!dated_before) after.find_date_behind();
  score.date = after.date;
  // A row of a table or a log that starts with its date.
  if (const auto written = date_at_start(trimmed(line));
      around.is_whole_start && !score.date && written)
    score.date = written->date;
  score.end = at + named.length + after.used();
  if (!score.date && after.has_rival())
    score.doubt = "several numbers stand behind " + std::string(named.instrument->name) + ": \"" +
                  excerpt_of(trimmed(line), 120) + "\"";
  return score;
}

}  // namespace

std::vector<MentionedScore> mentioned_scores(std::string_view text) {
  std::vector<MentionedScore> found;
  constexpr std::size_t most = 1'000;
  for (std::size_t at = 0; at < text.size() && found.size() < most; ++at) {
    if (!is_letter(text[at]) || (at > 0 && is_letter_or_digit(text[at - 1]))) continue;
    const auto named = instrument_at_start(text.substr(at, 16));
    if (!named || named->instrument->total.empty()) continue;
    if (auto score = mention_at(text, at, *named)) found.push_back(std::move(*score));
    at += named->length - 1;
  }
  return found;
}

}  // namespace authledger
