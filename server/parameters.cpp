#include "server/parameters.hpp"

#include <algorithm>
#include <charconv>

namespace authledger::server {
namespace {

constexpr std::size_t longest_excerpt = 100;

std::string excerpt(std::string_view value) {
  return "\"" + shortened(value, longest_excerpt) + "\"";
}

}  // namespace

const std::string* Parameters::take(std::string_view name) {
  known_.push_back(name);
  const std::string* value = nullptr;
  for (const auto& [key, content] : query_) {
    if (key != name) continue;
    if (value) {
      problems_.push_back(
          {ProblemCode::duplicate_key, std::string(name) + " is given twice in the address", ""});
      return nullptr;
    }
    value = &content;
  }
  if (!value || !value->empty()) return value;
  refuse(ProblemCode::invalid_value, name, *value, "not be empty");
  return nullptr;
}

void Parameters::refuse(ProblemCode code, std::string_view name, const std::string& value,
                        std::string_view wanted) {
  problems_.push_back({code,
                       std::string(name) + " is " + excerpt(value) + " in the address; it must " +
                           std::string(wanted),
                       ""});
}

std::optional<std::string> Parameters::text(std::string_view name) {
  const std::string* value = take(name);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<Instant> Parameters::instant(std::string_view name) {
  const std::string* value = take(name);
  if (!value) return std::nullopt;
  std::string text = *value;
  constexpr std::size_t offset_size = 6;  // "+01:00"
  if (text.size() > offset_size && text[text.size() - offset_size] == ' ')
    text[text.size() - offset_size] = '+';
  const auto parsed = parse_instant(text);
  if (!parsed)
    refuse(ProblemCode::invalid_value, name, *value,
           "be a possible instant with an offset, such as 2026-03-02T09:00:00-06:00");
  return parsed;
}

std::optional<Date> Parameters::date(std::string_view name) {
  const std::string* value = take(name);
  if (!value) return std::nullopt;
  const auto parsed = parse_date(*value);
  if (!parsed)
    refuse(ProblemCode::invalid_value, name, *value,
           "be a possible date as YYYY-MM-DD, from 1900 to 2199");
  return parsed;
}

std::optional<bool> Parameters::boolean(std::string_view name) {
  const auto word = one_of(name, {"true", "false"});
  return word ? std::optional(*word == "true") : std::nullopt;
}

std::optional<std::string> Parameters::one_of(std::string_view name,
                                              std::initializer_list<std::string_view> words) {
  const std::string* value = take(name);
  if (!value) return std::nullopt;
  if (std::find(words.begin(), words.end(), *value) != words.end()) return *value;
  std::string wanted = "be one of ";
  for (const std::string_view word : words)
    wanted += (word == *words.begin() ? "" : ", ") + std::string(word);
  refuse(ProblemCode::invalid_value, name, *value, wanted);
  return std::nullopt;
}

int Parameters::integer_or(std::string_view name, int least, int most, int absent) {
  const std::string* value = take(name);
  if (!value) return absent;
  int number = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (error == std::errc() && end == value->data() + value->size() && number >= least &&
      number <= most)
    return number;
  refuse(ProblemCode::out_of_range, name, *value,
         "be an integer from " + std::to_string(least) + " to " + std::to_string(most));
  return absent;
}

void Parameters::finish() {
  for (const auto& [key, value] : query_)
    if (std::find(known_.begin(), known_.end(), key) == known_.end())
      problems_.push_back(
          {ProblemCode::unknown_field,
           "the address has the parameter " + excerpt(key) + ", which this door does not know",
           ""});
}

}  // namespace authledger::server
