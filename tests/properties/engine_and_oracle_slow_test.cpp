// The engine against the oracle over many more histories than one waits for; see
// engine_and_oracle_test.cpp.
#include <gtest/gtest.h>

#include "tests/oracle/oracle.hpp"
#include "tests/support/each_seed.hpp"

namespace authledger::test {
namespace {

TEST(EngineAndOracleAtLength, AgreeOnEveryHistory) {
  each_seed(50'000, [](const json::Scenario& scenario) {
    return oracle::differences(oracle::figures(printed(standing_of(scenario))),
                               oracle::standing(scenario));
  });
}

}  // namespace
}  // namespace authledger::test
