#include "server/target.hpp"

#include <cstdint>
#include <optional>

namespace authledger::server {
namespace {

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// How many bytes the UTF-8 character takes that `text` starts with; 0: it is not one. Table 3-7 of
// the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  const std::uint8_t least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < least || byte(1) > most) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  return length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Problems fault(std::string detail) {
  return {{ProblemCode::invalid_value, std::move(detail), ""}};
}

Result<std::string> decoded(std::string_view text, bool plus_is_space) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      plain += ' ';
    } else if (text[i] != '%') {
      plain += text[i];
    } else {
      const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
      const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
      if (!high || !low)
        return fault("the address has a percent sign without two hexadecimal digits after it: \"" +
                     std::string(text.substr(i, 3)) + "\"");
      plain += static_cast<char>(*high * 16 + *low);
      i += 2;
    }
  }
  if (!is_utf8(plain)) return fault("the address is not valid UTF-8 once it is decoded");
  return plain;
}

// The parts between the separators; an empty text has one empty part.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// RFC 9112, 3.2.2: a client may send the whole address of the server before the path.
std::string_view without_origin(std::string_view text) {
  if (!text.starts_with("http://")) return text;
  const auto slash = text.find('/', 7);
  return slash == std::string_view::npos ? "/" : text.substr(slash);
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
  text = without_origin(text);
  if (!text.starts_with('/')) return fault("the address must start with a slash");
  const auto mark = text.find('?');
  Target target;
  const std::string_view path = text.substr(1, mark == std::string_view::npos ? mark : mark - 1);
  if (!path.empty()) {
    for (const std::string_view part : split(path, '/')) {
      auto segment = decoded(part, false);
      if (!segment) return segment.error();
      target.path.push_back(std::move(*segment));
    }
  }
  if (mark == std::string_view::npos || mark + 1 == text.size()) return target;
  for (const std::string_view part : split(text.substr(mark + 1), '&')) {
    const auto equals = part.find('=');
    auto name = decoded(part.substr(0, equals), true);
    auto value = decoded(equals == std::string_view::npos ? "" : part.substr(equals + 1), true);
    if (!name) return name.error();
    if (!value) return value.error();
    target.query.emplace_back(std::move(*name), std::move(*value));
  }
  return target;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (is_plain) {
      encoded += c;
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace authledger::server
