// Rows F04 and F05: the disk is full, or may not be written.
#include <gtest/gtest.h>

#include "tests/faults/load.hpp"
#include "tests/faults/mounts.hpp"

namespace authledger::test {
namespace {

// 503, when to come back, and why.
void expect_refused_as_full(const Received& received) {
  EXPECT_EQ(received.status, 503);
  EXPECT_NE(received.head.find("Retry-After: "), std::string::npos) << received.head;
  EXPECT_EQ(parsed(received.body)["code"], "disk_full");
}

// Posts until the answer is another than 2xx, which is the result.
Received post_until_refused(std::uint16_t port, const std::string& prefix, Told& told) {
  Client client(port);
  for (int i = 0; i < 2'000; ++i) {
    const std::string event = sessions(prefix, i, 1).front();
    client.send(post_request("/v1/events", event));
    const auto received = client.receive();
    keep(received, {event}, told);
    if (!received || received->status >= 300) return received.value_or(Received{});
  }
  return {};
}

TEST(FullDisk, RefusesWhatItCannotWriteDownAndGoesOnWhenThereIsRoom) {
  SKIP_UNLESS_MOUNTABLE();
  TemporaryDirectory folder;
  SmallDisk disk(folder.path(), "2m");
  ASSERT_TRUE(disk.is_there());
  Told told;
  {
    const auto daemon = serve(folder.path());
    const std::uint16_t port = daemon->port();
    open_episodes(port, told);
    expect_refused_as_full(post_until_refused(port, "a", told));
    // Whoever reads leaves an entry in the audit trail, for which there may be no room either.
    const Received read = ask(port, get_request("/v1/episodes/E1/standing"));
    if (read.status != 200) expect_refused_as_full(read);
    EXPECT_EQ(ask(port, get_request("/healthz")).status, 200);
    expect_refused_as_full(post_until_refused(port, "b", told));
    EXPECT_EQ(faults_of(folder.path(), told), LedgerFaults{});
    ASSERT_TRUE(disk.resize("32m"));
    post_again(port, told);
    EXPECT_TRUE(told.unanswered.empty());
    EXPECT_EQ(daemon->end(SIGTERM), 0);
  }
  EXPECT_GT(told.acknowledged.size(), 20U);
  expect_whole(folder.path(), told);
}

TEST(FullDisk, AtWhicheverWriteOfAPostRefusesItAndLeavesNothingOfIt) {
  SKIP_WITHOUT_SHIM();
  TemporaryDirectory folder;
  Told told;
  Faults faults(folder.path());
  const auto daemon = serve(folder.path(), faults);
  const std::uint16_t port = daemon->port();
  open_episodes(port, told);
  int refused = 0;
  for (const Action action : {Action::fail, Action::half}) {
    bool has_fired = true;
    for (int number = 0; has_fired; ++number) {
      const std::string event = sessions(action == Action::fail ? "f" : "h", number, 1).front();
      faults.arm(Operation::write,
                 {.file = File::wal, .action = action, .error = ENOSPC, .passes = number});
      const Received received = post(port, event);
      keep(received, {event}, told);
      has_fired = faults.fired(Operation::write) > 0;
      if (has_fired) expect_refused_as_full(received);
      faults.disarm(Operation::write);
      refused += has_fired;
      EXPECT_EQ(faults_of(folder.path(), told), LedgerFaults{}) << number;
    }
  }
  EXPECT_GE(refused, 2);
  post_again(port, told);
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  expect_whole(folder.path(), told);
}

TEST(FullDisk, UnderTheDatabaseFileHoldsUpTheCheckpointAndNobodyElse) {
  SKIP_WITHOUT_SHIM();
  TemporaryDirectory folder;
  Told told;
  Faults faults(folder.path());
  const auto daemon = serve(folder.path(), faults);
  const std::uint16_t port = daemon->port();
  open_episodes(port, told);
  faults.arm(Operation::write, {.file = File::database, .error = ENOSPC, .times = -1});
  Client client(port);
  int posts = 0;
  for (; posts < 2'000 && faults.fired(Operation::write) == 0; ++posts)
    ASSERT_TRUE(post(client, sessions("s", posts, 20), told));
  EXPECT_GT(faults.fired(Operation::write), 0);
  faults.disarm(Operation::write);
  ASSERT_TRUE(post(client, sessions("s", posts, 20), told));
  EXPECT_TRUE(told.unanswered.empty());
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  expect_whole(folder.path(), told);
}

TEST(ReadOnlyDirectory, IsRefusedAtTheStartInOneLine) {
  SKIP_UNLESS_MOUNTABLE();
  TemporaryDirectory folder;
  for (const bool has_ledger : {false, true}) {
    if (has_ledger) {
      const auto daemon = serve(folder.path());
      ASSERT_NE(daemon->port(), 0);
      daemon->end(SIGTERM);
    }
    ReadOnly frozen(folder.path());
    ASSERT_TRUE(frozen.is_there());
    const auto daemon = serve(folder.path());
    EXPECT_EQ(daemon->wait(), 3);
    const std::string said = daemon->said_on_standard_error();
    EXPECT_NE(said.find(folder.path()), std::string::npos) << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  }
}

TEST(ReadOnlyDirectory, WhileServingEndsTheProcessAndLosesNothing) {
  SKIP_WITHOUT_SHIM();
  TemporaryDirectory folder;
  Told told;
  Faults faults(folder.path());
  {
    const auto daemon = serve(folder.path(), faults);
    const std::uint16_t port = daemon->port();
    open_episodes(port, told);
    faults.arm(Operation::write, {.error = EROFS, .times = -1});
    EXPECT_EQ(post(port, sessions("s", 0, 1).front()).status, 0);
    EXPECT_EQ(daemon->wait(), 70);
  }
  expect_whole(folder.path(), told);
}

}  // namespace
}  // namespace authledger::test
