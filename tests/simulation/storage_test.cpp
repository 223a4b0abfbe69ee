// What the simulation found in the product's SQLite connection, each by itself: what was committed
// stays, wherever the power goes.
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/store/sql.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::simulation {
namespace {

constexpr const char* file = "/ledger.db";

std::int64_t rows(sql::Connection& connection) {
  std::int64_t count = -1;
  connection.run("SELECT count(*) FROM sqlite_master WHERE name = 'thing'", {},
                 [&](const sql::Row& row) { count = row.integer(0); });
  if (count == 1)
    connection.run("SELECT count(*) FROM thing", {},
                   [&](const sql::Row& row) { count = row.integer(0); });
  return count;
}

void insert(sql::Connection& connection) {
  sql::Transaction transaction(connection);
  connection.run("INSERT INTO thing VALUES (1)", {}, sql::ignore_rows);
  transaction.commit();
}

// As a process that ends at once: its connection can write nothing any more.
void kill(Disk& disk, std::unique_ptr<sql::Connection>& connection) {
  disk.cut_power();
  connection.reset();
}

TEST(Storage, KeepsTheFirstCommitOfANewLedger) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Disk disk;
    Dice dice(seed);
    put_sqlite_on(&disk, seed);
    auto connection = sql::open_sqlite(file, sql::Access::write);
    connection->run_script("CREATE TABLE thing (it INTEGER)");
    insert(*connection);
    kill(disk, connection);
    disk.lose_power(dice);
    put_sqlite_on(&disk, seed);
    connection = sql::open_sqlite(file, sql::Access::write);
    EXPECT_EQ(rows(*connection), 1) << "seed " << seed;
  }
  put_sqlite_on(nullptr, 0);
}

// A page costs two calls of SQLite's own. Two syncs and what is read are among the operations.
TEST(Storage, WritesTheLogOfACommitOfManyPagesInFewCalls) {
  Disk disk;
  put_sqlite_on(&disk, 1);
  auto connection = sql::open_sqlite(file, sql::Access::write);
  connection->run_script("CREATE TABLE thing (it INTEGER)");
  insert(*connection);
  const std::uint64_t before = disk.operations();
  connection->run_script("INSERT INTO thing VALUES (zeroblob(50000))");
  EXPECT_LT(disk.operations() - before, 10U);
  EXPECT_EQ(rows(*connection), 2);
  connection.reset();
  put_sqlite_on(nullptr, 0);
}

// The log asks for more room than it needs; without it, it takes what there is.
TEST(Storage, CommitsOnADiskWithoutRoomForMoreThanThat) {
  constexpr int most_writes = 20;
  int refused = 0;
  for (int full_at = 1; full_at <= most_writes; ++full_at) {
    Disk disk;
    Dice dice(static_cast<std::uint64_t>(full_at));
    put_sqlite_on(&disk, 1);
    auto connection = sql::open_sqlite(file, sql::Access::write);
    disk.fail({.full_at_write = full_at});
    const auto tried = [&] {
      try {
        connection->run_script("CREATE TABLE IF NOT EXISTS thing (it INTEGER)");
        insert(*connection);
        return true;
      } catch (const sql::DiskFull&) {
        return false;
      }
    };
    if (!tried()) {
      ++refused;
      EXPECT_TRUE(tried()) << full_at;
    }
    kill(disk, connection);
    disk.lose_power(dice);
    put_sqlite_on(&disk, 1);
    connection = sql::open_sqlite(file, sql::Access::write);
    EXPECT_EQ(rows(*connection), 1) << full_at;
    connection.reset();
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 5);
  put_sqlite_on(nullptr, 0);
}

// On the machine's own disk: what a process that was killed has left there.
TEST(Storage, OpensALedgerWhoseLogWasLeftLong) {
  const test::TemporaryDirectory folder;
  const std::string left = folder.path() + "/left.db", found = folder.path() + "/found.db";
  const auto connection = sql::open_sqlite(left, sql::Access::write);
  connection->run_script("CREATE TABLE thing (it INTEGER)");
  while (std::filesystem::file_size(left + "-wal") < 500'000) insert(*connection);
  for (const char* part : {"", "-wal"}) std::filesystem::copy_file(left + part, found + part);
  EXPECT_EQ(rows(*sql::open_sqlite(found, sql::Access::write)), rows(*connection));
}

// The sync of a commit fails, the process ends, the next one reads the commit out of memory and
// builds upon it; then the power goes.
TEST(Storage, KeepsWhatWasCommittedBehindASyncThatFailed) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Disk disk;
    Dice dice(seed);
    put_sqlite_on(&disk, seed);
    auto connection = sql::open_sqlite(file, sql::Access::write);
    connection->run_script("CREATE TABLE thing (it INTEGER)");
    disk.fail({.at_sync = 1});
    EXPECT_THROW(insert(*connection), sql::Error);
    kill(disk, connection);
    disk.survive();
    put_sqlite_on(&disk, seed);
    connection = sql::open_sqlite(file, sql::Access::write);
    insert(*connection);
    const std::int64_t acknowledged = rows(*connection);
    kill(disk, connection);
    disk.lose_power(dice);
    put_sqlite_on(&disk, seed);
    connection = sql::open_sqlite(file, sql::Access::write);
    EXPECT_EQ(rows(*connection), acknowledged) << "seed " << seed;
  }
  put_sqlite_on(nullptr, 0);
}

}  // namespace
}  // namespace authledger::simulation
