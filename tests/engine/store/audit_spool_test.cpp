// What commands have read beside a writer reaches the audit trail once, whenever a process dies.
#include "engine/store/audit_spool.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/store/audit_verify.hpp"
#include "engine/store/data_directory.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

AuditEntry reading(const std::string& episode) {
  AuditEntry entry = local_entry(Instant::from_microseconds(1'772'000'000'000'000), "read",
                                 "authledger explain", "episode");
  entry.record_id = episode;
  entry.member = "m \"1\"\n\x01 \xc3\xa9";
  return entry;
}

class AuditSpool : public testing::Test {
 protected:
  AuditSpool() { DataDirectory::open_to_write(folder.path()); }

  std::vector<std::string> trail() {
    std::vector<std::string> all;
    const auto reader = DataDirectory::open_to_read(folder.path()).connect_to_read();
    for_each_audit_entry(*reader, "ORDER BY seq", {}, [&](const StoredAuditEntry& it) {
      all.push_back(it.entry.record_id.value_or(it.entry.code));
    });
    return all;
  }

  // What a writer leaves that dies after its commit, when others have written meanwhile.
  void die_before_done(const std::vector<std::string>& written_after) {
    auto data = DataDirectory::open_to_write(folder.path());
    for (const char* it : {"a", "b"}) spool_audit(folder.path(), reading(it));
    const SpooledAudit spooled(folder.path());
    sql::Transaction transaction(data.writer());
    spooled.append_to(data.writer());
    for (const std::string& it : written_after) append_audit(data.writer(), reading(it));
    transaction.commit();
  }

  test::TemporaryDirectory folder;
};

using Texts = std::vector<std::string>;

TEST_F(AuditSpool, IsTakenByTheNextWriterInItsOrderWordForWord) {
  spool_audit(folder.path(), reading("a"));
  spool_audit(folder.path(), reading("b"));
  EXPECT_EQ(trail(), Texts{});
  auto data = DataDirectory::open_to_write(folder.path());
  EXPECT_EQ(trail(), (Texts{"a", "b"}));
  EXPECT_FALSE(has_spooled_audit(folder.path()));
  std::vector<std::string> entries;
  for_each_audit_entry(data.writer(), "ORDER BY seq", {}, [&](const StoredAuditEntry& it) {
    entries.push_back(canonical_entry(0, it.entry));
  });
  EXPECT_EQ(entries, (Texts{canonical_entry(0, reading("a")), canonical_entry(0, reading("b"))}));
  EXPECT_TRUE(verify_audit(data.writer(), known_in(folder.path())).is_whole());
}

TEST_F(AuditSpool, IsNotEnteredTwiceWhenItsWriterDiedAfterTheCommit) {
  die_before_done({"c", "d"});
  spool_audit(folder.path(), reading("e"));
  DataDirectory::open_to_write(folder.path());
  EXPECT_EQ(trail(), (Texts{"a", "b", "c", "d", "e"}));
}

TEST_F(AuditSpool, IsEnteredWhenItsWriterDiedBeforeTheCommit) {
  {
    auto data = DataDirectory::open_to_write(folder.path());
    for (const char* it : {"a", "b"}) spool_audit(folder.path(), reading(it));
    const SpooledAudit spooled(folder.path());
    sql::Transaction transaction(data.writer());
    spooled.append_to(data.writer());
  }
  DataDirectory::open_to_write(folder.path());
  EXPECT_EQ(trail(), (Texts{"a", "b"}));
}

TEST_F(AuditSpool, KeepsWhatIsNoEntryAsSuch) {
  spool_audit(folder.path(), reading("a"));
  std::ofstream(folder.path() + "/audit-spool", std::ios::app)
      << "{\"action\":\"read\",\"surprise\":1}\nnot JSON\n"
      << canonical_entry(0, reading("torn")).substr(0, 40);
  DataDirectory::open_to_write(folder.path());
  EXPECT_EQ(trail(), (Texts{"a", "unreadable_entry", "unreadable_entry", "unreadable_entry"}));
}

TEST_F(AuditSpool, IsForItsOwnerOnly) {
  spool_audit(folder.path(), reading("a"));
  const auto mode = std::filesystem::status(folder.path() + "/audit-spool").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(AuditSpool, BelongsToWhomTheDirectoryBelongs) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
  constexpr uid_t somebody = 4'711;
  ASSERT_EQ(chown(folder.path().c_str(), somebody, somebody), 0);
  spool_audit(folder.path(), reading("a"));
  struct stat there {};
  ASSERT_EQ(stat((folder.path() + "/audit-spool").c_str(), &there), 0);
  EXPECT_EQ(there.st_uid, somebody);
  EXPECT_EQ(there.st_gid, somebody);
}

TEST_F(AuditSpool, LosesNothingWhileManyReadAndOneTakes) {
  constexpr std::size_t readers = 4, readings = 50;
  auto data = DataDirectory::open_to_write(folder.path());
  std::atomic<std::size_t> finished = 0;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < readers; ++i)
    threads.emplace_back([&, i] {
      for (std::size_t k = 0; k < readings; ++k)
        spool_audit(folder.path(), reading(std::to_string(i) + "-" + std::to_string(k)));
      ++finished;
    });
  while (finished < readers) take_spooled_audit(data.writer(), folder.path());
  for (std::thread& it : threads) it.join();
  take_spooled_audit(data.writer(), folder.path());
  Texts entered = trail();
  EXPECT_EQ(entered.size(), readers * readings);
  std::sort(entered.begin(), entered.end());
  EXPECT_EQ(std::unique(entered.begin(), entered.end()), entered.end());
}

}  // namespace
}  // namespace authledger::store
