// One run of the service, from its start to its end, without threads, sockets or a clock of its
// own: the product's Api, Committer and changes behind a queue and a waiting room that whoever
// simulates empties when he wants to. It can be killed between any two statements, within any
// operation of the disk, and between the commit and any of its answers.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/chain.hpp"
#include "engine/store/writer_memory.hpp"
#include "server/api.hpp"
#include "server/changes.hpp"
#include "server/committer.hpp"
#include "server/night.hpp"
#include "tests/simulation/disk.hpp"

namespace authledger::simulation {

// What a run does wrong, for the tests of the checks.
enum class Weakness {
  none,
  answers_before_commit,
  does_not_sync_the_log,
  skips_restating,
  forgets_answers,   // of an Idempotency-Key
  commits_in_parts,  // after every event
  swallows_errors,   // of a commit
  trusts_the_clock,  // for recorded_at
  loses_positions,   // counts one too far, now and then
  forgets_nights,    // that they were done
  never_catches_up,
};

struct Killed {};  // thrown; not a std::exception, so that nobody takes it for a failure

// The writer's connection as the simulation sees it: counts statements, dies at one of them, and
// leaves a mark in the transaction of each group, so that nobody has to guess after a crash
// whether it was committed.
class WatchedConnection final : public sql::Connection {
 public:
  WatchedConnection(std::unique_ptr<sql::Connection> connection, Disk& disk, Weakness weakness,
                    std::function<Instant()> wall_clock);

  void begin() override;
  void commit() override;
  void rollback() override;
  void run(std::string_view statement, const std::vector<sql::Value>& values,
           const sql::Rows& rows) override;
  void run_script(std::string_view statements) override;
  store::WriterMemory* memory() override { return &memory_; }

  int dies_at = 0;         // counts from 1, of statements from now on; 0: never
  std::int64_t group = 0;  // the mark of the next commit; 0: none
  std::int64_t last_mark();

 private:
  std::unique_ptr<sql::Connection> connection_;
  Disk& disk_;
  Weakness weakness_;
  std::function<Instant()> wall_clock_;
  bool owes_commit_ = false;
  store::WriterMemory memory_;
};

// A request that reached the writer's queue, and what became of it.
struct Attempt {
  std::size_t errand = 0;                    // the simulation's number for what was asked
  std::optional<server::Response> computed;  // within the transaction
  Instant now;                               // of the write
  std::optional<server::Response> answered;
  std::optional<store::DueNight> night;  // a step of it, which nobody asked for
  bool ends_night = false;
};

enum class Ending { committed, refused, killed, failed };

class ServiceRun final : private server::WriteQueue, private server::WaitingRoom {
 public:
  struct World {
    Disk& disk;
    std::function<Instant()> wall_clock;
    std::function<std::int64_t()> microseconds;  // of simulated time, never going back
    std::function<std::int64_t()> work;          // microseconds that a piece of work takes
    std::function<bool()> has_more;              // whether other writes wait for a commit to end
    store::ChainLink& anchor;                    // the last event that may have been acknowledged
    Weakness weakness = Weakness::none;
  };
  // As authledgerd starts. Throws sql::Error, and Killed when `dies_at` statements have run.
  ServiceRun(const World& world, std::shared_ptr<const PolicyBook> book, int dies_at);
  ~ServiceRun();

  // `errand` comes back in its Attempt when the request is a write.
  void handle(const server::Request& request, std::size_t errand,
              const server::Responder& responder);
  server::Response ask(const std::string& target);  // GET, answered at once

  bool has_writes() const { return !queue_.empty(); }
  struct Group {
    Ending ending = Ending::committed;
    std::shared_ptr<const PolicyBook> book;  // in force
    std::int64_t mark = 0;
    std::vector<std::shared_ptr<Attempt>> attempts;
    std::string why;
  };
  // Where the run dies, at the latest: at this statement; after so many answers (-1: never).
  struct Death {
    int statement = 0;
    int answers = -1;
  };
  Group commit_group(std::int64_t mark, const Death& death);
  void checkpoint();

  bool has_work() const { return committer_->has_work(); }  // episodes to be restated
  Group catch_up(const Death& death);
  void settle();  // restates all that waits

  // The nights that are due, and the next step of one, queued; false: the queue is full.
  std::vector<store::DueNight> due_nights() { return nights_.due(*reader_, world_.wall_clock()); }
  bool take_night_step(const store::DueNight& due);

  void look_at_changes(bool is_closing);
  std::optional<std::int64_t> next_look() const;  // microseconds of simulated time

  std::int64_t last_mark() { return writer_.last_mark(); }
  Instant now() { return clock_.now(); }
  sql::Connection& reader() { return *reader_; }
  const PolicyBook& book() const { return *book_; }
  bool is_dead() const { return world_.disk.is_dead(); }

 private:
  bool submit_request(server::Write write, server::Responder responder) override;
  void use(std::shared_ptr<const PolicyBook> book) override { committer_->use(std::move(book)); }
  bool queue(server::Write write, server::Responder responder,
             const std::shared_ptr<Attempt>& attempt);
  std::chrono::steady_clock::time_point steady_time();
  void end(Group& group, const Death& death, const std::function<void()>& work);
  bool enter(const server::WaitForChanges& wanted, const std::shared_ptr<server::Hurry>& hurry,
             server::Responder responder) override;

  World world_;
  std::shared_ptr<const PolicyBook> book_;
  server::Clock clock_;
  WatchedConnection writer_;
  std::unique_ptr<sql::Connection> reader_;
  std::optional<server::Committer> committer_;
  std::optional<server::Api> api_;

  std::vector<server::Job> queue_;
  std::vector<server::Job> reads_;                  // answered; their entries are not written yet
  std::vector<std::shared_ptr<Attempt>> attempts_;  // of the queue
  std::shared_ptr<Attempt> current_;                // while a request is handled
  std::vector<server::Waiter> waiters_;
  int answers_left_ = -1;
  std::int64_t worked_ = 0;  // microseconds
  server::Nights nights_{{.episodes_per_step = 2}, [this] { return book_; }};
};

inline const std::string ledger_name = "/ledger.db";

}  // namespace authledger::simulation
