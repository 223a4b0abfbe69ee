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
  const Tally tally = run_seeds(2'000, {.errands = 8});
  if (tally.seeds < 2'000) return;
  // What never happens is not tested.
  for (const char* what :
       {"killed in a group", "disks that failed a group", "groups refused by a full disk",
        "ended in a checkpoint", "power losses", "process ends", "starts that failed",
        "doubtful groups committed", "doubtful groups gone", "changes of policies", "clock jumps",
        "orderly restarts", "pages of changes", "catchings up", "killed while catching up",
        "nights", "actions"})
    EXPECT_GT(tally.counts.contains(what) ? tally.counts.at(what) : 0u, 20u) << what;
}

TEST_F(Simulated, RunIsTheSameAgainAfterOthers) {
  const Result before = simulate(4, {});
  simulate(5, {});
  const Result again = simulate(4, {});
  put_sqlite_on(nullptr, 0);
  EXPECT_EQ(before.trace, again.trace);
  EXPECT_EQ(before.simulated, again.simulated);
  EXPECT_EQ(before.counts, again.counts);
}

}  // namespace
}  // namespace authledger::simulation
