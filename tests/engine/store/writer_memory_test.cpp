// What the writer remembers is what the database says, whatever was written, taken back and
// restated before.
#include "engine/store/writer_memory.hpp"

#include <gtest/gtest.h>

#include "engine/store/audit.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

using test::Dice;

constexpr int episodes = 5;

// The same connection, in the same transaction, without its memory.
class Forgetful final : public sql::Connection {
 public:
  explicit Forgetful(sql::Connection& inner) : inner_(inner) {}
  void begin() override { inner_.begin(); }
  void commit() override { inner_.commit(); }
  void rollback() override { inner_.rollback(); }
  void run(std::string_view statement, const std::vector<sql::Value>& values,
           const sql::Rows& rows) override {
    inner_.run(statement, values, rows);
  }
  void run_script(std::string_view statements) override { inner_.run_script(statements); }

 private:
  sql::Connection& inner_;
};

std::string told(const std::optional<LogAndWaiting>& log) {
  if (!log) return "none";
  const LogHead& head = log->head;
  return head.episode + " at " + head.facility + " of " + head.member.value_or("nobody") + ", " +
         std::to_string(head.last_seq) + " at " + to_text(head.last_recorded_at) +
         (log->is_waiting ? ", waiting" : "");
}

std::string told(const ChainLink& link) {
  return std::to_string(link.position) + " " + link.digest;
}

class Life {
 public:
  explicit Life(std::uint64_t seed)
      : dice_(seed), data_(DataDirectory::open_to_write(folder_.path())) {
    sql::Transaction transaction(writer());
    enter_facility(writer(), {"main", "Main", "", *Zone::find("America/Chicago"), {}}, now_);
    enter_member(writer(), {"m-1", "Ana Made-Up", {}, ""}, now_);
    transaction.commit();
  }

  void act() {
    now_ = Instant::from_microseconds(now_.microseconds() + 1'000'000);
    std::optional<sql::Transaction> transaction(writer());
    for (int i = dice_.between(1, 4); i > 0; --i) write();
    compare();
    if (dice_.chance(70)) transaction->commit();
    transaction.reset();
    compare();
  }

 private:
  sql::Connection& writer() { return data_.writer(); }

  void write() {
    const bool is_undone = dice_.chance(30);
    if (is_undone) writer().run("SAVEPOINT it", {}, sql::ignore_rows);
    const std::string episode = "E" + std::to_string(dice_.between(1, episodes));
    switch (dice_.between(1, 4)) {
      case 1:
      case 2:
        append(writer(), std::vector{event(episode)}, now_);
        break;
      case 3:
        if (find_log(writer(), episode)) restate(writer(), book_, episode, now_);
        break;
      default:
        append_audit(writer(), local_entry(now_, "test", "a test", "ledger"));
    }
    compare();
    if (!is_undone) return;
    writer().run("ROLLBACK TO SAVEPOINT it", {}, sql::ignore_rows);
    writer().run("RELEASE SAVEPOINT it", {}, sql::ignore_rows);
    compare();
  }

  PostedEvent event(const std::string& episode) {
    PostedEvent event;
    event.id = "ev-" + std::to_string(dice_.between(1, 400));  // some are there already
    event.episode = episode;
    if (dice_.chance(20)) event.member = "m-1";
    EpisodeAdmitted admitted;
    admitted.episode = episode;
    admitted.date = *parse_date("2026-03-02");
    admitted.level_of_care = "iop";
    event.fact = admitted;
    return event;
  }

  void compare() {
    Forgetful asks(writer());
    for (int i = 1; i <= episodes; ++i) {
      const std::string episode = "E" + std::to_string(i);
      ASSERT_EQ(told(find_log_and_waiting(writer(), episode)),
                told(find_log_and_waiting(asks, episode)));
    }
    ASSERT_EQ(told(chain_head(writer())), told(chain_head(asks)));
    ASSERT_EQ(told(audit_head(writer())), told(audit_head(asks)));
  }

  Dice dice_;
  test::TemporaryDirectory folder_;
  DataDirectory data_;
  PolicyBook book_;
  Instant now_ = *parse_instant("2026-03-02T12:00:00Z");
};

TEST(WriterMemory, SaysWhatTheDatabaseSays) {
  for (std::uint64_t seed = 1; seed <= 20 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Life life(seed);
    for (int i = 0; i < 60 && !testing::Test::HasFailure(); ++i) life.act();
  }
}

TEST(WriterMemory, ForgetsWhenRowsOfLogsOrChainsAreChanged) {
  for (const char* statement :
       {"ROLLBACK TO SAVEPOINT it", "UPDATE event SET salt = $1", "DELETE FROM event WHERE id = $1",
        "DELETE FROM episode WHERE id = $1", "DELETE FROM audit WHERE seq = $1"}) {
    WriterMemory memory;
    memory.last_event = ChainLink{7, "a digest"};
    memory.keep({{"E1", "main", std::nullopt, 7, {}}, false});
    memory.saw("SELECT 1");
    EXPECT_NE(memory.find("E1"), nullptr);
    memory.saw(statement);
    EXPECT_EQ(memory.find("E1"), nullptr) << statement;
    EXPECT_FALSE(memory.last_event.has_value()) << statement;
  }
}

}  // namespace
}  // namespace authledger::store
