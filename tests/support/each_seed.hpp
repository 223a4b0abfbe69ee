// Runs a property over invented episodes, one for each seed 1, 2, 3, ..., and says for which seed
// it fails, and in which file the scenario now lies, without the events and rules that the failure
// does not need.
//
//     each_seed(500, [](const json::Scenario& scenario) {
//       Complaints complaints;                       // empty: the property holds here
//       ...
//       return complaints;
//     });
//
// Environment: AUTHLEDGER_SEED=17 replays one seed; AUTHLEDGER_SEEDS=50000 runs so many;
// AUTHLEDGER_FIRST_SEED=100000 starts elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/json/scenario_codec.hpp"
#include "engine/standing/standing.hpp"
#include "tests/support/json.hpp"

namespace authledger::test {

using Complaints = std::vector<std::string>;
using Property = std::function<Complaints(const json::Scenario&)>;

void each_seed(int count, const Property& holds);

Standing standing_of(const json::Scenario& scenario);          // the engine's
nlohmann::json printed(const Standing& standing);              // as the command prints it
nlohmann::json section_11_of(const json::Scenario& scenario);  // the contract's part of that

}  // namespace authledger::test
