// What the chain finds in a ledger that was changed behind the program's back, and what the anchor
// finds in one that is whole, but not the one that was acknowledged.
#include "engine/store/chain.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "engine/store/anchor.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/old_chain.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/tables.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

namespace fs = std::filesystem;
using test::TemporaryDirectory;

const Instant now = *parse_instant("2026-03-02T12:00:00Z");

void enter_register(sql::Connection& writer) {
  sql::Transaction transaction(writer);
  enter_facility(writer, {"main", "Main", "", *Zone::find("America/Chicago"), {}}, now);
  enter_document(writer, {"m-1", "note.txt", "text/plain", "a note"}, now);
  transaction.commit();
}

PostedEvent admission(int number) {
  const std::string text = std::to_string(number);
  EpisodeAdmitted admitted;
  admitted.episode = "E" + text;
  admitted.date = *parse_date("2026-03-02");
  admitted.level_of_care = "iop";
  PostedEvent event;
  event.id = "ev-" + text;
  event.episode = "E" + text;
  event.fact = admitted;
  return event;
}

void record_some(sql::Connection& writer, int first, int count) {
  for (int i = first; i < first + count; ++i) {
    sql::Transaction transaction(writer);
    const auto recorded = record(writer, PolicyBook(), std::vector{admission(i)}, now);
    ASSERT_EQ(recorded.front().verdict, Verdict::created) << summary(recorded.front().problems);
    transaction.commit();
  }
}

std::vector<std::string> faults_of(sql::Connection& connection) {
  std::vector<std::string> faults;
  check_chain(connection, [&](std::string fault) { faults.push_back(std::move(fault)); });
  return faults;
}

// A ledger with eight events, on which somebody then runs a script.
std::vector<std::string> faults_after(const std::string& script) {
  const TemporaryDirectory folder;
  auto data = DataDirectory::open_to_write(folder.path());
  enter_register(data.writer());
  record_some(data.writer(), 1, 8);
  EXPECT_EQ(faults_of(data.writer()), std::vector<std::string>{});
  data.writer().run_script(script);
  return faults_of(data.writer());
}

std::string break_at(int position, const std::string& event) {
  return "events: the chain breaks at position " + std::to_string(position) + ", " + event +
         ": it, or what stood before it, is not what was recorded";
}

TEST(Chain, BreaksWhereARowWasChangedTakenOutPutInOrMoved) {
  using Faults = std::vector<std::string>;
  EXPECT_EQ(faults_after("UPDATE event SET fact = replace(fact, '03-02', '03-03')"
                         " WHERE position = 3"),
            Faults{break_at(3, "event 1 of episode E3")});
  EXPECT_EQ(faults_after("UPDATE event SET recorded_at = recorded_at - 1 WHERE position = 8"),
            Faults{break_at(8, "event 1 of episode E8")});
  EXPECT_EQ(faults_after("UPDATE event SET member = '' WHERE position = 2"),
            Faults{break_at(2, "event 1 of episode E2")});
  EXPECT_EQ(faults_after("DELETE FROM event WHERE position = 4;"
                         "UPDATE event SET position = position - 1 WHERE position > 4"),
            Faults{break_at(4, "event 1 of episode E5")});
  EXPECT_EQ(faults_after("UPDATE event SET position = 100 WHERE position = 6;"
                         "UPDATE event SET position = 6 WHERE position = 7;"
                         "UPDATE event SET position = 7 WHERE position = 100"),
            Faults{break_at(6, "event 1 of episode E7")});
  EXPECT_EQ(faults_after("INSERT INTO event SELECT 'E9', 1, 'ev-9', recorded_at, facility, member,"
                         " fact, 9, digest, salt FROM event WHERE position = 8"),
            Faults{break_at(9, "event 1 of episode E9")});
}

TEST(Chain, KnowsTheRegisterAndTheDocuments) {
  using Faults = std::vector<std::string>;
  EXPECT_EQ(faults_after("UPDATE facility SET entry = replace(entry, 'Chicago', 'Denver')"),
            Faults{"facility main: is not what was entered"});
  EXPECT_EQ(faults_after("UPDATE document SET content = 'another note'"),
            Faults{"document m-1: is not what was entered"});
}

