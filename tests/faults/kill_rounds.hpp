// Row F01: kill -9 under load, again and again on one ledger.
#pragma once

#include <random>

#include "tests/faults/load.hpp"

namespace authledger::test {

inline void kill_again_and_again(int rounds, unsigned seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  TemporaryDirectory folder;
  std::mt19937 random(seed);
  Told told;
  const int episodes = load_episodes + rounds / 2;
  for (int round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const auto daemon = serve(folder.path());
    const std::uint16_t port = daemon->port();
    ASSERT_NE(port, 0) << daemon->said_on_standard_error();
    if (round == 0) open_episodes(port, told, episodes);
    post_again(port, told);
    Load load(port, std::to_string(round), episodes);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 300'000));
    EXPECT_EQ(daemon->end(SIGKILL), -SIGKILL);
    load.end(told);
    EXPECT_EQ(faults_of(folder.path(), told), LedgerFaults{});
  }
  expect_whole(folder.path(), told);
  EXPECT_GT(told.acknowledged.size(), static_cast<std::size_t>(rounds));
  std::printf("acknowledged over %d kills: %zu events\n", rounds, told.acknowledged.size());
}

}  // namespace authledger::test
