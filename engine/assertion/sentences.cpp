#include "engine/assertion/sentences.hpp"

#include <algorithm>

namespace authledger::assertion {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool ends_sentence(std::string_view text, std::size_t at) {
  return (text[at] == '.' || text[at] == '!' || text[at] == '?') &&
         (at + 1 == text.size() || is_blank(text[at + 1]));
}

// Whether the line behind the break at `at` goes on with the one before: it begins with a small
// letter, and the one before ends with a letter, a digit or a comma.
bool goes_on(std::string_view text, std::size_t begin, std::size_t at) {
  std::size_t next = at + 1, last = at;
  while (next < text.size() && (text[next] == ' ' || text[next] == '\t')) ++next;
  while (last > begin && (text[last - 1] == ' ' || text[last - 1] == '\r')) --last;
  if (next == text.size() || last == begin) return false;
  const char before = text[last - 1];
  return text[next] >= 'a' && text[next] <= 'z' &&
         ((before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') ||
          (before >= '0' && before <= '9') || before == ',');
}

}  // namespace

std::vector<Span> sentences_in(std::string_view text) {
  std::vector<Span> sentences;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size()) {
      if (text[end] == '\n' && !goes_on(text, begin, end)) break;
      if (ends_sentence(text, end++)) break;
    }
    Span sentence{begin, end};
    while (sentence.begin < sentence.end && is_blank(text[sentence.begin])) ++sentence.begin;
    while (sentence.begin < sentence.end && is_blank(text[sentence.end - 1])) --sentence.end;
    if (sentence.begin < sentence.end) sentences.push_back(sentence);
    begin = std::max(end, begin + 1);
  }
  return sentences;
}

std::string as_one_line(std::string_view sentence) {
  std::string line(sentence);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

}  // namespace authledger::assertion
