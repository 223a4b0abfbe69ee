// Rows F13 to F16: what else may have the ledger open.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "tests/faults/load.hpp"

namespace authledger::test {
namespace {

std::uintmax_t log_size(const std::string& data) {
  return std::filesystem::file_size(data + "/ledger.db-wal");
}

TEST(LockedLedger, RefusesAfterAWhileWhatItCannotWriteDownAndGoesOnAfterwards) {
  TemporaryDirectory folder;
  Told told;
  const auto daemon = serve(folder.path());
  const std::uint16_t port = daemon->port();
  open_episodes(port, told);
  {
    const auto foreign = sql::open_sqlite(folder.path() + "/ledger.db", sql::Access::write);
    foreign->run_script("BEGIN EXCLUSIVE");
    const std::string event = sessions("s", 0, 1).front();
    auto refused = std::async(std::launch::async, [&] { return post(port, event); });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // each waits for the lock in turn
    // No entry in the audit trail, no answer.
    auto read = std::async(std::launch::async,
                           [&] { return ask(port, get_request("/v1/episodes/E1/standing")); });
    for (int i = 0; i < 50; ++i) EXPECT_EQ(ask(port, get_request("/healthz")).status, 200);
    EXPECT_EQ(refused.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
    const Received received = refused.get();
    EXPECT_EQ(received.status, 503);
    EXPECT_NE(received.head.find("Retry-After: "), std::string::npos);
    EXPECT_EQ(parsed(received.body)["code"], "locked");
    EXPECT_NE(read.get().status, 200);  // 503, or nobody waited for so long
    keep(received, {event}, told);
    foreign->run_script("ROLLBACK");
  }
  post_again(port, told);
  EXPECT_TRUE(told.unanswered.empty());
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  expect_whole(folder.path(), told);
}

TEST(SecondWriter, OfManyThatStartAtOnceOneServesAndTheOthersSayWhoDoes) {
  TemporaryDirectory folder;
  constexpr int racers = 4, rounds = 6;
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::unique_ptr<Daemon>> daemons;
    for (int i = 0; i < racers; ++i) daemons.push_back(serve(folder.path()));
    int serving_now = 0;
    for (const auto& daemon : daemons) {
      if (daemon->port() != 0) {
        ++serving_now;
        continue;
      }
      EXPECT_EQ(daemon->wait(), 75);
      const std::string said = daemon->said_on_standard_error();
      EXPECT_NE(said.find("is writing to " + folder.path()), std::string::npos) << said;
    }
    EXPECT_EQ(serving_now, 1);
  }  // killed: the lock goes with its owner
}

TEST(SecondWriter, ImportAndNightlyAreRefusedBesideAServerAndVerifyIsNot) {
  TemporaryDirectory folder;
  Told told;
  const auto daemon = serve(folder.path());
  open_episodes(daemon->port(), told);
  const TemporaryDirectory elsewhere;
  const std::string file = elsewhere.path() + "/more.ndjson";
  std::ofstream(file) << sessions("s", 0, 1).front() << '\n';
  const Ended import =
      authledger({"import", "--data", folder.path(), "--payers", invented_payers(), file});
  EXPECT_EQ(import.code, 3) << import.said;
  EXPECT_NE(import.said.find("is writing to"), std::string::npos) << import.said;
  const Ended nightly = authledger({"nightly", "--data", folder.path(), "--payers",
                                    invented_payers(), "--out", folder.path() + "/night"});
  EXPECT_EQ(nightly.code, 75) << nightly.said;
  EXPECT_NE(nightly.said.find("is writing to"), std::string::npos) << nightly.said;
  EXPECT_EQ(verify(folder.path()).code, 0);
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  expect_whole(folder.path(), told);
}

TEST(ForeignReader, HoldsUpTheCheckpointAndTheLogShrinksWhenItIsGone) {
  TemporaryDirectory folder;
  Told told;
  const auto daemon = serve(folder.path());
  const std::uint16_t port = daemon->port();
  open_episodes(port, told);
  Client client(port);
  int posts = 0;
  {
    const auto reader = sql::open_sqlite(folder.path() + "/ledger.db", sql::Access::read);
    const sql::Transaction view(*reader);
    const auto count = [&] {
      std::int64_t events = 0;
      reader->run("SELECT count(*) FROM event", {},
                  [&](const sql::Row& row) { events = row.integer(0); });
      return events;
    };
    const std::int64_t seen = count();
    while (log_size(folder.path()) < (24U << 20) && posts < 2'000)
      ASSERT_TRUE(post(client, sessions("s", posts++, 20), told));
    EXPECT_EQ(count(), seen);  // its view has not moved
  }
  EXPECT_GT(log_size(folder.path()), 20U << 20);
  for (int i = 0; i < 50 && log_size(folder.path()) >= (17U << 20); ++i)
    ASSERT_TRUE(post(client, sessions("s", posts++, 20), told));
  EXPECT_LT(log_size(folder.path()), 17U << 20);
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  expect_whole(folder.path(), told);
}

// The bug of SQLite before 3.51.3 (sqlite.org/wal.html#walresetbug) wants two connections that
// write or checkpoint. Readers come and go here while one connection does both, many times over.
TEST(ForeignReader, ThatComesAndGoesDoesNotDisturbTheCheckpoints) {
  TemporaryDirectory folder;
  Told told;
  const auto daemon = serve(folder.path());
  const std::uint16_t port = daemon->port();
  open_episodes(port, told);
  std::atomic<bool> is_done = false;
  auto reading = std::async(std::launch::async, [&] {
    int bad = 0;
    while (!is_done) {
      const auto reader = sql::open_sqlite(folder.path() + "/ledger.db", sql::Access::read);
      reader->run("SELECT count(*), count(DISTINCT id) FROM event", {},
                  [&](const sql::Row& row) { bad += row.integer(0) != row.integer(1); });
    }
    return bad;
  });
  Client client(port);
  for (int i = 0; i < 400; ++i) post(client, sessions("s", i, 10), told);
  is_done = true;
  EXPECT_EQ(reading.get(), 0);
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  expect_whole(folder.path(), told);
}

}  // namespace
}  // namespace authledger::test
