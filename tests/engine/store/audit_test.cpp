// The audit trail: its canonical form, its chain, its side file and checkpoints, and ten thousand
// ways to bend it, each of which is found.
#include "engine/store/audit.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "engine/base/ed25519.hpp"
#include "engine/base/sha256.hpp"
#include "engine/store/audit_checkpoints.hpp"
#include "engine/store/audit_verify.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/tables.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

namespace fs = std::filesystem;
using test::Dice;
using test::TemporaryDirectory;

constexpr std::int64_t a_day = 86'400'000'000;
const std::int64_t first_at = parse_instant("2026-03-02T12:00:00Z")->microseconds();

AuditEntry entry(std::int64_t number) {
  AuditEntry it{.at = Instant::from_microseconds(first_at + number * 1'000),
                .actor = "key:" + std::to_string(number % 3),
                .roles = "biller ur_lead",
                .action = number % 2 == 0 ? "read" : "change",
                .route = "GET /v1/episodes/{id}",
                .record = "episode"};
  if (number % 4 != 0) it.record_id = "E" + std::to_string(number);
  if (number % 4 == 1) it.member = "m-" + std::to_string(number);
  it.purpose = number % 5 == 0 ? "" : "HPAYMT";
  it.status = 200;
  it.fields = "as_of";
  it.request = "r-" + std::to_string(number);
  return it;
}

void append(sql::Connection& writer, const AuditEntry& it) {
  sql::Transaction transaction(writer);
  append_audit(writer, it);
  transaction.commit();
}

TEST(AuditEntry, IsDigestedAsCanonicalJson) {
  AuditEntry it{.at = Instant::from_microseconds(1'772'452'800'000'000),
                .actor = "oidc:https://idp.example|42",
                .roles = "biller",
                .action = "read",
                .route = "GET /v1/members/{id}",
                .record = "member"};
  it.record_id = "a\"b\\c/\x01\x1f\n\u00e9\u20ac";
  it.status = 200;
  const std::string canonical =
      R"({"action":"read","actor":"oidc:https://idp.example|42","at":1772452800000000,"code":"",)"
      R"("fields":"","purpose":"","record":"member",)"
      R"("record_id":"a\"b\\c/\u0001\u001f\n)"
      "\u00e9\u20ac"
      R"(","request":"","roles":"biller","route":"GET /v1/members/{id}","seq":7,"status":200})";
  EXPECT_EQ(canonical_entry(7, it), canonical);
  EXPECT_EQ(audit_digest_after("before", 7, it), sha256("before" + canonical));
}

TEST(AuditEntry, IsReadAsItWasWritten) {
  const TemporaryDirectory folder;
  auto data = DataDirectory::open_to_write(folder.path());
  for (std::int64_t i = 1; i <= 8; ++i) append(data.writer(), entry(i));
  std::int64_t seq = 0;
  for_each_audit_entry(data.writer(), "ORDER BY seq", {}, [&](const StoredAuditEntry& it) {
    EXPECT_EQ(it.seq, ++seq);
    EXPECT_EQ(canonical_entry(seq, it.entry), canonical_entry(seq, entry(seq)));
  });
  EXPECT_EQ(seq, 8);
  EXPECT_TRUE(verify_audit(data.writer(), known_in(folder.path())).is_whole());
}

TEST(AuditAnchor, RefusesATrailThatIsAnOlderCopyOfItself) {
  const TemporaryDirectory folder;
  const std::string ledger = ledger_file(folder.path()), old = folder.path() + "/old";
  {
    auto data = DataDirectory::open_to_write(folder.path());
    for (std::int64_t i = 1; i <= 3; ++i) append(data.writer(), entry(i));
  }
  fs::copy_file(ledger, old);
  { append(DataDirectory::open_to_write(folder.path()).writer(), entry(4)); }
  fs::copy_file(old, ledger, fs::copy_options::overwrite_existing);
  try {
    DataDirectory::open_to_write(folder.path());
    FAIL() << "it was opened";
  } catch (const sql::Error& error) {
    EXPECT_NE(
        std::string(error.what())
            .find("ends at position 3, but the audit entries up to position 4 were acknowledged"),
        std::string::npos)
        << error.what();
  }
  const auto reader = sql::open_sqlite(ledger, sql::Access::read);
  const auto found = verify_audit(*reader, known_in(folder.path()));
  ASSERT_TRUE(found.bad);
  EXPECT_EQ(found.bad->first, 4);
  EXPECT_TRUE(DataDirectory::accept_rollback(folder.path()));
  auto data = DataDirectory::open_to_write(folder.path());
  std::string action;
  for_each_audit_entry(data.writer(), "ORDER BY seq", {},
                       [&](const StoredAuditEntry& it) { action = it.entry.action; });
  EXPECT_EQ(action, "accept_rollback");
  EXPECT_TRUE(verify_audit(data.writer(), known_in(folder.path())).is_whole());
}

