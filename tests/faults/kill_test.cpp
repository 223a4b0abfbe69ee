// Rows F01 and F02: the process ends at any moment, and at each step of writing.
#include <gtest/gtest.h>

#include "tests/faults/kill_rounds.hpp"

namespace authledger::test {
namespace {

TEST(KillNine, LosesNothingThatWasAcknowledgedAndDoublesNothing) {
  kill_again_and_again(5, 1);
}

// Posts three times to a server that dies at the `number`-th call, and lets it end; false: it did
// not come to that call.
bool dies_at(Operation operation, Action action, std::int64_t number) {
  TemporaryDirectory folder;
  Told told;
  Faults faults(folder.path());
  {
    const auto daemon = serve(folder.path(), faults);
    const std::uint16_t port = daemon->port();
    open_episodes(port, told);
    faults.arm(operation, {.action = action, .passes = number});
    Client client(port);
    for (int i = 0; i < 3 && post(client, sessions("s", i, i + 1), told);) ++i;
    const int code = daemon->end(SIGTERM);
    EXPECT_EQ(code, faults.fired(operation) > 0 ? -SIGKILL : 0);
  }
  expect_whole(folder.path(), told);
  const auto daemon = serve(folder.path());
  post_again(daemon->port(), told);
  EXPECT_TRUE(told.unanswered.empty());
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  EXPECT_EQ(faults_of(folder.path(), told), LedgerFaults{});
  return faults.fired(operation) > 0;
}

TEST(KilledAtEachStep, LosesNothingThatWasAcknowledgedAndDoublesNothing) {
  SKIP_WITHOUT_SHIM();
  for (const Action action : {Action::kill_before, Action::kill_half, Action::kill_after}) {
    for (const Operation operation : {Operation::write, Operation::sync}) {
      if (operation == Operation::sync && action == Action::kill_half) continue;
      // Not every write: the checkpoint at the end writes each page of the file.
      const int step = operation == Operation::write ? 3 : 1;
      int points = 0;
      for (int number = 0; dies_at(operation, action, number); number += step) ++points;
      EXPECT_GE(points, 3);
    }
  }
}

// The negative control of both: a server whose disk has swallowed one write of many acknowledges
// what is not there, and the check says so.
TEST(KillNine, TheCheckFindsWhatAServerLosesThatDoesNotReallyWrite) {
  SKIP_WITHOUT_SHIM();
  TemporaryDirectory folder;
  Told told;
  Faults faults(folder.path());
  const auto daemon = serve(folder.path(), faults);
  const std::uint16_t port = daemon->port();
  open_episodes(port, told);
  faults.arm(Operation::write, {.file = File::wal, .action = Action::lie, .passes = 7});
  Client client(port);
  for (int i = 0; i < 20; ++i) post(client, sessions("s", i, 1), told);
  daemon->end(SIGKILL);
  EXPECT_EQ(faults.fired(Operation::write), 1);
  EXPECT_GT(faults_of(folder.path(), told).lost, 0U);
}

}  // namespace
}  // namespace authledger::test
