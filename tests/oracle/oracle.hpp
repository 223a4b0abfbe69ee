// The second way to a standing: ledger rules sections 1 to 9 and 11 and payers/RULES.md written
// down once more, slowly and by definition, by someone who had not read the engine's. Where the two
// differ, one misreads the rules.
//
//     nlohmann::json expected = oracle::standing(scenario);
//     nlohmann::json found = oracle::figures(engine_json);    // what the engine prints, less
//     oracle::differences(found, expected);                   // its reasons; empty
//
#pragma once

#include <string>
#include <vector>

#include "engine/json/scenario_codec.hpp"
#include "tests/support/json.hpp"

namespace authledger::oracle {

// Exactly the fields of section 11 and of payers/RULES.md, without `because`. An entry of
// `unknowns` says its `policy`, "payer/version".
nlohmann::json standing(const json::Scenario& scenario);

// These fields of a printed standing.
nlohmann::json figures(const nlohmann::json& printed);

// The fields of section 11 of a printed standing, without the fields that an engine may add.
nlohmann::json section_11(const nlohmann::json& printed);

// A line for each place in which the two differ, such as "/remaining/day: 3, expected 4".
std::vector<std::string> differences(const nlohmann::json& found, const nlohmann::json& expected);

}  // namespace authledger::oracle
