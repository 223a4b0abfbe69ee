// Rows F07, F10 and F12: reads that fail, a log that was cut or overwritten, a row that cannot be
// read. That a loss is noticed at the start needs an anchor outside the database (see README.md);
// what holds without one is that nothing wrong is ever told.
#include <gtest/gtest.h>

#include <random>

#include "tests/faults/load.hpp"

namespace authledger::test {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}
void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

// A ledger whose newest events are in the log of the database only.
struct Killed {
  Killed() {
    const auto daemon = serve(folder.path());
    const std::uint16_t port = daemon->port();
    open_episodes(port, told);
    Client client(port);
    for (int i = 0; i < 40; ++i) post(client, sessions("s", i, 1), told);
    daemon->end(SIGKILL);
  }
  TemporaryDirectory folder;
  Told told;
};

// Starts a server on it: it refuses with a reason, or what it holds is the beginning of what was
// told and agrees with itself.
void expect_refused_or_a_beginning(const std::string& data, const Told& told) {
  {
    const auto daemon = serve(data);
    if (daemon->port() == 0) {
      EXPECT_EQ(daemon->wait(), 3);
      EXPECT_FALSE(daemon->said_on_standard_error().empty());
      return;
    }
    EXPECT_EQ(daemon->end(SIGTERM), 0);
  }
  LedgerFaults faults = faults_of(data, told);
  faults.lost = 0;
  EXPECT_EQ(faults, LedgerFaults{});
  const Ended verified = verify(data);
  EXPECT_EQ(verified.code, 0) << verified.said;
}

TEST(DamagedLog, CutOrOverwrittenAnywhereIsNeverReadAsSomethingElse) {
  Killed ledger;
  const std::string wal = read_file(ledger.folder.path() + "/ledger.db-wal");
  const std::string database = read_file(ledger.folder.path() + "/ledger.db");
  ASSERT_GT(wal.size(), 10'000U);
  std::mt19937 random(7);
  for (int trial = 0; trial < 24; ++trial) {
    SCOPED_TRACE("trial " + std::to_string(trial));
    std::string damaged = wal;
    const std::size_t at = trial < 3 ? trial * 16 : random() % wal.size();
    if (trial % 3 == 0) damaged.resize(at);
    if (trial % 3 == 1) damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
    if (trial % 3 == 2)
      for (std::size_t i = at; i < std::min(wal.size(), at + 5'000); ++i)
        damaged[i] = static_cast<char>(random());
    TemporaryDirectory copy;
    write_file(copy.path() + "/ledger.db", database);
    write_file(copy.path() + "/ledger.db-wal", damaged);
    expect_refused_or_a_beginning(copy.path(), ledger.told);
  }
}

TEST(DamagedDatabaseFile, IsRefusedAtTheStart) {
  Killed ledger;
  TemporaryDirectory copy;
  write_file(copy.path() + "/ledger.db", std::string(20'000, 'x'));
  const auto daemon = serve(copy.path());
  EXPECT_EQ(daemon->wait(), 3);
  EXPECT_NE(daemon->said_on_standard_error().find("not a database"), std::string::npos);
}

TEST(DamagedRow, IsNamedByVerifyAndIsTheTroubleOfItsEpisodeAlone) {
  Killed ledger;
  sql::open_sqlite(ledger.folder.path() + "/ledger.db", sql::Access::write)
      ->run_script("UPDATE event SET fact = '{' WHERE episode = 'E1' AND seq = 4");
  const Ended verified = verify(ledger.folder.path());
  EXPECT_NE(verified.code, 0);
  EXPECT_NE(verified.said.find("event 4 of episode E1 cannot be read"), std::string::npos)
      << verified.said;
  const auto daemon = serve(ledger.folder.path());
  const std::uint16_t port = daemon->port();
  ASSERT_NE(port, 0);
  EXPECT_EQ(ask(port, get_request("/v1/episodes/E1/standing")).status, 500);
  EXPECT_EQ(post(port, attendance("E1", "new")).status, 500);
  EXPECT_EQ(ask(port, get_request("/v1/episodes/E2/standing")).status, 200);
  EXPECT_EQ(post(port, attendance("E2", "new2")).status, 201);
  EXPECT_EQ(daemon->end(SIGTERM), 0);
}

TEST(FailingRead, IsAnErrorAndNeverAWrongAnswer) {
  SKIP_WITHOUT_SHIM();
  TemporaryDirectory folder;
  Told told;
  Faults faults(folder.path());
  std::unique_ptr<Daemon> daemon = serve(folder.path(), faults);
  std::uint16_t port = daemon->port();
  open_episodes(port, told);
  int failed = 0;
  for (int number = 0; number < 60; ++number) {
    const auto before = ask(port, get_request("/v1/episodes/E1/events"));
    const std::string event = sessions("r", number, 1).front();
    faults.arm(Operation::read, {.passes = number % 20});
    const Received posted = post(port, event);
    keep(posted, {event}, told);
    Received read;
    if (posted.status != 0) read = ask(port, get_request("/v1/episodes/E1/events"));
    faults.disarm(Operation::read);
    failed += faults.fired(Operation::read) > 0;
    const bool has_changed = load_episode(number) == "E1";
    EXPECT_TRUE(read.status != 200 || has_changed || read.body == before.body);
    if (posted.status == 0) {
      EXPECT_EQ(daemon->wait(), 70);
      daemon = serve(folder.path(), faults);
      port = daemon->port();
      ASSERT_NE(port, 0);
    }
  }
  EXPECT_GT(failed, 5);
  post_again(port, told);
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  expect_whole(folder.path(), told);
}

TEST(IndexOfTheLog, CutUnderTheServerCostsTheProcessAndNothingElse) {
  TemporaryDirectory folder;
  Told told;
  {
    const auto daemon = serve(folder.path());
    const std::uint16_t port = daemon->port();
    open_episodes(port, told);
    std::filesystem::resize_file(folder.path() + "/ledger.db-shm", 0);
    Client client(port);
    for (int i = 0; i < 20 && post(client, sessions("s", i, 1), told);) ++i;
    daemon->end(SIGKILL);
  }
  const auto daemon = serve(folder.path());
  post_again(daemon->port(), told);
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  expect_whole(folder.path(), told);
}

}  // namespace
}  // namespace authledger::test
