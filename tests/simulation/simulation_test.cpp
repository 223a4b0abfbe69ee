// The service under everything at once, thousands of times, each time out of one seed.
#include <gtest/gtest.h>

#include "server/log.hpp"
#include "tests/simulation/seeds.hpp"

namespace authledger::simulation {
namespace {

class Simulated : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server::start_log("off"); }
};

TEST_F(Simulated, ServiceDoesWhatTheModelSaysWhateverHappens) {
  run_seeds(3'000, {});
}

}  // namespace
}  // namespace authledger::simulation
