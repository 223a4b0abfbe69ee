// The oracle is worth asking only while it knows the answers that are known.
#include "tests/oracle/oracle.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
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
    expect_answer(entry.path().stem(), read_json(entry.path()));
    ++count;
  }
  EXPECT_GE(count, 50);
}

TEST(Oracle, AnswersEveryDrawnCase) {
  std::ifstream file(cases / "random.ndjson");
  int count = 0;
  for (std::string line; std::getline(file, line); ++count) {
    const auto one = parsed(line);
    expect_answer(one["name"], one);
  }
  EXPECT_EQ(count, 500);
}

TEST(Oracle, KeepsOnlyTheContractsFieldsOfAStanding) {
  const auto one = read_json(cases / "denied-at-four.json");
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

// Every name of a field, and every text, in the JSON.
void collect_words(const nlohmann::json& json, std::set<std::string>& words) {
  if (json.is_string()) words.insert(json.get<std::string>());
  if (json.is_object())
    for (const auto& [name, value] : json.items()) words.insert(name);
  if (json.is_structured())
    for (const auto& item : json) collect_words(item, words);
}

TEST(RandomHistory, HasEveryShapeOfRule) {
  std::set<std::string> words;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) collect_words(random_scenario(seed), words);
  for (const char* word : {"months",
                           "on",
                           "tiers",
                           "components",
                           "participants",
                           "hours",
                           "transition",
                           "first_day_counts",
                           "or_effective_date",
                           "total",
                           "outreach",
                           "prohibited",
                           "notification",
                           "not_earlier",
                           "concurrent",
                           "urgent_extension",
                           "by_receipt",
                           "if_late",
                           "approvals",
                           "not_revocable_for",
                           "clocks",
                           "locked",
                           "attended_minutes",
                           "before_planned_discharge",
                           "measure.chosen",
                           "obligation.assigned",
                           "obligation.waived",
                           "obligation.snoozed",
                           "discharge.planned",
                           "contract",
                           "law",
                           "removes",
                           "funding",
                           "network",
                           "retro_authorization",
                           "emergency_only",
                           "timely_filing",
                           "request_amounts",
                           "at_most",
                           "evidence",
                           "quotas",
                           "group_sizes",
                           "exclusions",
                           "other_care.reported",
                           "maximum_minutes_per_week",
                           "minimum_days_per_week",
                           "maximum_gap_days",
                           "yearly_units_warning",
                           "unknown",
                           "not_required",
                           "v0"})
    EXPECT_TRUE(words.contains(word)) << word;
}

TEST(RandomHistory, IsTheSameForTheSameSeed) {
  EXPECT_EQ(random_scenario(17), random_scenario(17));
  EXPECT_NE(random_scenario(17), random_scenario(18));
}

}  // namespace
}  // namespace authledger::test
