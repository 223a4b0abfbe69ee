#include "engine/records/plain_text.hpp"

#include <array>
#include <cstdint>

namespace authledger {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Length of the UTF-8 sequence at the start of the text; 0 when it is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if (!is_continuation(text[i])) return 0;
  if (first == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
  if (first == 0xED && byte(1) > 0x9F) return 0;  // surrogates
  if (first == 0xF0 && byte(1) < 0x90) return 0;  // overlong
  if (first == 0xF4 && byte(1) > 0x8F) return 0;  // beyond U+10FFFF
  return length;
}

// The number at the start of the text, of at most `most` digits; moves behind it.
std::optional<int> take_number(std::string_view& text, std::size_t most) {
  std::size_t length = 0;
  int value = 0;
  for (; length < text.size() && is_digit(text[length]); ++length) {
    if (length == most) return std::nullopt;
    value = value * 10 + (text[length] - '0');
  }
  if (length == 0) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

std::optional<int> take_month_name(std::string_view& text) {
  constexpr std::array<std::string_view, 12> names{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
  std::size_t length = 0;
  while (length < text.size() && is_letter_or_digit(text[length]) && !is_digit(text[length]))
    ++length;
  const std::string name = lower(text.substr(0, length));
  for (std::size_t i = 0; i < names.size(); ++i)
    if (name == names[i] || (name.size() >= 3 && name.size() <= 4 && names[i].starts_with(name))) {
      text.remove_prefix(length);
      take(text, '.');
      return static_cast<int>(i + 1);
    }
  return std::nullopt;
}

std::optional<Date> take_numeric_date(std::string_view& text) {
  const auto first = take_number(text, 4);
  if (!first || text.empty()) return std::nullopt;
  const char mark = text.front();
  if (mark != '-' && mark != '/') return std::nullopt;
  text.remove_prefix(1);
  const auto second = take_number(text, 2);
  if (!second || !take(text, mark)) return std::nullopt;
  const auto third = take_number(text, 4);
  if (!third) return std::nullopt;
  if (*first > 31) return make_date(*first, *second, *third);
  const int year = *third < 100 ? 2000 + *third : *third;
  return make_date(year, *first, *second);
}

std::optional<Date> take_named_date(std::string_view& text) {
  if (const auto month = take_month_name(text)) {
    skip_blanks(text);
    const auto day = take_number(text, 2);
    for (const std::string_view suffix : {"st", "nd", "rd", "th"})
      if (text.starts_with(suffix)) {
        text.remove_prefix(2);
        break;
      }
    take(text, ',');
    skip_blanks(text);
    const auto year = take_number(text, 4);
    return day && year ? make_date(*year, *month, *day) : std::nullopt;
  }
  const auto day = take_number(text, 2);
  skip_blanks(text);
  const auto month = day ? take_month_name(text) : std::nullopt;
  take(text, ',');
  skip_blanks(text);
  const auto year = month ? take_number(text, 4) : std::nullopt;
  return year ? make_date(*year, *month, *day) : std::nullopt;
}

int two_digits(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

std::optional<RecordDate> exact_to(std::optional<Date> date, RecordDate::Exact exact) {
  if (!date) return std::nullopt;
  return RecordDate{*date, exact};
}

}  // namespace

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
}

std::optional<std::size_t> broken_utf8(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t length = sequence_length(bytes.substr(at, 4));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::string excerpt_of(std::string_view text, std::size_t most) {
  while (!text.empty() && is_continuation(text.front())) text.remove_prefix(1);
  text = text.substr(0, most);
  std::size_t last = text.size();
  while (last > 0 && is_continuation(text[last - 1])) --last;
  if (last > 0 && sequence_length(text.substr(last - 1)) == 0) text = text.substr(0, last - 1);
  return std::string(text);
}

std::optional<std::string> from_base64(std::string_view text) {
  const auto value_of = [](char c) -> int {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  };
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int held = 0;  // bits that are not out yet
  std::size_t characters = 0, padding = 0;
  for (const char c : text) {
    if (is_blank(c)) continue;
    ++characters;
    if (c == '=') {
      ++padding;
      continue;
    }
    const int value = value_of(c);
    if (value < 0 || padding > 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 0xFF);
    }
  }
  if (characters % 4 != 0 || padding > 2) return std::nullopt;
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string collapsed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (!is_blank(c))
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

CharacterCount::CharacterCount(std::string_view text) : text_(text) {
  std::size_t characters = 0;
  marks_.reserve(text.size() / step + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % step == 0) marks_.push_back(characters);
    if (!is_continuation(text[i])) ++characters;
  }
}

std::size_t CharacterCount::before(std::size_t byte) const {
  if (marks_.empty()) return 0;
  const std::size_t mark = std::min(byte / step, marks_.size() - 1);
  std::size_t characters = marks_[mark];
  for (std::size_t i = mark * step; i < byte && i < text_.size(); ++i)
    if (!is_continuation(text_[i])) ++characters;
  return characters;
}

std::optional<WrittenDate> date_at_start(std::string_view text) {
  std::string_view rest = text;
  auto date = take_numeric_date(rest);
  if (!date) {
    rest = text;
    date = take_named_date(rest);
  }
  if (!date || (!rest.empty() && is_digit(rest.front()))) return std::nullopt;
  return WrittenDate{*date, text.size() - rest.size()};
}

std::optional<RecordDate> fhir_date(std::string_view text) {
  for (std::size_t i = 0; i < text.size() && i < 10; ++i)
    if (i == 4 || i == 7 ? text[i] != '-' : !is_digit(text[i])) return std::nullopt;
  const auto year = [&] { return two_digits(text, 0) * 100 + two_digits(text, 2); };
  if (text.size() == 4) return exact_to(make_date(year(), 1, 1), RecordDate::Exact::year);
  if (text.size() == 7)
    return exact_to(make_date(year(), two_digits(text, 5), 1), RecordDate::Exact::month);
  if (text.size() == 10 || (text.size() > 10 && text[10] == 'T'))
    return exact_to(parse_date(text.substr(0, 10)), RecordDate::Exact::day);
  return std::nullopt;
}

std::optional<RecordDate> hl7_date(std::string_view text) {
  text = trimmed(text);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  // YYYYMMDDHHMMSS at most, then a fraction or an offset.
  if (digits > 14 || (digits < text.size() &&
                      std::string_view(".+-").find(text[digits]) == std::string_view::npos))
    return std::nullopt;
  const auto year = [&] { return two_digits(text, 0) * 100 + two_digits(text, 2); };
  if (digits == 4) return exact_to(make_date(year(), 1, 1), RecordDate::Exact::year);
  if (digits == 6)
    return exact_to(make_date(year(), two_digits(text, 4), 1), RecordDate::Exact::month);
  if (digits >= 8)
    return exact_to(make_date(year(), two_digits(text, 4), two_digits(text, 6)),
                    RecordDate::Exact::day);
  return std::nullopt;
}

}  // namespace authledger
