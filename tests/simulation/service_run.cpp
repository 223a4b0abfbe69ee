#include "tests/simulation/service_run.hpp"

#include <algorithm>
#include <chrono>

#include "engine/store/tables.hpp"
#include "server/problem.hpp"
#include "server/startup.hpp"
#include "tests/support/given.hpp"

namespace authledger::simulation {
namespace {

constexpr std::size_t most_in_queue = 12;  // small, so that it is full now and then

bool is_any_of(std::string_view statement, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return statement.starts_with(start); });
}

std::unique_ptr<sql::Connection> open_ledger(Disk& disk, Weakness weakness) {
  if (weakness == Weakness::does_not_sync_the_log)
    disk.lie_about_syncs_of(std::string(ledger_name) + "-wal");
  return sql::open_sqlite(ledger_name, sql::Access::write);
}

std::chrono::steady_clock::time_point steady(std::int64_t microseconds) {
  return std::chrono::steady_clock::time_point(std::chrono::microseconds(microseconds));
}

}  // namespace

WatchedConnection::WatchedConnection(std::unique_ptr<sql::Connection> connection, Disk& disk,
                                     Weakness weakness, std::function<Instant()> wall_clock)
    : connection_(std::move(connection)),
      disk_(disk),
      weakness_(weakness),
      wall_clock_(std::move(wall_clock)) {}

void WatchedConnection::begin() {
  if (std::exchange(owes_commit_, false)) connection_->commit();
  connection_->begin();
}

void WatchedConnection::commit() {
  if (group != 0)
    connection_->run("UPDATE simulation SET mark = $1", {std::exchange(group, 0)},
                     sql::ignore_rows);
  if (weakness_ == Weakness::answers_before_commit) {
    owes_commit_ = true;
    return;
  }
  if (weakness_ != Weakness::swallows_errors) return connection_->commit();
  try {
    connection_->commit();
  } catch (const sql::Error&) {
    connection_->rollback();
  }
}

void WatchedConnection::rollback() {
  memory_.forget();
  connection_->rollback();
}

void WatchedConnection::run(std::string_view statement, const std::vector<sql::Value>& values,
                            const sql::Rows& rows) {
  memory_.saw(statement);
  if (dies_at > 0 && --dies_at == 0) {
    disk_.cut_power();
    throw Killed{};
  }
  const bool is_derived =
      is_any_of(statement, {"UPDATE episode SET restated_at", "DELETE FROM obligation",
                            "INSERT INTO obligation", "DELETE FROM balance", "INSERT INTO balance",
                            "INSERT INTO figures"});
  if (weakness_ == Weakness::skips_restating && is_derived) return;
  if (weakness_ == Weakness::forgets_answers && statement.starts_with("INSERT INTO idempotency"))
    return;
  if (weakness_ == Weakness::forgets_nights && statement.starts_with("INSERT INTO night")) return;
  if (!statement.starts_with("INSERT INTO event")) return connection_->run(statement, values, rows);
  std::vector<sql::Value> changed = values;
  if (weakness_ == Weakness::trusts_the_clock) changed.at(3) = wall_clock_().microseconds();
  if (weakness_ == Weakness::loses_positions && std::get<std::int64_t>(changed.at(7)) % 7 == 0)
    ++std::get<std::int64_t>(changed.at(7));
  connection_->run(statement, changed, rows);
  if (weakness_ != Weakness::commits_in_parts) return;
  connection_->run("RELEASE SAVEPOINT request", {}, sql::ignore_rows);
  connection_->commit();
  connection_->begin();
  connection_->run("SAVEPOINT request", {}, sql::ignore_rows);
}

void WatchedConnection::run_script(std::string_view statements) {
  memory_.forget();
  connection_->run_script(statements);
}

std::int64_t WatchedConnection::last_mark() {
  std::int64_t mark = 0;
  connection_->run("SELECT mark FROM simulation", {},
                   [&](const sql::Row& row) { mark = row.integer(0); });
  return mark;
}

ServiceRun::ServiceRun(const World& world, std::shared_ptr<const PolicyBook> book, int dies_at)
    : world_(world),
      book_(std::move(book)),
      clock_(world.wall_clock),
      writer_(open_ledger(world.disk, world.weakness), world.disk, world.weakness,
              world.wall_clock) {
  writer_.dies_at = dies_at;
  store::open_tables(writer_);
  {
    sql::Transaction transaction(writer_);
    writer_.run_script(
        "CREATE TABLE IF NOT EXISTS simulation (one INTEGER PRIMARY KEY, mark INTEGER);"
        "INSERT OR IGNORE INTO simulation VALUES (1, 0)");
    transaction.commit();
  }
  server::enter_first_facility(writer_, test::zone("America/Chicago"), clock_);
  server::restate_under(*book_, writer_, clock_);
  writer_.dies_at = 0;
  reader_ = sql::open_sqlite(ledger_name, sql::Access::read);
  committer_.emplace(
      writer_, clock_, [this] { return steady_time(); },
      [this] {
        world_.anchor = store::chain_head(writer_);
        if (answers_left_ != 0) return;
        world_.disk.cut_power();
        throw Killed{};
      });
  api_.emplace(book_, sql::open_sqlite(ledger_name, sql::Access::read),
               static_cast<server::WriteQueue&>(*this), clock_,
               static_cast<server::WaitingRoom&>(*this));
}

