// Invented episodes of care, drawn by a seed: policies, a log and an as_of that hit the edges on
// purpose (clock changes, leap days, year ends, holidays, caps, overlaps, corrections, voids,
// withdrawals, late entries, several payers, a discharge that is taken back,
// contracts and laws that come and go).
//
//     const nlohmann::json scenario = random_scenario(4711);       // as `authledger standing`
//     reads it const json::Scenario read = read_scenario_of(scenario);
//
// The same seed gives the same scenario. Nobody in it is real.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/json/scenario_codec.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/json.hpp"

namespace authledger::test {

nlohmann::json random_scenario(std::uint64_t seed);

// The scenario as the engine reads it; throws std::runtime_error with the engine's complaint.
json::Scenario read_scenario_of(const nlohmann::json& scenario);

// Documents of the payers P1 and P2 (P3 has none), and contracts and laws on top of them, for an
// episode around `around`.
nlohmann::json random_policies(Dice& dice, Date around, const std::vector<std::string>& zones);

inline const std::vector<std::string> service_codes = {"S9480", "H0015", "90853", "90837", "H0004"};

}  // namespace authledger::test
