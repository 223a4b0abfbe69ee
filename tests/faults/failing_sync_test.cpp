// Row F06: after a sync or a write that failed nobody knows what is on the disk. The process ends
// without answering, and does not sync the same file a second time.
#include <gtest/gtest.h>

#include "tests/faults/load.hpp"

namespace authledger::test {
namespace {

// Ends a server by this fault in the middle of posting, looks, and starts again.
void expect_fail_stop(Operation operation, const Fault& fault) {
  SCOPED_TRACE("call " + std::to_string(fault.passes));
  TemporaryDirectory folder;
  Told told;
  Faults faults(folder.path());
  {
    const auto daemon = serve(folder.path(), faults);
    const std::uint16_t port = daemon->port();
    open_episodes(port, told);
    faults.arm(operation, fault);
    Client client(port);
    for (int i = 0; i < 2'000 && post(client, sessions("s", i, 20), told);) ++i;
    EXPECT_EQ(faults.fired(operation), 1);
    EXPECT_EQ(daemon->wait(), 70);
    EXPECT_EQ(faults.syncs_after_a_failure(), 0);
    EXPECT_NE(daemon->said_on_standard_error().find("could not be written"), std::string::npos);
  }
  EXPECT_FALSE(told.unanswered.empty());  // the post that met the fault
  EXPECT_EQ(faults_of(folder.path(), told), LedgerFaults{});
  {
    const auto daemon = serve(folder.path());
    post_again(daemon->port(), told);
    EXPECT_TRUE(told.unanswered.empty());
    EXPECT_EQ(daemon->end(SIGTERM), 0);
  }
  expect_whole(folder.path(), told);
}

TEST(FailingSync, OfTheLogEndsTheProcessWithoutAnAnswer) {
  SKIP_WITHOUT_SHIM();
  for (const int number : {0, 1, 5})
    expect_fail_stop(Operation::sync, {.file = File::wal, .passes = number});
}

// A checkpoint syncs the database file, after a commit that has succeeded.
TEST(FailingSync, OfTheDatabaseFileEndsTheProcessWithoutAnAnswer) {
  SKIP_WITHOUT_SHIM();
  expect_fail_stop(Operation::sync, {.file = File::database});
}

TEST(FailingWrite, EndsTheProcessWithoutAnAnswer) {
  SKIP_WITHOUT_SHIM();
  for (const int number : {0, 1, 7})
    expect_fail_stop(Operation::write, {.file = File::wal, .passes = number});
  expect_fail_stop(Operation::write, {.file = File::wal, .action = Action::half, .passes = 5});
  expect_fail_stop(Operation::write, {.file = File::database});
}

TEST(FailingSync, AtTheStartIsAnExitAndTheNextStartIsClean) {
  SKIP_WITHOUT_SHIM();
  int failed = 0;
  for (int number = 0;; ++number) {
    TemporaryDirectory folder;
    Faults faults(folder.path());
    faults.arm(Operation::sync, {.passes = number});
    const auto daemon = serve(folder.path(), faults);
    const bool is_ready = daemon->port() != 0;
    if (is_ready && faults.fired(Operation::sync) == 0) break;
    ++failed;
    if (!is_ready) {
      const int code = daemon->wait();
      EXPECT_TRUE(code == 3 || code == 70) << code;
      EXPECT_FALSE(daemon->said_on_standard_error().empty());
    }
    if (is_ready) continue;  // the file that was not synced can be made again
    EXPECT_NE(serve(folder.path())->port(), 0);
  }
  EXPECT_GE(failed, 2);
}

}  // namespace
}  // namespace authledger::test
