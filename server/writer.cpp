#include "server/writer.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "server/problem.hpp"

namespace authledger::server {
namespace {

Response come_back(std::string_view code, std::string_view detail, const char* seconds) {
  Response response = problem(503, code, detail);
  response.headers.emplace_back("Retry-After", seconds);
  return response;
}

}  // namespace

Writer::Writer(sql::Connection& connection, Clock& clock, WriterLimits limits,
               std::function<void(const std::string&)> on_broken)
    : connection_(connection),
      clock_(clock),
      limits_(limits),
      on_broken_(std::move(on_broken)),
      thread_([this] { run(); }) {}

Writer::~Writer() {
  stop();
}

bool Writer::submit(Write write, Responder responder) {
  {
    const std::lock_guard lock(mutex_);
    const bool fits = queue_.empty() || queued_weight_ + write.weight <= limits_.queued_weight;
    if (is_stopping_ || !fits) return false;
    queued_weight_ += write.weight;
    queue_.push_back({std::move(write), std::move(responder)});
  }
  changed_.notify_one();
  return true;
}

void Writer::tell_of_commits(std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
}

std::size_t Writer::queued_weight() {
  const std::lock_guard lock(mutex_);
  return queued_weight_;
}

void Writer::tell_listener() {
  std::function<void()> listener;
  {
    const std::lock_guard lock(mutex_);
    listener = listener_;
  }
  if (listener) listener();
}

void Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Writer::run() {
  for (;;) {
    std::vector<Job> group;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return is_stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      group.swap(queue_);
      queued_weight_ = 0;
    }
    commit(group);
  }
}

void Writer::commit(std::vector<Job>& group) {
  std::vector<Response> responses;
  responses.reserve(group.size());
  try {
    sql::Transaction transaction(connection_);
    for (const Job& job : group) responses.push_back(apply(job.write));
    transaction.commit();
  } catch (const sql::DiskFull& error) {
    spdlog::error("{} writes were refused, the disk is full: {}", group.size(), error.what());
    return refuse(group, come_back("disk_full",
                                   "the disk of the ledger is full; nothing of this "
                                   "was written; send it again",
                                   "5"));
  } catch (const sql::Busy& error) {
    spdlog::error("{} writes were refused, the ledger is locked: {}", group.size(), error.what());
    return refuse(group, come_back("locked",
                                   "another process holds the ledger locked; nothing of "
                                   "this was written; send it again",
                                   "1"));
  } catch (const sql::Error& error) {
    return give_up(error.what());
  }
  ++commits_;
  committed_writes_ += group.size();
  tell_listener();
  for (std::size_t i = 0; i < group.size(); ++i) answer(group[i], std::move(responses[i]));
}

void Writer::give_up(const std::string& why) {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    queue_.clear();
  }
  on_broken_(why);
}

// What the write holds goes before anybody is told: see KeysInFlight.
void Writer::answer(Job& job, Response response) {
  job.write = {};
  job.responder(std::move(response));
}

void Writer::refuse(std::vector<Job>& group, const Response& response) {
  for (Job& job : group) answer(job, response);
}

Response Writer::apply(const Write& write) {
  connection_.run("SAVEPOINT request", {}, sql::ignore_rows);
  try {
    Response response = write.apply(connection_, clock_.tick());
    connection_.run("RELEASE SAVEPOINT request", {}, sql::ignore_rows);
    return response;
  } catch (const sql::DamagedRow& error) {
    return undo(error.what());  // one episode's trouble, not that of the others
  } catch (const sql::Error&) {
    throw;
  } catch (const std::exception& error) {
    return undo(error.what());
  }
}

Response Writer::undo(const char* why) {
  spdlog::error("a write failed and left no trace: {}", why);
  connection_.run("ROLLBACK TO SAVEPOINT request", {}, sql::ignore_rows);
  connection_.run("RELEASE SAVEPOINT request", {}, sql::ignore_rows);
  return problem(500, "internal", "the request failed and changed nothing");
}

}  // namespace authledger::server
