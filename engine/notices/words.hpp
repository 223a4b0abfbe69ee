// Words that notices and letters share; for the sources of this room alone.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace authledger::notices {

inline constexpr std::string_view confidential_words =
    "This letter is confidential and for the addressee alone. Whoever received it by mistake is "
    "asked to tell us and to destroy it.";

inline std::optional<std::string> unless_empty(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

inline std::string spaced(std::string_view word) {  // "no show" of no_show
  std::string text(word);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

}  // namespace authledger::notices