// The file as version 8 has it: one digest over the digest before and the row, and no salt.
void make_old(const std::string& directory) {
  const auto file = sql::open_sqlite(ledger_file(directory), sql::Access::write);
  file->run_script(
      "DROP TABLE figures; DROP TABLE threshold; DROP TABLE wording; "
      "DROP TABLE person; DROP TABLE person_link; DROP TABLE browser_session; "
      "DROP TABLE packet; DROP TABLE letter; DROP TABLE letter_endpoint; DROP TABLE digest; DROP "
      "TABLE "
      "delivery_replay; DROP INDEX "
      "delivery_failed; DROP TABLE reminder_threshold; DROP TABLE consent; DROP TABLE legal_hold; "
      "DROP TABLE "
      "legal_hold_end;"
      " DROP TABLE purged_event; DROP TABLE purge; ALTER TABLE event DROP COLUMN salt; UPDATE "
      "tables_version SET version = 8");
  write_old_digests(*file);
}

ChainLink old_head(const std::string& directory) {
  ChainLink head;
  sql::open_sqlite(ledger_file(directory), sql::Access::read)
      ->run("SELECT position, digest FROM event ORDER BY position DESC LIMIT 1", {},
            [&](const sql::Row& row) {
              head = {row.integer(0), std::string(row.text(1))};
            });
  return head;
}

std::string refusal_of(const std::string& directory) {
  try {
    DataDirectory::open_to_write(directory);
  } catch (const sql::Error& error) {
    return error.what();
  }
  return "";
}

// As a process leaves it that dies after it has brought the file up to date: the anchor, too, is
// the old one, and the power may have left it a few commits behind.
TEST(Chain, OfAnOlderFileIsLinkedAnewAndItsAnchorStillCounts) {
  for (const std::int64_t anchored_at : {8, 5}) {
    const TemporaryDirectory folder;
    {
      auto data = DataDirectory::open_to_write(folder.path());
      enter_register(data.writer());
      record_some(data.writer(), 1, 8);
    }
    make_old(folder.path());
    ChainLink anchored = old_head(folder.path());
    if (anchored_at != anchored.position)
      anchored = {anchored_at,
                  old_chain_digest(*sql::open_sqlite(ledger_file(folder.path()), sql::Access::read),
                                   anchored_at)};
    fs::remove(anchor_file(folder.path()));
    Anchor(anchor_file(folder.path())).move_to(anchored);
    {
      const auto migrated = sql::open_sqlite(ledger_file(folder.path()), sql::Access::write);
      open_tables(*migrated);
      EXPECT_EQ(faults_of(*migrated), std::vector<std::string>{});
    }
    EXPECT_EQ(refusal_of(folder.path()), "");
    EXPECT_NE(Anchor(anchor_file(folder.path())).read()->digest, anchored.digest);
    anchored.digest[0] ^= 1;
    fs::remove(anchor_file(folder.path()));
    Anchor(anchor_file(folder.path())).move_to(anchored);
    EXPECT_NE(refusal_of(folder.path()), "");
  }
}

TEST(Chain, OfAnOlderFileThatWasBentIsNotLinkedAnew) {
  const TemporaryDirectory folder;
  {
    auto data = DataDirectory::open_to_write(folder.path());
    enter_register(data.writer());
    record_some(data.writer(), 1, 8);
  }
  make_old(folder.path());
  sql::open_sqlite(ledger_file(folder.path()), sql::Access::write)
      ->run_script("UPDATE event SET fact = replace(fact, '03-02', '03-03') WHERE position = 3");
  EXPECT_NE(refusal_of(folder.path()).find("the chain of events breaks at position 3"),
            std::string::npos);
}

