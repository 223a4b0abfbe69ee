// More seeds, and runs that are long enough for the checkpoints that the service makes by itself.
#include <gtest/gtest.h>

#include "server/log.hpp"
#include "tests/simulation/seeds.hpp"

namespace authledger::simulation {
namespace {

class Simulated : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server::start_log("off"); }
};

TEST_F(Simulated, ServiceHoldsOverManySeeds) {
  run_seeds(8'000, {});
}

TEST_F(Simulated, ServiceHoldsOverLongRuns) {
  run_seeds(50, {.errands = 600});
}

}  // namespace
}  // namespace authledger::simulation
