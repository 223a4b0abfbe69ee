// The one thread that writes. Requests queue; the thread takes everything that has queued up since
// its last commit, applies it in one transaction and answers after the commit: under load a sync of
// the disk is shared by many requests, and nobody waits for a group to fill.
//
//     Writer writer(data.writer(), clock, {}, stop_the_process);
//     writer.submit({[](sql::Connection& connection, Instant now) { ...; return response; }, 1},
//                   responder);
//
// What becomes of a group is the Committer's (committer.hpp); when it throws, on_broken is told and
// nothing is written any more.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/store/sql.hpp"
#include "server/clock.hpp"
#include "server/committer.hpp"
#include "server/request.hpp"
#include "server/write_queue.hpp"

namespace authledger::server {

struct WriterLimits {
  std::size_t queued_weight = 4'000;  // beyond it, submit() refuses
};

class Writer final : public WriteQueue {
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

  // The same for a request from a connection: its answer goes together with those of its group, to
  // whom answer_through() has named, if anybody.
  bool submit_request(Write write, Responder responder) override;
  void answer_through(Deliver deliver);

  // Runs on the writer's thread after each commit, before its answers go out.
  void tell_of_commits(std::function<void()> listener);

  // The policies by which episodes are restated from now on; before, none is. From any thread.
  void use(std::shared_ptr<const PolicyBook> book) override;

  void stop();  // commits what has queued, restates what waits, then ends the thread

  // From any thread.
  std::size_t commits() const { return committer_.commits(); }
  std::size_t committed_writes() const { return committer_.committed_writes(); }
  std::size_t queued_weight();
  // Episodes that wait to be restated: see Restater.
  std::size_t waiting() const { return committer_.waiting(); }

 private:
  bool submit(Job job);
  enum class Turn { write, restate, stop };

  void run();
  void do_turns();
  void look_out();
  Turn next_turn(std::vector<Job>& group);
  bool has_more();
  void tell_listener();
  void give_up(const std::string& why);

  const WriterLimits limits_;
  const std::function<void(const std::string&)> on_broken_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Job> queue_;
  std::atomic<bool> is_waited_for_ = false;  // queue_ is not empty
  std::size_t queued_weight_ = 0;
  std::size_t queued_writes_ = 0;  // those that do not only read
  bool is_stopping_ = false;
  std::function<void()> listener_;          // may be empty
  std::shared_ptr<const PolicyBook> book_;  // null: nobody said yet
  Deliver deliver_;                         // empty: each is told directly

  Committer committer_;
  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace authledger::server
