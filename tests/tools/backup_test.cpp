// backup and restore: a copy of one moment while the ledger is written to, and nothing else than a
// whole one put back.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "engine/store/data_directory.hpp"
#include "engine/store/event_list.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/verify.hpp"
#include "tests/engine/store/old_tables.hpp"
#include "tests/server/client.hpp"
#include "tests/server/daemon.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::set<std::string> names_in(const std::string& directory) {
  std::set<std::string> names;
  if (fs::exists(directory))
    for (const auto& entry : fs::directory_iterator(directory))
      names.insert(entry.path().filename().string());
  return names;
}

PostedEvent admitted(const std::string& episode) {
  EpisodeAdmitted fact;
  fact.episode = episode;
  fact.date = *parse_date("2026-03-02");
  fact.level_of_care = "iop";
  return {"adm-" + episode, episode, {}, {}, {}, fact, {}};
}

class Backup : public testing::Test {
 protected:
  Backup() {
    fs::create_directories(directory + "/payers");
    auto ledger = store::DataDirectory::open_to_write(paths.data);
    sql::Transaction transaction(ledger.writer());
    store::enter_facility(ledger.writer(), {"F1", "Sample", "", *Zone::find("America/Chicago"), {}},
                          now);
    transaction.commit();
    for (int i = 0; i < 30; ++i) post(ledger, "E" + std::to_string(i));
  }

  void post(store::DataDirectory& ledger, const std::string& episode) const {
    const PolicyBook book = empty_book();
    const std::vector<PostedEvent> events{admitted(episode)};
    sql::Transaction transaction(ledger.writer());
    ASSERT_EQ(store::record(ledger.writer(), book, events, now).front().verdict,
              store::Verdict::created);
    transaction.commit();
  }

  static PolicyBook empty_book() {
    PolicyBook book;
    book.fingerprint = "crc32:0";  // of a folder without documents
    return book;
  }

  int back_up() { return back_up_store(paths, {copy, nullptr}, said); }
  int put_back() { return restore_store(target, {copy, nullptr}, said); }

  static std::vector<std::string> events_in(const std::string& data) {
    std::vector<std::string> ids;
    const auto reader = store::DataDirectory::open_to_read(data).connect_to_read();
    for (const auto& event : store::events_after(*reader, 0, {.events = 1'000'000}))
      ids.push_back(event.posted.id);
    return ids;
  }

  test::TemporaryDirectory temporary;
  const std::string& directory = temporary.path();
  const StorePaths paths{directory + "/data", directory + "/payers"};
  const StorePaths target{directory + "/restored", directory + "/payers"};
  const std::string copy = directory + "/copy.db";
  const Instant now = *parse_instant("2026-03-10T15:00:00Z");
  std::ostringstream said;
};

TEST_F(Backup, IsOneFileForItsOwnerWithItsChecksumAndComesBackAsItWas) {
  ASSERT_EQ(back_up(), exit_done) << said.str();
  EXPECT_EQ(said.str(),
            "warning: " + copy +
                " is not encrypted: whoever can read it reads every member's record; see"
                " --key-file\nwrote " +
                copy + ": 30 episodes, 30 events\n");
  EXPECT_EQ(names_in(directory),
            (std::set<std::string>{"copy.db", "copy.db.sha256", "data", "payers"}));
  EXPECT_EQ(fs::status(copy).permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::system(("cd " + directory + " && sha256sum --status -c copy.db.sha256").c_str()),
            0);
  EXPECT_EQ(bytes_of(copy).substr(18, 2), "\x01\x01") << "it wants no log beside it";

  ASSERT_EQ(put_back(), exit_done) << said.str();
  EXPECT_EQ(events_in(target.data), events_in(paths.data));
  EXPECT_EQ(verify_store(target, said), exit_done) << said.str();
  EXPECT_EQ(fs::status(target.data).permissions() & fs::perms::all, fs::perms::owner_all);
  EXPECT_EQ(names_in(target.data), (std::set<std::string>{"ledger.db", "writer.lock"}));
  auto ledger = store::DataDirectory::open_to_write(target.data);
  post(ledger, "after");
}

