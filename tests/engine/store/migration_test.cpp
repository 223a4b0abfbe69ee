// Files of earlier versions: brought up to date whole, or left as they were.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "engine/json/event_codec.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/event_list.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/tables.hpp"
#include "engine/store/verify.hpp"
#include "tests/engine/store/old_tables.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

Instant at(std::string_view text) {
  return *parse_instant(text);
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

using Texts = std::vector<std::string>;

Texts rows_of(sql::Connection& connection, std::string_view statement, int columns) {
  Texts rows;
  connection.run(statement, {}, [&](const sql::Row& row) {
    std::string& text = rows.emplace_back();
    for (int i = 0; i < columns; ++i) text += std::string(row.text(i)) + "|";
  });
  return rows;
}

Texts tables_in(sql::Connection& connection) {
  Texts rows = rows_of(connection,
                       R"(SELECT m.type, m.name, m.tbl_name, c.name, c.type, c."notnull", c.pk
                          FROM sqlite_master AS m LEFT JOIN pragma_table_info(m.name) AS c
                          ORDER BY 1, 2, 3, c.cid)",
                       7);
  for (std::string& row : rows_of(connection,
                                  R"(SELECT l.name, l."unique", l.partial, i.seqno, i.name
                                     FROM sqlite_master AS m, pragma_index_list(m.name) AS l,
                                          pragma_index_info(l.name) AS i
                                     WHERE m.type = 'table' ORDER BY 1, 4)",
                                  5))
    rows.push_back(std::move(row));
  return rows;
}

Texts events_in(sql::Connection& connection) {
  return rows_of(connection,
                 "SELECT episode, seq, id, recorded_at, ifnull(facility, ''), ifnull(member, ''),"
                 " fact FROM event ORDER BY episode, seq",
                 7);
}

PostedEvent admitted(const std::string& episode, std::string_view recorded_at) {
  EpisodeAdmitted fact;
  fact.episode = episode;
  fact.date = *parse_date("2026-03-02");
  fact.level_of_care = "iop";
  return {"adm-" + episode, episode, {}, {}, at(recorded_at), fact, {}};
}

PostedEvent discharged(const std::string& episode, std::string_view recorded_at) {
  EpisodeDischarged fact;
  fact.date = parse_date("2026-03-09");
  return {"dis-" + episode, episode, {}, {}, at(recorded_at), fact, {}};
}

// A ledger file with what the earlier program would have written: the rows of this one, without
// the columns that came later.
class OldFile : public testing::Test {
 protected:
  OldFile() {
    {
      auto fresh = DataDirectory::open_to_write(folder.path() + "/fresh");
      enter_facility(fresh.writer(), {"F1", "Sample", "", *Zone::find("America/Chicago"), {}},
                     at("2026-03-01T00:00:00Z"));
      const std::vector<PostedEvent> events{
          admitted("E2", "2026-03-02T15:00:00Z"), admitted("E1", "2026-03-02T15:00:00Z"),
          discharged("E2", "2026-03-09T15:00:00Z"), admitted("E3", "2026-03-05T15:00:00Z")};
      for (const Recorded& it : record(fresh.writer(), book, events, at("2026-03-10T15:00:00Z")))
        EXPECT_EQ(it.verdict, Verdict::created) << summary(it.problems);
    }
    const auto old = sql::open_sqlite(file, sql::Access::write);
    old->run_script(test::tables_of_version_1);
    old->run_script("INSERT INTO tables_version (version) VALUES (1)");
    old->run_script("ATTACH DATABASE '" + folder.path() + "/fresh/ledger.db' AS fresh");
    old->run_script(
        "INSERT INTO event SELECT episode, seq, id, recorded_at, facility, member, fact"
        " FROM fresh.event");
    old->run_script("INSERT INTO facility SELECT id, recorded_at, entry FROM fresh.facility");
    old->run_script("INSERT INTO obligation SELECT " +
                    std::string(test::columns_of_old_obligations) + " FROM fresh.obligation");
    old->run_script("INSERT INTO balance SELECT * FROM fresh.balance");
    old->run_script("INSERT INTO episode SELECT " + std::string(test::columns_of_old_episodes) +
                    " FROM fresh.episode");
    before = events_in(*old);
  }

  test::TemporaryDirectory folder;
  std::string file = folder.path() + "/ledger.db";
  PolicyBook book;
  Texts before;
};

TEST_F(OldFile, OfVersionOneKeepsEveryEventAndVerifies) {
  auto data = DataDirectory::open_to_write(folder.path());
  ASSERT_EQ(before.size(), 4u);
  EXPECT_EQ(events_in(data.writer()), before);
  const auto reader = data.connect_to_read();
  const Verification result = verify(*reader, book, [](std::size_t, std::size_t) {});
  EXPECT_EQ(result.differences, Texts{});
  EXPECT_EQ(result.events, 4u);
  EXPECT_EQ(result.under_other_policies, 0u);
}

