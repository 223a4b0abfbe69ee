// The oracle is worth asking only while it knows the answers that are known.
#include "tests/oracle/oracle.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/oracle/payer_clock.hpp"
#include "tests/support/random_history.hpp"

namespace authledger::test {
namespace {

const std::filesystem::path cases =
    std::filesystem::path(AUTHLEDGER_SOURCE_DIR) / "tests/cases/data";

void expect_answer(const std::string& name, const nlohmann::json& one) {
  const auto found = oracle::section_11(oracle::standing(read_scenario_of(one["scenario"])));
  for (const std::string& line : oracle::differences(found, one["standing"]))
    ADD_FAILURE() << name << line;
}

TEST(Oracle, AnswersEveryCaseInASentence) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(cases)) {
    if (entry.path().extension() != ".json") continue;
    expect_answer(entry.path().stem(), nlohmann::json::parse(std::ifstream(entry.path())));
    ++count;
  }
  EXPECT_GE(count, 50);
}

TEST(Oracle, AnswersEveryDrawnCase) {
  std::ifstream file(cases / "random.ndjson");
  int count = 0;
  for (std::string line; std::getline(file, line); ++count) {
    const auto one = nlohmann::json::parse(line);
    expect_answer(one["name"], one);
  }
  EXPECT_EQ(count, 500);
}

TEST(Oracle, KeepsOnlyTheContractsFieldsOfAStanding) {
  const auto one = nlohmann::json::parse(std::ifstream(cases / "denied-at-four.json"));
  nlohmann::json printed = one["standing"];
  printed["forecast"] = nlohmann::json::array();
  for (auto& obligation : printed["obligations"]) obligation["because"] = "so";
  EXPECT_EQ(oracle::section_11(printed), one["standing"]);
}

TEST(Oracle, NamesThePlaceThatDiffers) {
  const auto lines =
      oracle::differences({{"a", {{"b", 3}}}, {"c", 1}}, {{"a", {{"b", 4}}}, {"c", 1}});
  EXPECT_EQ(lines, std::vector<std::string>{"/a/b: 3, expected 4"});
}

TEST(RandomHistory, IsTheSameForTheSameSeed) {
  EXPECT_EQ(random_scenario(17), random_scenario(17));
  EXPECT_NE(random_scenario(17), random_scenario(18));
}

}  // namespace
}  // namespace authledger::test
