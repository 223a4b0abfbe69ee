// Row F03: the power fails.
#include "tests/faults/power_loss.hpp"

#include <gtest/gtest.h>

namespace authledger::test {
namespace {

TEST(PowerLoss, LeavesNoImageWithoutWhatWasAcknowledged) {
  SKIP_WITHOUT_SHIM();
  RecordedRun run(150, std::nullopt);
  const PowerLoss result = run.lose_power(300, 1);
  EXPECT_EQ(result.with_losses, 0U);
  EXPECT_EQ(result.with_other_faults, 0U);
  EXPECT_GT(result.acknowledged, 150U);
}

TEST(PowerLoss, TheCheckFindsTheLossesOfAServerThatDoesNotSyncItsLog) {
  SKIP_WITHOUT_SHIM();
  RecordedRun run(1'200, File::wal);  // enough for the log to be carried over into the database
  const PowerLoss result = run.lose_power(100, 1);
  EXPECT_GT(result.with_losses, 5U);
  // Of 100; 58 to 82 were seen: where the cuts fall depends on when the log is carried over.
  EXPECT_GT(result.with_losses + result.with_other_faults, 40U);
}

TEST(PowerLoss, TheCheckFindsTheDamageOfAServerThatDoesNotSyncItsDatabase) {
  SKIP_WITHOUT_SHIM();
  RecordedRun run(150, File::database);
  const PowerLoss result = run.lose_power(100, 1);
  EXPECT_GT(result.with_losses + result.with_other_faults, 5U);
}

}  // namespace
}  // namespace authledger::test
