// Rows F07, F10, F11 and F12: reads that fail, a log that was cut or overwritten, a row that cannot
// be read; and F11, a ledger that was exchanged for an older copy.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <utility>

#include "tests/faults/load.hpp"

namespace authledger::test {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}
void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
  // A ledger that others can reach is refused before anything of it is read.
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
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

// Starts a server on it: it refuses with a reason, or what it holds agrees with itself. Returns how
// many acknowledged events are gone without a word.
std::size_t lost_without_a_word(const std::string& data, const Told& told) {
  {
    const auto daemon = serve(data);
    if (daemon->port() == 0) {
      EXPECT_EQ(daemon->wait(), 3);
      EXPECT_FALSE(daemon->said_on_standard_error().empty());
      return 0;
    }
    EXPECT_EQ(daemon->end(SIGTERM), 0);
  }
  LedgerFaults faults = faults_of(data, told);
  const std::size_t lost = std::exchange(faults.lost, 0);
  EXPECT_EQ(faults, LedgerFaults{});
  const Ended verified = verify(data);
  EXPECT_EQ(verified.code, 0) << verified.said;
  return lost;
}

std::string damaged(const std::string& wal, int trial, std::mt19937& random) {
  std::string damaged = wal;
  const std::size_t at = trial < 3 ? trial * 16 : random() % wal.size();
  if (trial % 3 == 0) damaged.resize(at);
  if (trial % 3 == 1) damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
  if (trial % 3 == 2)
    for (std::size_t i = at; i < std::min(wal.size(), at + 5'000); ++i)
      damaged[i] = static_cast<char>(random());
  return damaged;
}

// With its anchor the loss is told; without, only that nothing wrong is read out of what is left.
std::size_t lost_over_trials(bool has_anchor) {
  Killed ledger;
  const std::string source = ledger.folder.path();
  const std::string wal = read_file(source + "/ledger.db-wal");
  EXPECT_GT(wal.size(), 10'000U);
  std::mt19937 random(7);
  std::size_t lost = 0;
  for (int trial = 0; trial < 24; ++trial) {
    SCOPED_TRACE("trial " + std::to_string(trial));
    TemporaryDirectory copy;
    write_file(copy.path() + "/ledger.db", read_file(source + "/ledger.db"));
    write_file(copy.path() + "/ledger.db-wal", damaged(wal, trial, random));
    if (has_anchor) write_file(copy.path() + "/anchor", read_file(source + "/anchor"));
    lost += lost_without_a_word(copy.path(), ledger.told);
  }
  return lost;
}

TEST(DamagedLog, CutOrOverwrittenAnywhereIsRefusedWhenItLostWhatWasAcknowledged) {
  EXPECT_EQ(lost_over_trials(true), 0u);
}

TEST(DamagedLog, WithoutAnAnchorIsNeverReadAsSomethingElse) {
  EXPECT_GT(lost_over_trials(false), 0u);
}

TEST(OlderCopyOfALedger, IsRefusedUntilTheLossIsAccepted) {
  TemporaryDirectory folder;
  Told told;
  const auto post_some = [&](int first) {
    const auto daemon = serve(folder.path());
    const std::uint16_t port = daemon->port();
    ASSERT_NE(port, 0);
    if (told.acknowledged.empty()) open_episodes(port, told);
    Client client(port);
    for (int i = first; i < first + 5; ++i) post(client, sessions("s", i, 1), told);
    EXPECT_EQ(daemon->end(SIGTERM), 0);
  };
  post_some(0);
  const std::string yesterday = read_file(folder.path() + "/ledger.db");
  post_some(100);
  write_file(folder.path() + "/ledger.db", yesterday);
  const auto refused = serve(folder.path());
  EXPECT_EQ(refused->wait(), 3);
  EXPECT_NE(refused->said_on_standard_error().find("were acknowledged"), std::string::npos);
  EXPECT_NE(verify(folder.path()).said.find("were acknowledged"), std::string::npos);
  EXPECT_EQ(authledger({"accept-rollback", "--data", folder.path()}).code, 1);
  EXPECT_EQ(verify(folder.path()).code, 0);
  EXPECT_NE(serve(folder.path())->port(), 0);
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
  EXPECT_EQ(post(port, attendance("E1", "new")).status, 201);  // true, whatever came before it
  EXPECT_EQ(ask(port, get_request("/v1/episodes/E1/standing")).status, 500);
  EXPECT_EQ(ask(port, get_request("/v1/episodes/E2/standing")).status, 200);
  EXPECT_EQ(post(port, attendance("E2", "new2")).status, 201);
  EXPECT_EQ(daemon->end(SIGTERM), 0);
}

// Without the moment that the answer speaks of: a second may pass.
std::string events_of(const Received& log) {
  const auto from = log.body.find("\"events\"");
  return from == std::string::npos ? log.body : log.body.substr(from);
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
    EXPECT_TRUE(read.status != 200 || has_changed || events_of(read) == events_of(before))
        << number << ": " << read.body;
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
