// JSON in tests. What reading, writing and printing it takes is compiled once, in json.cpp: in
// every file of tests it would be most of what the compiler does.
//
//     const Json body = parsed(response.body);
#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>

extern template class nlohmann::basic_json<>;

namespace nlohmann {
// How GoogleTest shows one that differs; found by its name.
void PrintTo(const json& value, std::ostream* out);
}  // namespace nlohmann

namespace authledger::test {

using Json = nlohmann::json;

// Throws nlohmann::json::parse_error.
Json parsed(std::string_view text);
// Discarded when it is none: is_discarded().
Json parsed_or_discarded(std::string_view text);

// A file's. Throws std::ios_base::failure when it cannot be read.
Json read_json(const std::string& path);

}  // namespace authledger::test
