#include "server/committer.hpp"

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

Committer::Committer(sql::Connection& connection, Clock& clock, std::function<void()> listener)
    : connection_(connection), clock_(clock), listener_(std::move(listener)) {}

void Committer::commit(std::vector<Job>& group) {
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
  }
  ++commits_;
  listener_();
  for (std::size_t i = 0; i < group.size(); ++i) answer(group[i], std::move(responses[i]));
}

// What the write holds goes before anybody is told: see KeysInFlight.
void Committer::answer(Job& job, Response response) {
  job.write = {};
  job.responder(std::move(response));
}

void Committer::refuse(std::vector<Job>& group, const Response& response) {
  for (Job& job : group) answer(job, response);
}

Response Committer::apply(const Write& write) {
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

Response Committer::undo(const char* why) {
  spdlog::error("a write failed and left no trace: {}", why);
  connection_.run("ROLLBACK TO SAVEPOINT request", {}, sql::ignore_rows);
  connection_.run("RELEASE SAVEPOINT request", {}, sql::ignore_rows);
  return problem(500, "internal", "the request failed and changed nothing");
}

}  // namespace authledger::server
