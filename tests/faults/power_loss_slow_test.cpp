// Row F03 in full: 10,000 images of 500 posts.
#include <gtest/gtest.h>

#include "tests/faults/power_loss.hpp"

namespace authledger::test {
namespace {

TEST(PowerLoss, LeavesNoneOfTenThousandImagesWithoutWhatWasAcknowledged) {
  SKIP_WITHOUT_SHIM();
  RecordedRun run(500, std::nullopt);
  const PowerLoss result = run.lose_power(10'000, 20'260'302);
  EXPECT_EQ(result.with_losses, 0U);
  EXPECT_EQ(result.with_other_faults, 0U);
}

}  // namespace
}  // namespace authledger::test