TEST(AuditCheckpoints, AreSignedWithAKeyForTheOwnerOnlyAtTheLatestAfterAThousandEntriesOrADay) {
  const TemporaryDirectory folder;
  auto data = DataDirectory::open_to_write(folder.path());
  const auto count = [&] {
    return verify_audit(data.writer(), known_in(folder.path())).checkpoints;
  };
  append(data.writer(), entry(1));
  EXPECT_FALSE(fs::exists(audit_key_file(folder.path())));
  {
    sql::Transaction transaction(data.writer());
    for (std::int64_t i = 2; i < 1'000; ++i) append_audit(data.writer(), entry(i));
    transaction.commit();
  }
  EXPECT_EQ(count(), 0);
  append(data.writer(), entry(1'000));
  EXPECT_EQ(count(), 1);
  AuditEntry tomorrow = entry(1'001);
  append(data.writer(), tomorrow);
  EXPECT_EQ(count(), 1);
  tomorrow.at = Instant::from_microseconds(entry(1'000).at.microseconds() + a_day);
  append(data.writer(), tomorrow);
  EXPECT_EQ(count(), 2);
  struct stat status {};
  ASSERT_EQ(stat(audit_key_file(folder.path()).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_TRUE(verify_audit(data.writer(), known_in(folder.path())).is_whole());
  chmod(audit_key_file(folder.path()).c_str(), 0640);
  EXPECT_THROW(read_audit_key(folder.path()), sql::Error);
}

TEST(AuditCheckpoints, AreMissedWhenSomebodyTakesThemOut) {
  const TemporaryDirectory folder;
  auto data = DataDirectory::open_to_write(folder.path());
  for (int thousand = 0; thousand < 3; ++thousand) {
    sql::Transaction transaction(data.writer());
    for (std::int64_t i = 1; i <= 1'000; ++i) append_audit(data.writer(), entry(i));
    transaction.commit();
  }
  const auto faults = [&](const std::string& script) {
    const sql::Transaction undone(data.writer());
    data.writer().run_script(script);
    return verify_audit(data.writer(), known_in(folder.path())).faults.size();
  };
  EXPECT_EQ(faults(""), 0u);
  EXPECT_EQ(faults("DELETE FROM audit_checkpoint WHERE number = 1"), 1u);
  EXPECT_EQ(faults("DELETE FROM audit_checkpoint WHERE number = 3"), 1u);
  EXPECT_EQ(faults("DELETE FROM audit_checkpoint"), 1u);
  EXPECT_EQ(faults("UPDATE audit_checkpoint SET at = at + 1 WHERE number = 2"), 1u);
}

// A small ledger whose trail has a checkpoint every so often.
class Tampered : public testing::Test {
 protected:
  static constexpr std::int64_t last = 90;

  Tampered() : data(DataDirectory::open_to_write(folder.path())) {
    for (std::int64_t i = 1; i <= last; ++i) {
      AuditEntry it = entry(i);
      it.at = Instant::from_microseconds(it.at.microseconds() + i / 20 * a_day);
      append(db(), it);
    }
    known = known_in(folder.path());
    for_each_checkpoint(db(), [&](const AuditCheckpoint& it) { signed_at.push_back(it.seq); });
  }

  sql::Connection& db() { return data.writer(); }

  void run(const std::string& statement, const std::vector<sql::Value>& values = {}) {
    db().run(statement, values, sql::ignore_rows);
  }

  StoredAuditEntry stored(std::int64_t seq) {
    StoredAuditEntry found;
    for_each_audit_entry(db(), "WHERE seq = $1", {seq},
                         [&](const StoredAuditEntry& it) { found = it; });
    return found;
  }

  // Places an entry as somebody would who knows how digests are made, or does not.
  void put(std::int64_t seq, const AuditEntry& it, const std::string& digest) {
    run("DELETE FROM audit WHERE seq = $1", {seq});
    run("INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
        " $15, $16)",
        {seq, it.at.microseconds(), it.actor, it.roles, it.action, it.route, it.record,
         sql::nullable(it.record_id), sql::nullable(it.member), sql::nullable(it.recipient),
         it.purpose, std::int64_t{it.status}, it.code, it.fields, it.request, sql::Bytes{digest}});
  }

  void edit(Dice& dice, std::int64_t seq) {
    static const std::vector<std::string> texts{"actor",   "roles", "action", "route",  "record",
                                                "purpose", "code",  "fields", "request"};
    static const std::vector<std::string> maybe{"record_id", "member", "recipient"};
    const std::string row = " WHERE seq = " + std::to_string(seq);
    const int kind = dice.between(1, 4);
    if (kind == 1) {
      const std::string number = dice.chance(50) ? "at" : "status";
      run("UPDATE audit SET " + number + " = " + number + " + " +
          std::to_string(dice.chance(50) ? dice.between(1, 1'000'000) : -dice.between(1, 400)) +
          row);
    } else if (kind == 2) {
      const std::string column = dice.one_of(maybe);
      run("UPDATE audit SET " + column + " = CASE WHEN " + column +
          " IS NULL THEN '' ELSE NULL END" + row);
    } else if (kind == 3) {
      std::string digest = stored(seq).digest;
      digest[static_cast<std::size_t>(dice.between(0, 31))] ^=
          static_cast<char>(1 << dice.between(0, 7));
      run("UPDATE audit SET digest = $1" + row, {sql::Bytes{digest}});
    } else {
      const std::string column = dice.one_of(texts);
      run("UPDATE audit SET " + column + " = '" + (dice.chance(50) ? " " : "x") + "' || " + column +
          row);
    }
  }

  // Moves all from `seq` on by one place, up or down.
  void shift(std::int64_t seq, int by) {
    run("UPDATE audit SET seq = -(seq + $2) WHERE seq >= $1", {seq, std::int64_t{by}});
    run("UPDATE audit SET seq = -seq WHERE seq < 0");
  }

  // What a forger does: the chain from there on, computed anew.
  void chain_again(std::int64_t from) {
    std::string before = *audit_digest(db(), from - 1);
    for (std::int64_t seq = from; seq <= audit_head(db()).position; ++seq) {
      before = audit_digest_after(before, seq, stored(seq).entry);
      run("UPDATE audit SET digest = $2 WHERE seq = $1", {seq, sql::Bytes{before}});
    }
  }

  // The range in which a forged entry must be told.
  std::pair<std::int64_t, std::int64_t> range_of(std::int64_t seq) const {
    const auto next = std::ranges::lower_bound(signed_at, seq);
    return {next == signed_at.begin() ? 1 : *std::prev(next) + 1,
            next == signed_at.end() ? last : *next};
  }

  // Does one thing to the trail; which entries may be named.
  std::pair<std::int64_t, std::int64_t> tamper(Dice& dice) {
    const std::int64_t seq = dice.between(1, last);
    switch (dice.between(1, 10)) {
      case 1:
      case 2: {
        edit(dice, seq);
        const std::int64_t other = dice.between(1, last);
        if (other != seq) run("UPDATE audit SET code = 'bent' WHERE seq = $1", {other});
        return {std::min(seq, other), std::min(seq, other)};
      }
      case 3:
        run("DELETE FROM audit WHERE seq BETWEEN $1 AND $2",
            {seq, std::int64_t{seq + dice.between(0, 5)}});
        return {seq, seq};
      case 4:
        run("DELETE FROM audit WHERE seq = $1", {seq});
        shift(seq, -1);
        return {seq, seq};
      case 5: {
        const StoredAuditEntry copy = stored(dice.between(1, last));
        shift(seq, 1);
        put(seq, copy.entry, copy.digest);
        return copy.seq == seq ? std::pair(seq + 1, seq + 1) : std::pair(seq, seq);
      }
      case 6: {
        const std::int64_t other = dice.between(1, last);
        if (other == seq) return tamper(dice);
        const StoredAuditEntry one = stored(seq), two = stored(other);
        put(seq, two.entry, two.digest);
        put(other, one.entry, one.digest);
        return {std::min(seq, other), std::min(seq, other)};
      }
      case 7:  // the tail is gone; the checkpoints stay
        run("DELETE FROM audit WHERE seq >= $1", {seq});
        return {seq, seq};
      case 8:  // as an older copy of the whole file has it
        run("DELETE FROM audit WHERE seq >= $1", {seq});
        run("DELETE FROM audit_checkpoint WHERE seq >= $1", {seq});
        return {seq, seq};
      case 9: {
        AuditEntry forged = stored(seq).entry;
        forged.actor = "somebody else";
        put(seq, forged, "");
        chain_again(seq);
        return range_of(seq);
      }
      default: {  // the tail written anew
        run("DELETE FROM audit WHERE seq >= $1", {seq});
        for (std::int64_t i = seq; i <= last; ++i) append_audit(db(), entry(1'000 + i));
        return range_of(seq);
      }
    }
  }

  TemporaryDirectory folder;
  DataDirectory data;
  KnownAboutAudit known;
  std::vector<std::int64_t> signed_at;
};

TEST_F(Tampered, TenThousandTimesIsFoundEachTimeWithTheFirstBadEntry) {
  ASSERT_EQ(signed_at.size(), 4u);
  ASSERT_TRUE(verify_audit(db(), known).is_whole());
  int found = 0;
  for (int round = 0; round < 10'000; ++round) {
    Dice dice(static_cast<std::uint64_t>(round) + 1);
    const sql::Transaction undone(db());
    const auto [first, end] = tamper(dice);
    const AuditVerification result = verify_audit(db(), known);
    ASSERT_TRUE(result.bad) << "round " << round << ": not found";
    ASSERT_EQ(result.bad->first, first) << "round " << round << ": " << result.bad->why;
    ASSERT_EQ(result.bad->last, end) << "round " << round << ": " << result.bad->why;
    ++found;
  }
  EXPECT_EQ(found, 10'000);
  EXPECT_TRUE(verify_audit(db(), known).is_whole());
}

TEST_F(Tampered, WithAllCheckpointsSignedAnewByAnotherKeyIsFound) {
  const sql::Transaction undone(db());
  put(33, entry(1'033), "");
  chain_again(33);
  const SigningKey other = SigningKey::make();
  std::vector<AuditCheckpoint> all;
  for_each_checkpoint(db(), [&](const AuditCheckpoint& it) { all.push_back(it); });
  for (AuditCheckpoint& it : all) {
    it.digest = *audit_digest(db(), it.seq);
    run("UPDATE audit_checkpoint SET digest = $2, public_key = $3, signature = $4 WHERE number = "
        "$1",
        {it.number, sql::Bytes{it.digest}, sql::Bytes{other.public_key()},
         sql::Bytes{other.sign(text_of(it))}});
  }
  const AuditVerification result = verify_audit(db(), known);
  EXPECT_EQ(result.faults.size(), all.size());
  ASSERT_TRUE(result.bad);
  EXPECT_EQ(result.bad->first, 1);
  EXPECT_EQ(result.bad->last, last);
}

TEST_F(Tampered, TogetherWithItsSideFileIsFoundByALinkThatWasKeptElsewhere) {
  const ChainLink kept = audit_head(db());
  const sql::Transaction undone(db());
  run("DELETE FROM audit WHERE seq > 50");
  run("DELETE FROM audit_checkpoint WHERE seq > 50");
  known.links = {audit_head(db())};
  EXPECT_TRUE(verify_audit(db(), known).is_whole()) << "nothing here could tell";
  known.links.push_back(kept);
  const AuditVerification result = verify_audit(db(), known);
  ASSERT_TRUE(result.bad);
  EXPECT_EQ(result.bad->first, 51);
}

}  // namespace
}  // namespace authledger::store
