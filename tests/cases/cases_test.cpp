// Every case in data/: a scenario, and the standing that it must give. The files say one situation
// each, in a sentence; random.ndjson holds 500 drawn histories. A case runs under its own name:
//
//     cases_test --gtest_filter='*denied_at_four'
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/json/scenario_codec.hpp"
#include "engine/json/standing_codec.hpp"

namespace authledger {
namespace {

const std::filesystem::path data =
    std::filesystem::path(AUTHLEDGER_SOURCE_DIR) / "tests/cases/data";

struct Case {
  std::string name;
  std::string text;
};

std::ostream& operator<<(std::ostream& out, const Case& it) {
  return out << it.name;
}

std::string identifier(std::string name) {  // gtest takes letters, digits and underscores
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

std::vector<Case> sentences() {
  std::vector<Case> cases;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    if (entry.path().extension() != ".json") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    cases.push_back({identifier(entry.path().stem().string()), text.str()});
  }
  std::sort(cases.begin(), cases.end(), [](auto& a, auto& b) { return a.name < b.name; });
  return cases;
}

std::vector<Case> drawn() {
  std::vector<Case> cases;
  std::ifstream file(data / "random.ndjson");
  for (std::string line; std::getline(file, line);) {
    constexpr std::string_view before = "{\"name\":\"";
    const auto end = line.find('"', before.size());
    cases.push_back({identifier(line.substr(before.size(), end - before.size())), line});
  }
  return cases;
}

std::string shown(JsonNode node) {
  std::string text = node.is(JsonKind::array) || node.is(JsonKind::object) ? "" : node.excerpt();
  if (!text.empty()) return text;
  for (const JsonNode child : node.children())
    text += (text.empty() ? "" : ", ") +
            (child.key().empty() ? "" : std::string(child.key()) + " ") + shown(child);
  return node.is(JsonKind::array) ? "[" + text + "]" : "{" + text + "}";
}

// Where two values differ, a line each. Members beyond those expected are fine, except in
// `remaining`.
class Difference {
 public:
  static std::string between(JsonNode expected, JsonNode actual) {
    Difference difference;
    difference.compare("", expected, actual);
    return difference.text_.str();
  }

 private:
  void compare(const std::string& place, JsonNode expected, JsonNode actual) {
    if (expected.is(JsonKind::object) && actual.is(JsonKind::object)) {
      members(place, expected, actual);
    } else if (expected.is(JsonKind::array) && actual.is(JsonKind::array)) {
      items(place, expected, actual);
    } else if (!equal(expected, actual)) {
      text_ << place << ": expected " << shown(expected) << ", got " << shown(actual) << "\n";
    }
  }

  void members(const std::string& place, JsonNode expected, JsonNode actual) {
    for (const JsonNode member : expected.children()) {
      const std::string here = place + "/" + std::string(member.key());
      if (const auto ours = actual.find(member.key()))
        compare(here, member, *ours);
      else
        text_ << here << ": expected " << shown(member) << ", got nothing\n";
    }
    if (place != "/remaining") return;
    for (const JsonNode member : actual.children())
      if (!expected.find(member.key()))
        text_ << place << "/" << member.key() << ": expected nothing, got " << shown(member)
              << "\n";
  }

  void items(const std::string& place, JsonNode expected, JsonNode actual) {
    const auto theirs = expected.children(), ours = actual.children();
    auto wanted = theirs.begin();
    auto got = ours.begin();
    int index = 0;
    for (; wanted != theirs.end() && got != ours.end(); ++wanted, ++got)
      compare(place + "/" + std::to_string(index++), *wanted, *got);
    for (; wanted != theirs.end(); ++wanted)
      text_ << place << "/" << index++ << ": expected " << shown(*wanted) << ", got nothing\n";
    for (; got != ours.end(); ++got)
      text_ << place << "/" << index++ << ": expected nothing, got " << shown(*got) << "\n";
  }

  std::ostringstream text_;
};

class Cases : public testing::TestWithParam<Case> {};

TEST_P(Cases, StandsAsExpected) {
  JsonReader reader;
  const auto tree = reader.read(GetParam().text, file_limits);
  ASSERT_TRUE(tree) << summary(tree.error());
  const auto scenario = json::read_scenario(*tree->root().find("scenario"));
  ASSERT_TRUE(scenario) << summary(scenario.error());

  const Standing standing = authledger::standing(
      fold(scenario->log, scenario->as_of), scenario->book, scenario->facility, scenario->as_of);
  JsonWriter out;
  json::write_standing(out, standing);

  JsonReader own_reader;
  const auto printed = own_reader.read(out.text(), file_limits);
  ASSERT_TRUE(printed) << summary(printed.error());
  const std::string difference =
      Difference::between(*tree->root().find("standing"), printed->root());
  const auto description = tree->root().find("description");
  EXPECT_EQ(difference, "") << (description ? description->text() : "a drawn history");
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Sentences, Cases, testing::ValuesIn(sentences()), name_of);
INSTANTIATE_TEST_SUITE_P(Drawn, Cases, testing::ValuesIn(drawn()), name_of);

TEST(CaseFiles, AreAllThere) {
  EXPECT_EQ(sentences().size(), 54u);
  EXPECT_EQ(drawn().size(), 500u);
}

}  // namespace
}  // namespace authledger
