// An explanation may not contradict the figure: over all cases of tests/cases and the drawn
// histories there, the date that each explanation reckons, and the date that its words say, is the
// date of the standing. Every key that a standing has is explained.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "engine/explain/explain.hpp"
#include "engine/explain/text.hpp"
#include "engine/explain/wording.hpp"
#include "engine/json/payer_case_codec.hpp"
#include "engine/json/scenario_codec.hpp"
#include "engine/store/payers_folder.hpp"

namespace authledger::explain {
namespace {

namespace fs = std::filesystem;

const fs::path data = fs::path(AUTHLEDGER_SOURCE_DIR) / "tests/cases/data";

const fs::path payers = fs::path(AUTHLEDGER_SOURCE_DIR) / "payers";

struct Case {
  std::string name;
  std::string text;
};

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const auto& entry : fs::directory_iterator(data)) {
    if (entry.path().extension() != ".json") continue;
    cases.push_back({entry.path().stem().string(), text_of(entry.path())});
  }
  std::ifstream drawn(data / "random.ndjson");
  for (std::string line; std::getline(drawn, line);)
    cases.push_back({"drawn " + std::to_string(cases.size()), line});
  return cases;
}

std::optional<Date> date_in_words(const std::string& day, const std::string& month,
                                  const std::string& year) {
  for (int number = 1; number <= 12; ++number) {
    const auto first = make_date(2000, number, 1);
    if (full_day(*first).find(" " + month + " ") != std::string::npos)
      return make_date(std::stoi(year), number, std::stoi(day));
  }
  return std::nullopt;
}

// The instant that the figure says: "… is due Friday 27 March 2026 17:00 Central …", read back in
// the zone whose word stands there.
std::optional<Instant> said_in(const std::string& figure, const std::vector<Zone>& zones) {
  static const std::regex words(
      R"(is due ([A-Z][a-z]+day) (\d+) ([A-Z][a-z]+) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (\S+?)[ :,.]( ?\(the second of that night\))?)");
  std::smatch match;
  const std::string spaced = std::regex_replace(figure + " ", std::regex(": "), " : ");
  if (!std::regex_search(spaced, match, words)) return std::nullopt;
  const auto date = date_in_words(match[2], match[3], match[4]);
  if (!date || weekday_word(date->weekday()) != match[1]) return std::nullopt;
  for (const Zone& zone : zones) {
    if (zone_word(zone) != match[8]) continue;
    Instant at = zone.at(*date, TimeOfDay{std::stoi(match[5]) * 60 + std::stoi(match[6])});
    if (match[9].matched) at = at.plus_hours(1);
    const int seconds = match[7].matched ? std::stoi(match[7]) : 0;
    return Instant::from_seconds(at.seconds() + seconds);
  }
  return std::nullopt;
}

std::vector<Zone> zones_of(const Facility& facility, const PolicyBook& book) {
  std::vector<Zone> zones{facility.zone};
  for (const Policy& policy : book.documents) zones.push_back(policy.time.zone);
  return zones;
}

// The same for the cases beside the payers' policies, under the whole library of them.
template <class Check>
void for_each_payer_case(Check check) {
  const auto book = store::read_payers_folder(payers.string());
  ASSERT_TRUE(book) << summary(book.error());
  for (const auto& entry : fs::recursive_directory_iterator(payers)) {
    const fs::path& file = entry.path();
    if (file.extension() != ".json" || file.parent_path().filename() != "cases") continue;
    const std::string payer = file.parent_path().parent_path().filename().string();
    const auto read = json::read_payer_case(text_of(file), payer);
    ASSERT_TRUE(read) << file << ": " << summary(read.error());
    const Explainer explainer(read->log, *book, read->facility, read->as_of);
    check(explainer, zones_of(read->facility, *book), file.stem().string());
  }
}

