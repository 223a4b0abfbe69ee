#include "tests/support/each_seed.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/json/standing_codec.hpp"
#include "tests/oracle/oracle.hpp"
#include "tests/support/random_history.hpp"

namespace authledger::test {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::filesystem::path keep(const nlohmann::json& scenario, std::uint64_t seed) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("authledger-seed-" + std::to_string(seed) + ".json");
  std::ofstream(path) << scenario.dump(1) << "\n";
  return path;
}

Complaints complaints_about(const nlohmann::json& scenario, const Property& holds) {
  try {
    return holds(read_scenario_of(scenario));
  } catch (const std::exception& thrown) {
    return {std::string("thrown: ") + thrown.what()};
  }
}

// Drops what the failure does not need: items of the list, one at a time, from the back.
void drop_needless(nlohmann::json& scenario, const nlohmann::json::json_pointer& list,
                   const Property& holds) {
  if (!scenario.contains(list)) return;
  for (std::size_t index = scenario[list].size(); index-- > 0;) {
    nlohmann::json smaller = scenario;
    smaller[list].erase(index);
    if (!complaints_about(smaller, holds).empty()) scenario = smaller;
  }
}

nlohmann::json smallest(nlohmann::json scenario, const Property& holds) {
  using Pointer = nlohmann::json::json_pointer;
  drop_needless(scenario, Pointer("/log"), holds);
  drop_needless(scenario, Pointer("/policies"), holds);
  drop_needless(scenario, Pointer("/facility/closed"), holds);
  for (std::size_t policy = 0; policy < scenario["policies"].size(); ++policy)
    for (const char* section : {"services", "allowances", "reviews", "missed_sessions", "duties"})
      drop_needless(scenario, Pointer("/policies/" + std::to_string(policy) + "/" + section),
                    holds);
  drop_needless(scenario, Pointer("/log"), holds);
  return scenario;
}

}  // namespace

void each_seed(int count, const Property& holds) {
  constexpr int enough_failures = 3;
  constexpr std::size_t enough_lines = 12;
  std::uint64_t seed = from_environment("AUTHLEDGER_FIRST_SEED", 1);
  std::uint64_t end =
      seed + from_environment("AUTHLEDGER_SEEDS", static_cast<std::uint64_t>(count));
  if (std::getenv("AUTHLEDGER_SEED")) {
    seed = from_environment("AUTHLEDGER_SEED", 0);
    end = seed + 1;
  }
  for (int failures = 0; seed < end && failures < enough_failures; ++seed) {
    nlohmann::json scenario = random_scenario(seed);
    if (complaints_about(scenario, holds).empty()) continue;
    ++failures;
    scenario = smallest(std::move(scenario), holds);
    const Complaints complaints = complaints_about(scenario, holds);
    std::ostringstream text;
    text << "AUTHLEDGER_SEED=" << seed << " repeats it; the smallest scenario that fails is in "
         << keep(scenario, seed).string();
    for (std::size_t line = 0; line < complaints.size() && line < enough_lines; ++line)
      text << "\n  " << complaints[line];
    if (complaints.size() > enough_lines)
      text << "\n  and " << complaints.size() - enough_lines << " more";
    ADD_FAILURE() << text.str();
  }
}

Standing standing_of(const json::Scenario& scenario) {
  return standing(fold(scenario.log, scenario.as_of), scenario.book, scenario.facility,
                  scenario.as_of);
}

nlohmann::json printed(const Standing& standing) {
  JsonWriter out;
  json::write_standing(out, standing);
  return parsed(out.text());
}

nlohmann::json section_11_of(const json::Scenario& scenario) {
  return oracle::section_11(printed(standing_of(scenario)));
}

}  // namespace authledger::test