TEST_F(Backup, IsOfOneMomentWhileTheLedgerIsWrittenTo) {
  std::atomic<bool> is_over = false;
  std::atomic<int> posted = 30;
  auto ledger = store::DataDirectory::open_to_write(paths.data);
  std::thread writer([&] {
    while (!is_over) {
      post(ledger, "E" + std::to_string(posted));
      ++posted;
    }
  });
  std::size_t largest = 0;
  for (int i = 0; i < 5; ++i) {
    const auto acknowledged = static_cast<std::size_t>(posted);
    EXPECT_EQ(back_up(), exit_done) << said.str();
    const StorePaths other{directory + "/restored-" + std::to_string(i), paths.payers};
    ASSERT_EQ(restore_store(other, {copy, nullptr}, said), exit_done) << said.str();
    const auto ids = events_in(other.data);
    EXPECT_GE(ids.size(), acknowledged);
    for (std::size_t n = 0; n < ids.size(); ++n) EXPECT_EQ(ids[n], "adm-E" + std::to_string(n));
    largest = std::max(largest, ids.size());
  }
  is_over = true;
  writer.join();
  EXPECT_GT(largest, 30u) << "nothing was written meanwhile";
}

TEST_F(Backup, OfADamagedLedgerIsNotWrittenOverAnEarlierOne) {
  ASSERT_EQ(back_up(), exit_done);
  const std::string before = bytes_of(copy);
  {
    auto ledger = store::DataDirectory::open_to_write(paths.data);
    ledger.writer().run_script("UPDATE event SET fact = '{\"type\":\"nonsense\"}' WHERE seq = 1");
  }
  EXPECT_EQ(back_up(), exit_store);
  EXPECT_NE(said.str().find("was not written"), std::string::npos);
  EXPECT_EQ(bytes_of(copy), before);
  EXPECT_FALSE(fs::exists(copy + ".part"));
}

TEST_F(Backup, WithDerivedRowsThatDifferIsKeptAndSaysSo) {
  {
    auto ledger = store::DataDirectory::open_to_write(paths.data);
    ledger.writer().run_script("UPDATE episode SET is_open = 0 WHERE id = 'E1'");
  }
  EXPECT_EQ(back_up(), exit_refused);
  EXPECT_EQ(put_back(), exit_refused);
  EXPECT_NE(said.str().find("run nightly"), std::string::npos);
  EXPECT_EQ(events_in(target.data).size(), 30u);
}

TEST_F(Backup, BelongsElsewhereThanTheLedger) {
  for (const char* name : {"/data/ledger.db", "/data/copy.db", "/payers/../data/copy.db"})
    EXPECT_THROW(back_up_store(paths, {directory + name, nullptr}, said), sql::Error) << name;
  EXPECT_THROW(back_up_store(paths, {directory + "/nowhere/copy.db", nullptr}, said), sql::Error);
  EXPECT_THROW(back_up_store(target, {copy, nullptr}, said), sql::Error) << "there is no ledger";
  EXPECT_EQ(events_in(paths.data).size(), 30u);
}

TEST_F(Backup, IsNotRestoredOverALedgerNorBesideAWriter) {
  ASSERT_EQ(back_up(), exit_done);
  EXPECT_THROW(restore_store(paths, {copy, nullptr}, said), sql::Error);
  EXPECT_EQ(events_in(paths.data).size(), 30u);

  auto writing = store::DataDirectory::open_to_write(target.data);
  EXPECT_THROW(put_back(), sql::Error);
}

TEST_F(Backup, IsRestoredOverALedgerThatHasNothingYetButItsFirstFacility) {
  ASSERT_EQ(back_up(), exit_done);
  {
    auto fresh = store::DataDirectory::open_to_write(target.data);
    sql::Transaction transaction(fresh.writer());
    store::enter_facility(fresh.writer(), {"main", "Main", "", *Zone::find("UTC"), {}}, now);
    transaction.commit();
  }
  EXPECT_EQ(put_back(), exit_done) << said.str();
  EXPECT_EQ(events_in(target.data).size(), 30u);
}

TEST_F(Backup, ALedgerWithAnythingElseIsNotReplaced) {
  ASSERT_EQ(back_up(), exit_done);
  Member sam;
  sam.id = "m1";
  sam.name = "Sam Example";
  int number = 0;
  const auto refuses = [&](const auto& enter) {
    const StorePaths other{directory + "/other-" + std::to_string(++number), paths.payers};
    {
      auto ledger = store::DataDirectory::open_to_write(other.data);
      sql::Transaction transaction(ledger.writer());
      enter(ledger.writer());
      transaction.commit();
    }
    EXPECT_THROW(restore_store(other, {copy, nullptr}, said), sql::Error) << number;
  };
  refuses([&](sql::Connection& to) { store::enter_member(to, sam, now); });
  refuses([&](sql::Connection& to) {
    store::enter_document(to, {"m1", "note", "text/plain", "Invented."}, now);
  });
  refuses([&](sql::Connection& to) {
    for (const char* id : {"main", "north"})
      store::enter_facility(to, {id, "Sample", "", *Zone::find("UTC"), {}}, now);
  });
}