// Calls check(explainer, zones that its words may name, name of the case) for each case.
template <class Check>
int for_each_case(Check check) {
  int checked = 0;
  for (const Case& it : all_cases()) {
    JsonReader reader;
    const auto tree = reader.read(it.text, file_limits);
    const auto scenario = json::read_scenario(*tree->root().find("scenario"));
    if (!scenario) {
      ADD_FAILURE() << it.name << ": " << summary(scenario.error());
      continue;
    }
    const Explainer explainer(scenario->log, scenario->book, scenario->facility, scenario->as_of);
    check(explainer, zones_of(scenario->facility, scenario->book), it.name);
    ++checked;
  }
  for_each_payer_case([&](const auto&... told) {
    check(told...);
    ++checked;
  });
  return checked;
}

TEST(EveryObligationOfEveryCase, IsReckonedToTheDateOfTheStanding) {
  std::size_t obligations = 0;
  const int cases = for_each_case(
      [&](const Explainer& explainer, const std::vector<Zone>& zones, const std::string& name) {
        for (const Obligation& obligation : explainer.standing().obligations) {
          const auto told = explainer.explain(obligation.key);
          ASSERT_EQ(told.size(), 1u) << name << " " << obligation.key;
          EXPECT_EQ(told[0].due_at, obligation.due_at) << name << " " << obligation.key << "\n"
                                                       << to_text(told[0]);
          if (!obligation.due_at) continue;
          ++obligations;
          const auto said = said_in(told[0].figure, zones);
          ASSERT_TRUE(said) << name << " " << told[0].figure;
          EXPECT_EQ(said->seconds(), obligation.due_at->seconds()) << name << " " << told[0].figure;
        }
      });
  EXPECT_GT(cases, 500);
  EXPECT_GT(obligations, 2'000u);
}

TEST(EveryObligationOfEveryCase, IsToldItsRuleAndWhatHasBecomeOfIt) {
  const auto has = [](const Explanation& told, StepKind kind) {
    return std::any_of(told.steps.begin(), told.steps.end(),
                       [&](const Step& step) { return step.kind == kind; });
  };
  for_each_case([&](const Explainer& explainer, const auto&, const std::string& name) {
    for (const Obligation& obligation : explainer.standing().obligations) {
      const Explanation told = explainer.explain(obligation.key).front();
      EXPECT_TRUE(has(told, StepKind::status)) << name << "\n" << to_text(told);
      EXPECT_TRUE(has(told, StepKind::event) || has(told, StepKind::step)) << name;
      if (obligation.status == ObligationStatus::moot) continue;
      EXPECT_TRUE(has(told, StepKind::rule)) << name << "\n" << to_text(told);
    }
  });
}

// What met or ended an obligation stands in its because: the explanation must name it too.
TEST(EveryObligationOfEveryCase, NamesTheEventThatMetIt) {
  for_each_case([&](const Explainer& explainer, const auto&, const std::string& name) {
    for (const Obligation& obligation : explainer.standing().obligations) {
      if (is_pending(obligation.status)) continue;
      const Explanation told = explainer.explain(obligation.key).front();
      const bool names = std::any_of(told.steps.begin(), told.steps.end(), [&](const Step& step) {
        return step.event && std::binary_search(obligation.because.events.begin(),
                                                obligation.because.events.end(), *step.event);
      });
      EXPECT_TRUE(names) << name << "\n" << to_text(told);
    }
  });
}

TEST(EveryKeyOfEveryCase, IsExplainedWithinTheWidthOfAPage) {
  for_each_case([&](const Explainer& explainer, const auto&, const std::string& name) {
    for (const KeyGroup& group : explainer.keys())
      for (const std::string& key : group.keys) {
        const auto told = explainer.explain(key);
        ASSERT_FALSE(told.empty()) << name << ": " << key;
        for (const Explanation& it : told) {
          EXPECT_FALSE(it.figure.empty()) << name << ": " << key;
          EXPECT_FALSE(it.steps.empty()) << name << ": " << key;
        }
      }
    EXPECT_FALSE(explainer.overview().empty());
    EXPECT_TRUE(explainer.explain("no such key").empty());
  });
}

}  // namespace
}  // namespace authledger::explain
