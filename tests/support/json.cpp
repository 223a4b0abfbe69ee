#include "tests/support/json.hpp"

#include <fstream>

template class nlohmann::basic_json<>;

namespace nlohmann {

void PrintTo(const json& value, std::ostream* out) {
  *out << value.dump(2, ' ', false, json::error_handler_t::replace);
}

}  // namespace nlohmann

namespace authledger::test {

Json parsed(std::string_view text) {
  return Json::parse(text);
}

Json parsed_or_discarded(std::string_view text) {
  return Json::parse(text, nullptr, false);
}

Json read_json(const std::string& path) {
  std::ifstream in;
  in.exceptions(std::ios::failbit | std::ios::badbit);
  in.open(path, std::ios::binary);
  return Json::parse(in);
}

}  // namespace authledger::test
