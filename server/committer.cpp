#include "server/committer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "server/problem.hpp"

namespace authledger::server {
namespace {

using std::chrono::milliseconds;

// Of a group that somebody waits for; what more there is to restate is then done without them.
constexpr milliseconds longest_restating{250};
constexpr milliseconds longest_catching_up{10};
constexpr milliseconds quiet_again{20};
constexpr milliseconds until_next_try{1'000};
constexpr std::size_t most_jobs_of_a_quiet_hour = 4;
constexpr double commits_in_a_row = 200;
constexpr double commits_of_a_second = 100;
constexpr double events_of_a_commit = 10;  // more count as more commits

Response come_back(std::string_view code, std::string_view detail, const char* seconds) {
  Response response = problem(503, code, detail);
  response.headers.emplace_back("Retry-After", seconds);
  return response;
}

}  // namespace

Committer::Committer(sql::Connection& connection, Clock& clock, SteadyTime time,
                     std::function<void()> listener)
    : connection_(connection),
      clock_(clock),
      time_(time),
      listener_(std::move(listener)),
      restater_(connection, std::move(time)),
      ended_at_(time_()),
      leisure_(commits_in_a_row) {}

void Committer::commit(std::vector<Job>& group, const std::function<bool()>& has_more) {
  const auto start = time_();
  idle_ = start - ended_at_;
  std::vector<Response> responses;
  responses.reserve(group.size());
  std::size_t writes = 0;
  try {
    sql::Transaction transaction(connection_);
    std::size_t events = 0;
    for (Job& job : group) {
      if (job.write.apply) {
        ++writes;
        events += job.write.weight;
      }
      responses.push_back(apply(job.write));
    }
    if (writes > 0)
      restate(writes, events, has_more);
    else if (restater_.has_work())
      restater_.restate_due(clock_.now());
    transaction.commit();
  } catch (const sql::DiskFull& error) {
    spdlog::error("{} writes were refused, the disk is full: {}", group.size(), error.what());
    restater_.undone();
    return refuse(group, come_back("disk_full",
                                   "the disk of the ledger is full; nothing of this "
                                   "was written; send it again",
                                   "5"));
  } catch (const sql::Busy& error) {
    spdlog::error("{} writes were refused, the ledger is locked: {}", group.size(), error.what());
    restater_.undone();
    return refuse(group, come_back("locked",
                                   "another process holds the ledger locked; nothing of "
                                   "this was written; send it again",
                                   "1"));
  }
  ++commits_;
  committed_writes_ += writes;
  if (writes > 0) listener_();
  ended_at_ = time_();
  busy_until_ += ended_at_ - start;
  answer(group, std::move(responses));
}

// A group of some size means that others are about to write again: they are not kept waiting. Nor
// is one alone who writes one event after the other, or body after body, as an import does: what
// counts is how long nobody wrote, without the time that the writer itself has taken. What an hour
// of work has left is not for the first who comes after it to wait for.
void Committer::restate(std::size_t jobs, std::size_t events,
                        const std::function<bool()>& has_more) {
  const auto now = time_();
  leisure_ = std::min(commits_in_a_row, leisure_ + idle_.count() * commits_of_a_second);
  const double cost = std::max(1.0, static_cast<double>(events) / events_of_a_commit);
  const bool is_in_a_row = leisure_ < cost;
  leisure_ = std::max(0.0, leisure_ - cost);
  if (jobs > most_jobs_of_a_quiet_hour || is_in_a_row || has_more())
    busy_until_ = now + quiet_again;
  if (now < busy_until_)
    restater_.restate_due(clock_.now());
  else
    restater_.restate_all(clock_.now(),
                          restater_.has_work() ? longest_catching_up : longest_restating);
}

void Committer::catch_up() {
  try {
    sql::Transaction transaction(connection_);
    restater_.restate_all(clock_.now(), longest_catching_up);
    transaction.commit();
  } catch (const sql::DiskFull& error) {
    put_off(error.what());
  } catch (const sql::Busy& error) {
    put_off(error.what());
  }
}

void Committer::put_off(const char* why) {
  spdlog::error("episodes could not be restated and wait: {}", why);
  restater_.undone();
  no_work_until_ = time_() + until_next_try;
}

bool Committer::has_work() const {
  return restater_.has_work() && time_() >= no_work_until_;
}

// What the writes hold goes before anybody is told: see KeysInFlight.
void Committer::answer(std::vector<Job>& group, std::vector<Response> responses) {
  using Answer = std::pair<Responder, Response>;
  std::vector<Answer> together;
  for (std::size_t i = 0; i < group.size(); ++i) {
    Job& job = group[i];
    job.write = {};
    if (job.is_answered_together)
      together.emplace_back(std::move(job.responder), std::move(responses[i]));
    else
      job.responder(std::move(responses[i]));
  }
  if (together.empty()) return;
  deliver_([answers = std::make_shared<std::vector<Answer>>(std::move(together))] {
    for (auto& [responder, response] : *answers) responder(std::move(response));
  });
}

void Committer::refuse(std::vector<Job>& group, const Response& response) {
  answer(group, std::vector<Response>(group.size(), response));
}

Response Committer::apply(Write& write) {
  const Instant now = clock_.tick();
  if (write.apply) return apply_in_savepoint(write, now);
  try {
    if (write.audit) enter_request(connection_, *write.audit, *write.answer, now);
    return std::move(*write.answer);
  } catch (const sql::Error&) {
    throw;
  } catch (const std::exception& error) {
    spdlog::error("what a request has read was not entered in the audit trail: {}", error.what());
    return problem(500, "internal", "the request failed");
  }
}

Response Committer::apply_in_savepoint(const Write& write, Instant now) {
  connection_.run("SAVEPOINT request", {}, sql::ignore_rows);
  const auto enter = [&](Response response) {
    if (write.audit) enter_request(connection_, *write.audit, response, now);
    return response;
  };
  try {
    Response response = enter(write.apply(connection_, now));
    connection_.run("RELEASE SAVEPOINT request", {}, sql::ignore_rows);
    return response;
  } catch (const sql::DamagedRow& error) {
    return enter(undo(error.what()));  // one episode's trouble, not that of the others
  } catch (const sql::Error&) {
    throw;
  } catch (const std::exception& error) {
    Response response = undo(error.what());
    try {
      return enter(std::move(response));
    } catch (const std::bad_alloc&) {
      return problem(500, "internal", "the request failed and changed nothing");
    }
  }
}

Response Committer::undo(const char* why) {
  spdlog::error("a write failed and left no trace: {}", why);
  connection_.run("ROLLBACK TO SAVEPOINT request", {}, sql::ignore_rows);
  connection_.run("RELEASE SAVEPOINT request", {}, sql::ignore_rows);
  return problem(500, "internal", "the request failed and changed nothing");
}

}  // namespace authledger::server
