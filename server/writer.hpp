// The one thread that writes. Requests queue; the thread takes everything that has queued up since
// its last commit, applies it in one transaction and answers after the commit: under load a sync of
// the disk is shared by many requests, and nobody waits for a group to fill.
//
//     Writer writer(data.writer(), clock, {}, stop_the_process);
//     writer.submit({[](sql::Connection& connection, Instant now) { ...; return response; }, 1},
//                   responder);
//
// A write that throws leaves no trace and does not sink the others of its group (a savepoint each).
// A disk without room, or a database that another process holds, refuses the group with 503 and
// Retry-After; nothing of it is written. Any other sql::Error is a broken world: nobody of the
// group is answered, on_broken is told and nothing is written any more. It is not tried again:
// after a failed sync nobody knows what is on the disk.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/store/sql.hpp"
#include "server/clock.hpp"
#include "server/request.hpp"

namespace authledger::server {

struct Write {
  // Applied on the writer's thread, within a transaction. `now` is later than that of any write
  // before.
  std::function<Response(sql::Connection&, Instant now)> apply;
  std::size_t weight = 1;  // about how many events it writes
};

struct WriterLimits {
  std::size_t queued_weight = 4'000;  // beyond it, submit() refuses
};

class Writer {
 public:
  // on_broken runs on the writer's thread; the service ends the process in it.
  Writer(sql::Connection& connection, Clock& clock, WriterLimits limits,
         std::function<void(const std::string& why)> on_broken);
  ~Writer();  // stop()
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // False: the queue is full, or the writer has stopped; `responder` is not called. An empty queue
  // takes any write. The responder runs on the writer's thread.
  bool submit(Write write, Responder responder);

  // Runs on the writer's thread after each commit, before its answers go out.
  void tell_of_commits(std::function<void()> listener);

  void stop();  // commits what has queued, then ends the thread

  // From any thread.
  std::size_t commits() const { return commits_; }
  std::size_t committed_writes() const { return committed_writes_; }
  std::size_t queued_weight();

 private:
  struct Job {
    Write write;
    Responder responder;
  };

  void run();
  void commit(std::vector<Job>& group);
  void tell_listener();
  void give_up(const std::string& why);
  static void answer(Job& job, Response response);
  static void refuse(std::vector<Job>& group, const Response& response);
  Response apply(const Write& write);
  Response undo(const char* why);

  sql::Connection& connection_;
  Clock& clock_;
  const WriterLimits limits_;
  const std::function<void(const std::string&)> on_broken_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Job> queue_;
  std::size_t queued_weight_ = 0;
  bool is_stopping_ = false;
  std::function<void()> listener_;  // may be empty

  std::atomic<std::size_t> commits_ = 0, committed_writes_ = 0;
  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace authledger::server