TEST(Anchor, RefusesALedgerThatIsAnOlderCopyOfItself) {
  const TemporaryDirectory folder;
  const std::string ledger = ledger_file(folder.path()), old = folder.path() + "/old";
  {
    auto data = DataDirectory::open_to_write(folder.path());
    enter_register(data.writer());
    record_some(data.writer(), 1, 3);
  }
  fs::copy_file(ledger, old);
  { record_some(DataDirectory::open_to_write(folder.path()).writer(), 4, 2); }
  EXPECT_EQ(refusal_of(folder.path()), "");
  fs::copy_file(old, ledger, fs::copy_options::overwrite_existing);
  EXPECT_NE(refusal_of(folder.path())
                .find("ends at position 3, but the events up to position 5 were acknowledged"),
            std::string::npos);
  EXPECT_TRUE(DataDirectory::accept_rollback(folder.path()));
  EXPECT_FALSE(DataDirectory::accept_rollback(folder.path()));
  EXPECT_EQ(refusal_of(folder.path()), "");
}

TEST(Anchor, RefusesALedgerWithAnotherPast) {
  const TemporaryDirectory folder, other;
  for (const auto& [directory, first] : {std::pair(&folder, 1), std::pair(&other, 11)}) {
    auto data = DataDirectory::open_to_write(directory->path());
    enter_register(data.writer());
    record_some(data.writer(), first, 3);
  }
  fs::copy_file(ledger_file(other.path()), ledger_file(folder.path()),
                fs::copy_options::overwrite_existing);
  EXPECT_NE(refusal_of(folder.path()).find("up to position 3 are not those"), std::string::npos);
}

TEST(Anchor, SurvivesAWriteThatWasTorn) {
  const TemporaryDirectory folder;
  Anchor anchor(anchor_file(folder.path()));
  for (std::int64_t position = 1; position <= 5; ++position)
    anchor.move_to({position, std::string(32, 'd')});
  EXPECT_EQ(anchor.read()->position, 5);
  for (const std::size_t slot : {std::size_t{0}, std::size_t{512}}) {
    std::fstream file(anchor_file(folder.path()));
    std::string before(512, '\0');
    file.seekg(static_cast<std::streamoff>(slot)).read(before.data(), 512);
    file.seekp(static_cast<std::streamoff>(slot + 3)).write("torn", 4).flush();
    const auto read = anchor.read();
    ASSERT_TRUE(read);
    EXPECT_GE(read->position, 4);
    file.seekp(static_cast<std::streamoff>(slot)).write(before.data(), 512).flush();
  }
  EXPECT_EQ(anchor.read()->position, 5);
}

// Every bit of a row counts: none of a thousand flips in rows that are the truth goes unseen.
TEST(Chain, FindsEveryBitThatFlipsInAProtectedRow) {
  const TemporaryDirectory folder;
  auto data = DataDirectory::open_to_write(folder.path());
  enter_register(data.writer());
  record_some(data.writer(), 1, 4);
  std::mt19937 random(11);
  const std::vector<std::pair<std::string, std::string>> columns{
      {"event", "fact"}, {"event", "id"}, {"event", "digest"}, {"document", "content"}};
  for (int i = 0; i < 1'000; ++i) {
    const auto& [table, column] = columns[random() % columns.size()];
    data.writer().begin();
    std::int64_t row = 0;
    std::string value;
    const std::string key = table == "event" ? "position" : "received_at";
    data.writer().run("SELECT " + key + ", CAST(" + column + " AS BLOB) FROM " + table +
                          " ORDER BY random() LIMIT 1",
                      {}, [&](const sql::Row& found) {
                        row = found.integer(0);
                        value = found.text(1);
                      });
    value[random() % value.size()] ^= static_cast<char>(1 << random() % 8);
    data.writer().run("UPDATE " + table + " SET " + column + " = $2 WHERE " + key + " = $1",
                      {row, sql::Bytes{value}}, sql::ignore_rows);
    ASSERT_EQ(faults_of(data.writer()).size(), 1u) << table << "." << column << " of " << row;
    data.writer().rollback();
  }
  EXPECT_EQ(faults_of(data.writer()), std::vector<std::string>{});
}

}  // namespace
}  // namespace authledger::store