TEST_F(OldFile, GetsPositionsByWhenEachEventWasLearnedAndGoesOnFromThere) {
  auto data = DataDirectory::open_to_write(folder.path());
  const std::vector<PostedEvent> more{discharged("E1", "2026-03-01T00:00:00Z")};
  ASSERT_EQ(record(data.writer(), book, more, at("2026-03-11T15:00:00Z")).front().verdict,
            Verdict::created);
  Texts ids;
  std::int64_t position = 0;
  for (const ListedEvent& event : events_after(data.writer(), 0, {})) {
    ids.push_back(event.posted.id);
    EXPECT_EQ(event.position, ++position);
  }
  EXPECT_EQ(ids, (Texts{"adm-E1", "adm-E2", "adm-E3", "dis-E2", "dis-E1"}));
}

TEST_F(OldFile, HasTheTablesOfAFreshOneAfterwards) {
  auto migrated = DataDirectory::open_to_write(folder.path());
  auto fresh = DataDirectory::open_to_write(folder.path() + "/fresh");
  EXPECT_EQ(tables_in(migrated.writer()), tables_in(fresh.writer()));
}

TEST_F(OldFile, IsNotReadAsItIsAndTheRefusalSaysWhatToDo) {
  try {
    DataDirectory::open_to_read(folder.path());
    FAIL() << "it was read";
  } catch (const sql::Error& error) {
    EXPECT_NE(std::string(error.what()).find("has tables of version 1"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("brings it up to date"), std::string::npos);
  }
}

TEST_F(OldFile, StaysAsItWasWhenItsMigrationFails) {
  {  // in the way of the last statement of the step
    const auto old = sql::open_sqlite(file, sql::Access::write);
    old->run_script("CREATE TABLE idempotency_recorded_at (in_the_way TEXT)");
  }
  Texts tables;
  {
    const auto old = sql::open_sqlite(file, sql::Access::write);
    tables = tables_in(*old);
  }
  EXPECT_THROW(DataDirectory::open_to_write(folder.path()), sql::Error);
  const auto old = sql::open_sqlite(file, sql::Access::write);
  EXPECT_EQ(tables_in(*old), tables);
  EXPECT_EQ(events_in(*old), before);
  EXPECT_EQ(rows_of(*old, "SELECT version FROM tables_version", 1), Texts{"1|"});
  old->run_script("DROP TABLE idempotency_recorded_at");
  EXPECT_NO_THROW(DataDirectory::open_to_write(folder.path())) << "once it can be done, it is";
}

TEST_F(OldFile, IsBroughtUpOnlyOnce) {
  { DataDirectory::open_to_write(folder.path()); }
  const std::string whole = bytes_of(file);
  { DataDirectory::open_to_write(folder.path()); }
  EXPECT_EQ(bytes_of(file), whole);
}

TEST(NewerFile, IsNotTouched) {
  const test::TemporaryDirectory folder;
  const std::string file = folder.path() + "/ledger.db";
  {
    const auto newer = sql::open_sqlite(file, sql::Access::write);
    newer->run_script("CREATE TABLE tables_version (version BIGINT NOT NULL)");
    newer->run_script("INSERT INTO tables_version (version) VALUES (" +
                      std::to_string(tables_version + 1) + ")");
    newer->run_script("PRAGMA journal_mode=DELETE");  // as some later program may want it
  }
  const std::string whole = bytes_of(file);
  EXPECT_THROW(DataDirectory::open_to_write(folder.path()), sql::Error);
  EXPECT_THROW(DataDirectory::open_to_read(folder.path()), sql::Error);
  EXPECT_EQ(bytes_of(file), whole);
}

TEST(Positions, AreGivenInTheOrderOfCommitmentWithoutGaps) {
  const test::TemporaryDirectory folder;
  const PolicyBook book;
  auto data = DataDirectory::open_to_write(folder.path());
  enter_facility(data.writer(), {"F1", "Sample", "", *Zone::find("America/Chicago"), {}},
                 at("2026-03-01T00:00:00Z"));
  const auto post = [&](std::vector<PostedEvent> events, bool commits) {
    sql::Transaction transaction(data.writer());
    record(data.writer(), book, events, at("2026-03-10T15:00:00Z"));
    if (commits) transaction.commit();
  };
  post({admitted("E2", "2026-03-03T15:00:00Z"), admitted("E1", "2026-03-02T15:00:00Z")}, true);
  post({admitted("E3", "2026-03-02T15:00:00Z")}, false);
  PostedEvent stray = admitted("E4", "2026-03-02T15:00:00Z");
  stray.member = "nobody";
  post({admitted("E2", "2026-03-03T15:00:00Z"), stray, discharged("E2", "2026-03-09T15:00:00Z")},
       true);
  Texts ids;
  for (const ListedEvent& event : events_after(data.writer(), 0, {}))
    ids.push_back(std::to_string(event.position) + " " + event.posted.id);
  EXPECT_EQ(ids, (Texts{"1 adm-E2", "2 adm-E1", "3 dis-E2"}));
  EXPECT_EQ(last_position(data.writer()), 3);
  EXPECT_EQ(events_after(data.writer(), 2, {}).size(), 1u);
  EXPECT_EQ(events_after(data.writer(), 0, {.events = 2}).size(), 2u);
  EXPECT_EQ(events_after(data.writer(), 0, {.bytes = 1}).size(), 1u) << "never none of some";
  EXPECT_TRUE(events_after(data.writer(), 3, {}).empty());
}

}  // namespace
}  // namespace authledger::store