TEST_F(Backup, WhatIsNoneIsRefusedBeforeTheTargetIsTouched) {
  ASSERT_EQ(back_up(), exit_done);
  const std::string whole = bytes_of(copy);
  fs::remove(copy + ".sha256");
  const auto newer = [&] {
    const auto database = sql::open_sqlite(copy, sql::Access::write);
    database->run_script("UPDATE tables_version SET version = 99; PRAGMA journal_mode=DELETE");
  };
  for (const auto& spoil : std::vector<std::function<void()>>{
           [&] { write_bytes(copy, ""); }, [&] { write_bytes(copy, "Invented."); },
           [&] { write_bytes(copy, whole.substr(0, whole.size() / 2)); },
           [&] { write_bytes(copy, std::string(whole.size(), '\0')); }, newer,
           [&] { fs::remove(copy); }}) {
    write_bytes(copy, whole);
    spoil();
    EXPECT_EQ(put_back(), exit_usage) << said.str();
    EXPECT_EQ(names_in(target.data), std::set<std::string>{});
  }
}

TEST_F(Backup, WithOneByteChangedIsRefusedBeforeTheTargetIsTouched) {
  ASSERT_EQ(back_up(), exit_done);
  const std::string whole = bytes_of(copy);
  std::mt19937 random(76);
  for (int i = 0; i < 200; ++i) {
    std::string changed = whole;
    changed[random() % changed.size()] ^= static_cast<char>(1 << random() % 8);
    write_bytes(copy, changed);
    EXPECT_EQ(put_back(), exit_usage);
  }
  EXPECT_FALSE(fs::exists(target.data));
}

TEST_F(Backup, OfAnEarlierVersionIsBroughtUpToDate) {
  {
    const auto old = sql::open_sqlite(copy, sql::Access::write);
    old->run_script(test::tables_of_version_1);
    old->run_script("INSERT INTO tables_version (version) VALUES (1)");
    old->run_script("ATTACH DATABASE '" + paths.data + "/ledger.db' AS now");
    old->run_script(
        "INSERT INTO event SELECT episode, seq, id, recorded_at, facility, member, fact"
        " FROM now.event");
    old->run_script("INSERT INTO facility SELECT id, recorded_at, entry FROM now.facility");
    old->run_script("INSERT INTO balance SELECT * FROM now.balance");
    old->run_script("INSERT INTO episode SELECT " + std::string(test::columns_of_old_episodes) +
                    " FROM now.episode");
    old->run_script("INSERT INTO obligation SELECT " +
                    std::string(test::columns_of_old_obligations) + " FROM now.obligation");
  }
  const std::string before = bytes_of(copy);
  EXPECT_EQ(put_back(), exit_done) << said.str();
  EXPECT_EQ(events_in(target.data).size(), 30u);
  EXPECT_EQ(bytes_of(copy), before) << "the backup itself stays as it was";
}

TEST_F(Backup, UnderAKeyHoldsNothingInTheClearAndComesBackAsItWas) {
  create_key_file(directory + "/key");
  const BackupFile sealed{copy, read_key_file(directory + "/key")};
  ASSERT_EQ(back_up_store(paths, sealed, said), exit_done) << said.str();
  EXPECT_EQ(said.str(), "wrote " + copy + ": 30 episodes, 30 events\n");
  EXPECT_EQ(names_in(directory),
            (std::set<std::string>{"copy.db", "copy.db.sha256", "data", "key", "payers"}));
  EXPECT_EQ(names_in(paths.data).count("sealing"), 0u) << "the copy in the clear is gone";
  EXPECT_EQ(fs::status(copy).permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);
  for (const char* text : {"SQLite", "adm-E1", "episode", "America/Chicago"})
    EXPECT_EQ(bytes_of(copy).find(text), std::string::npos) << text;
  ASSERT_EQ(restore_store(target, sealed, said), exit_done) << said.str();
  EXPECT_EQ(events_in(target.data), events_in(paths.data));
  EXPECT_EQ(names_in(target.data), (std::set<std::string>{"ledger.db", "writer.lock"}));
  EXPECT_THROW(back_up_store(paths, {paths.data + "/copy.db", sealed.key}, said),
               std::runtime_error);
}

