// What a body is, by its Content-Type.
#pragma once

#include <algorithm>
#include <string_view>

namespace authledger::server {

constexpr std::string_view json_type = "application/json";
constexpr std::string_view ndjson_type = "application/x-ndjson";  // a JSON value a line

// Parameters, such as a charset, do not count; nor does the case of the letters.
inline bool is_media_type(std::string_view content_type, std::string_view wanted) {
  const std::string_view type = content_type.substr(0, content_type.find_first_of("; "));
  return std::equal(type.begin(), type.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

}  // namespace authledger::server
