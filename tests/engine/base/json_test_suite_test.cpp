// The public JSON parsing cases in tests/data/json-test-suite against the reader of every door.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "engine/base/json_tree.hpp"

namespace authledger {
namespace {

const std::filesystem::path folder =
    std::filesystem::path(AUTHLEDGER_SOURCE_DIR) / "tests/data/json-test-suite/test_parsing";

std::string content(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string verdict(const std::filesystem::path& path) {
  JsonReader reader;
  const auto tree = reader.read(content(path), wire_limits);
  return tree ? "accepted" : std::string(word(tree.error().front().code));
}

std::map<std::string, std::string> verdicts(std::string_view prefix) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    if (name.starts_with(prefix)) all[name] = verdict(entry.path());
  }
  return all;
}

TEST(JsonTestSuite, WhatMustBeAcceptedIs) {
  // RFC 8259 leaves duplicate names open; a door refuses them, since nobody can say which was
  // meant.
  const std::set<std::string> refused_on_purpose{"y_object_duplicated_key",
                                                 "y_object_duplicated_key_and_value"};
  const auto all = verdicts("y_");
  EXPECT_EQ(all.size(), 95u);
  for (const auto& [name, verdict] : all)
    EXPECT_EQ(verdict, refused_on_purpose.contains(name) ? "duplicate_key" : "accepted") << name;
}

TEST(JsonTestSuite, WhatMustBeRefusedIs) {
  const std::set<std::string> too_deep{"n_structure_100000_opening_arrays",
                                       "n_structure_open_array_object"};
  const auto all = verdicts("n_");
  EXPECT_EQ(all.size(), 188u);
  for (const auto& [name, verdict] : all)
    EXPECT_EQ(verdict, too_deep.contains(name) ? "too_deep" : "malformed_json") << name;
}

// The suite leaves these to the parser; this is what ours does. A number must fit a double (a field
// that wants an integer refuses the rest), and text that is not UTF-8 is not JSON.
TEST(JsonTestSuite, WhatIsLeftToTheParserIsSettled) {
  const std::set<std::string> accepted{
      "i_number_double_huge_neg_exp",   "i_number_real_underflow",
      "i_number_too_big_neg_int",       "i_number_too_big_pos_int",
      "i_number_very_big_negative_int", "i_structure_UTF-8_BOM_empty_object"};
  const std::set<std::string> too_deep{"i_structure_500_nested_arrays"};
  const auto all = verdicts("i_");
  EXPECT_EQ(all.size(), 35u);
  for (const auto& [name, verdict] : all)
    EXPECT_EQ(verdict, accepted.contains(name)   ? "accepted"
                       : too_deep.contains(name) ? "too_deep"
                                                 : "malformed_json")
        << name;
}

}  // namespace
}  // namespace authledger