TEST_F(Backup, UnderAKeyIsRestoredWithItAloneAndUnchanged) {
  create_key_file(directory + "/key");
  create_key_file(directory + "/other");
  const auto key = read_key_file(directory + "/key"), other = read_key_file(directory + "/other");
  ASSERT_EQ(back_up_store(paths, {copy, key}, said), exit_done) << said.str();
  const std::string whole = bytes_of(copy);
  EXPECT_EQ(restore_store(target, {copy, nullptr}, said), exit_usage);
  EXPECT_EQ(restore_store(target, {copy, other}, said), exit_usage);
  EXPECT_NE(said.str().find("under another key; nothing was restored"), std::string::npos);
  fs::remove(copy + ".sha256");
  for (const std::string& bad :
       {whole.substr(0, whole.size() - 1), whole.substr(0, whole.size() / 2), whole + "x",
        whole.substr(0, 16), std::string()}) {
    write_bytes(copy, bad);
    EXPECT_EQ(restore_store(target, {copy, key}, said), exit_usage) << bad.size();
  }
  EXPECT_FALSE(fs::exists(target.data));
}

TEST_F(Backup, InTheClearIsNotTakenForOneUnderAKey) {
  create_key_file(directory + "/key");
  ASSERT_EQ(back_up(), exit_done);
  EXPECT_EQ(restore_store(target, {copy, read_key_file(directory + "/key")}, said), exit_usage);
  EXPECT_FALSE(fs::exists(target.data));
}

TEST_F(Backup, TakesItsKeyFromAFileOrADescriptor) {
  const std::string program = "cd " + directory + " && " + AUTHLEDGER_PROGRAM + " ";
  const auto run = [&](const std::string& words) {
    const int status = std::system((program + words + " >/dev/null 2>&1").c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  };
  EXPECT_EQ(run("backup-key create key"), exit_done);
  EXPECT_EQ(run("backup-key create key"), exit_usage) << "it is there already";
  const std::string places = " --data data --payers payers";
  EXPECT_EQ(run("backup --out b1 --key-file key" + places), exit_done);
  EXPECT_EQ(run("restore b1 --key-fd 9 --data r1 --payers payers 9<key"), exit_done);
  EXPECT_EQ(events_in(directory + "/r1"), events_in(paths.data));
  EXPECT_EQ(run("backup --out b2 --key-file key --key-fd 9" + places + " 9<key"), exit_usage);
  EXPECT_EQ(run("backup --out b2 --key-fd 9" + places + " 9</dev/null"), exit_usage);
  fs::permissions(directory + "/key", fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(run("backup --out b2 --key-file key" + places), exit_usage);
  EXPECT_FALSE(fs::exists(directory + "/b2"));
}

TEST_F(Backup, OfARunningServiceIsAStartForAnother) {
  const std::string payers = std::string(AUTHLEDGER_SOURCE_DIR) + "/payers";
  const auto flags = [&](const std::string& data) {
    return std::vector<std::string>{"--data",   data,          "--payers",    payers,
                                    "--listen", "127.0.0.1:0", "--log-level", "off"};
  };
  test::Daemon daemon(flags(paths.data));
  test::Client client(daemon.port());
  client.send(test::post_request("/v1/events",
                                 R"({"id": "a", "episode": "last", "type": "episode.admitted",)"
                                 R"( "date": "2026-03-02", "level_of_care": "iop"})"));
  ASSERT_EQ(client.receive()->status, 201);
  const std::string program = std::string(AUTHLEDGER_PROGRAM) + " ";
  const std::string store = " --payers " + payers + " --data ";
  EXPECT_EQ(
      std::system(
          (program + "backup --out " + copy + store + paths.data + " >/dev/null 2>&1").c_str()),
      0);
  EXPECT_NE(
      std::system((program + "restore " + copy + store + paths.data + " >/dev/null 2>&1").c_str()),
      0);
  EXPECT_EQ(
      std::system((program + "restore " + copy + store + target.data + " >/dev/null 2>&1").c_str()),
      0);
  test::Daemon other(flags(target.data));
  test::Client reader(other.port());
  reader.send(test::get_request("/v1/changes?after=30"));
  const auto received = reader.receive();
  ASSERT_TRUE(received);
  EXPECT_NE(received->body.find(R"("position":31,"seq":1)"), std::string::npos) << received->body;
  EXPECT_EQ(daemon.end(SIGTERM), 0);
  EXPECT_EQ(other.end(SIGTERM), 0);
}

}  // namespace
}  // namespace authledger::tools