ServiceRun::~ServiceRun() = default;

void ServiceRun::handle(const server::Request& request, std::size_t errand,
                        const server::Responder& responder) {
  current_ = std::make_shared<Attempt>();
  current_->errand = errand;
  api_->handle(request, [this, responder, attempt = current_](server::Response response) {
    if (answers_left_ == 0) world_.disk.cut_power();
    if (is_dead()) return;  // nobody is there to send it
    if (answers_left_ > 0) --answers_left_;
    attempt->answered = response;
    responder(std::move(response));
  });
  current_ = nullptr;
}

server::Response ServiceRun::ask(const std::string& target) {
  std::optional<server::Response> answer;
  api_->handle({"GET", target, "", ""}, [&](server::Response it) { answer = std::move(it); });
  ensure(answer.has_value(), "a read is answered at once");
  return std::move(*answer);
}

// The time of the machine, and what its work has taken; nothing else takes time here.
std::chrono::steady_clock::time_point ServiceRun::steady_time() {
  worked_ += world_.work();
  return steady(world_.microseconds() + worked_);
}

// What is read is answered at once, because the simulation asks in the middle of its work; the
// entry in the audit trail goes with the next group.
bool ServiceRun::submit_request(server::Write write, server::Responder responder) {
  if (!write.apply) {
    responder(*write.answer);
    reads_.push_back({std::move(write), [](const server::Response&) {}, true});
    return true;
  }
  return queue(std::move(write), std::move(responder), current_);
}

bool ServiceRun::take_night_step(const store::DueNight& due) {
  const auto attempt = std::make_shared<Attempt>();
  attempt->night = due;
  const auto progress = std::make_shared<server::NightProgress>();
  server::Write write = nights_.step(due, *progress);
  write.apply = [attempt, progress, apply = std::move(write.apply)](sql::Connection& writer,
                                                                    Instant now) {
    server::Response response = apply(writer, now);
    attempt->ends_night = progress->is_done;
    return response;
  };
  return queue(
      std::move(write), [](const server::Response&) {}, attempt);
}

bool ServiceRun::queue(server::Write write, server::Responder responder,
                       const std::shared_ptr<Attempt>& attempt) {
  if (queue_.size() == most_in_queue) return false;
  write.apply = [attempt, apply = std::move(write.apply)](sql::Connection& writer, Instant now) {
    attempt->now = now;
    attempt->computed = apply(writer, now);
    return *attempt->computed;
  };
  queue_.push_back({std::move(write), std::move(responder), !attempt->night});
  attempts_.push_back(attempt);
  return true;
}

ServiceRun::Group ServiceRun::commit_group(std::int64_t mark, const Death& death) {
  Group group;
  group.mark = mark;
  group.book = book_;
  group.attempts = std::exchange(attempts_, {});
  std::vector<server::Job> jobs = std::exchange(queue_, {});
  for (server::Job& it : std::exchange(reads_, {})) jobs.push_back(std::move(it));
  const std::size_t commits_before = committer_->commits();
  writer_.group = mark;
  end(group, death, [&] { committer_->commit(jobs, world_.has_more); });
  if (group.ending == Ending::committed && committer_->commits() == commits_before)
    group.ending = Ending::refused;
  return group;
}

ServiceRun::Group ServiceRun::catch_up(const Death& death) {
  Group group;
  writer_.group = 0;
  end(group, death, [&] { committer_->catch_up(); });
  return group;
}

void ServiceRun::settle() {
  if (world_.weakness == Weakness::never_catches_up) return;
  worked_ += 2'000'000;  // it may have been put off for a second
  writer_.group = 0;
  while (has_work()) committer_->catch_up();
}

void ServiceRun::end(Group& group, const Death& death, const std::function<void()>& work) {
  writer_.dies_at = death.statement;
  answers_left_ = death.answers;
  try {
    work();
  } catch (const Killed&) {
    group.ending = Ending::killed;
  } catch (const sql::Error& error) {
    group.ending = Ending::failed;
    group.why = error.what();
  }
  if (is_dead()) group.ending = Ending::killed;
  writer_.dies_at = 0;
  answers_left_ = -1;
}

void ServiceRun::checkpoint() {
  writer_.run("PRAGMA wal_checkpoint(PASSIVE)", {}, sql::ignore_rows);
}

bool ServiceRun::enter(const server::WaitForChanges& wanted, const std::shared_ptr<server::Hurry>&,
                       server::Responder responder) {
  waiters_.push_back({wanted, steady(world_.microseconds()) + wanted.at_most,
                      std::make_shared<std::atomic<bool>>(false), std::move(responder)});
  return true;
}

void ServiceRun::look_at_changes(bool is_closing) {
  if (waiters_.empty()) return;
  waiters_ = server::answer_waiters(*reader_, std::exchange(waiters_, {}),
                                    steady(world_.microseconds()), is_closing);
}

std::optional<std::int64_t> ServiceRun::next_look() const {
  std::optional<std::int64_t> next;
  for (const server::Waiter& it : waiters_) {
    const auto until =
        std::chrono::duration_cast<std::chrono::microseconds>(it.until.time_since_epoch()).count();
    next = std::min(next.value_or(until), static_cast<std::int64_t>(until));
  }
  return next;
}

}  // namespace authledger::simulation
