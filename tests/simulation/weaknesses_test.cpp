// The checks of the simulation can fail: each finds a service that does one thing wrong, and the
// disk model loses what was not synced.
#include <gtest/gtest.h>

#include "server/log.hpp"
#include "tests/simulation/seeds.hpp"

namespace authledger::simulation {
namespace {

class WeakService : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server::start_log("off"); }

  // What was said of it.
  static std::string found_within(Weakness weakness, int seeds) {
    std::string violation;
    EXPECT_NE(first_seed_to_find(weakness, seeds, violation), 0u) << "not found";
    return violation;
  }
};

TEST_F(WeakService, IsFoundWhenItAnswersBeforeTheCommit) {
  EXPECT_NE(found_within(Weakness::answers_before_commit, 10), "");
}
TEST_F(WeakService, IsFoundWhenItDoesNotSyncEachCommit) {
  EXPECT_NE(found_within(Weakness::does_not_sync_the_log, 50), "");
}
TEST_F(WeakService, IsFoundWhenItDoesNotRestate) {
  EXPECT_NE(found_within(Weakness::skips_restating, 10), "");
}
TEST_F(WeakService, IsFoundWhenItForgetsTheAnswersOfKeys) {
  EXPECT_NE(found_within(Weakness::forgets_answers, 50).find("under its key was done again"),
            std::string::npos);
}
TEST_F(WeakService, IsFoundWhenItCommitsInParts) {
  EXPECT_NE(found_within(Weakness::commits_in_parts, 100), "");
}
TEST_F(WeakService, IsFoundWhenItGoesOnAfterACommitThatFailed) {
  EXPECT_NE(found_within(Weakness::swallows_errors, 100), "");
}
TEST_F(WeakService, IsFoundWhenItTrustsTheClock) {
  EXPECT_NE(found_within(Weakness::trusts_the_clock, 50), "");
}
TEST_F(WeakService, IsFoundWhenItsPositionsHaveGaps) {
  EXPECT_NE(found_within(Weakness::loses_positions, 10).find("place"), std::string::npos);
}

TEST_F(WeakService, IsFoundWhenItForgetsTheNightsThatAreDone) {
  EXPECT_NE(found_within(Weakness::forgets_nights, 10).find("night was done twice"),
            std::string::npos);
}
TEST_F(WeakService, IsFoundWhenItLeavesEpisodesWaiting) {
  EXPECT_NE(found_within(Weakness::never_catches_up, 20).find("waits"), std::string::npos);
}

TEST(SimulatedDisk, LosesWhatWasNotSyncedAndKeepsWhatWas) {
  int lost = 0, kept = 0, torn = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Disk disk;
    Dice dice(seed);
    const auto file = disk.open("f", true);
    disk.write(*file, 0, std::string(1'024, 'a'));
    disk.sync(file);
    disk.write(*file, 0, std::string(1'024, 'b'));
    disk.lose_power(dice);
    const std::string content = disk.open("f", false)->content();
    ASSERT_EQ(content.size(), 1'024u);
    const bool first = content[0] == 'b', second = content[512] == 'b';
    ++(first != second ? torn : first ? kept : lost);
  }
  EXPECT_GT(lost, 20);
  EXPECT_GT(kept, 20);
  EXPECT_GT(torn, 20);
}

TEST(SimulatedDisk, ForgetsWhatASyncFailedToWrite) {
  int lost = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Disk disk;
    Dice dice(seed);
    const auto file = disk.open("f", true);
    disk.sync(file);
    disk.write(*file, 0, "text");
    disk.fail({.at_sync = 1});
    EXPECT_EQ(disk.sync(file), Outcome::io_error);
    EXPECT_EQ(disk.sync(file), Outcome::ok);
    disk.lose_power(dice);
    lost += disk.open("f", false)->content() == "text" ? 0 : 1;
  }
  EXPECT_GT(lost, 5);
}

}  // namespace
}  // namespace authledger::simulation
