// What the writer does with a group of writes, without its thread: one transaction for all of them,
// a savepoint for each, the answers after the commit. Whoever drives it decides when, so that it
// can be driven by a simulation too.
//
//     Committer committer(data.writer(), clock, steady_time, [] { ... });
//     committer.use(book);
//     committer.commit(group, has_more);          // has_more(): do other writes wait already?
//     if (committer.has_work()) committer.catch_up();     // when nobody waits
//
// When nobody waits, the episodes that a group has touched are restated in its own transaction, so
// that whoever is answered reads it everywhere; under load later, see restater.hpp. Load is also
// one client who writes on and on, alone: more than 200 commits beyond 100 a second, where ten
// events of one commit count as one.
//
// A request that only reads is a write too: of its entry in the audit trail, without which its
// answer does not leave. It is no load and puts no restating off.
//
// A write that throws leaves no trace but its entry and does not sink the others of its group. A
// disk without room, or a database that another process holds, refuses the group with 503 and
// Retry-After; nothing of it is written. Any other sql::Error is a broken world: commit() throws
// it, nobody of the group is answered, and nothing may be committed any more. It is not tried
// again: after a failed sync nobody knows what is on the disk.
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "engine/store/sql.hpp"
#include "server/audit_entries.hpp"
#include "server/clock.hpp"
#include "server/request.hpp"
#include "server/restater.hpp"

namespace authledger::server {

struct Write {
  // Applied within a transaction. `now` is later than that of any write before. Empty: nothing is
  // written but the entry of a request that reads, and `answer` is its answer.
  std::function<Response(sql::Connection&, Instant now)> apply;
  std::size_t weight = 1;  // about how many events it writes
  std::shared_ptr<const RequestAudit> audit =
      {};                               // what it leaves in the audit trail; null: no entry
  std::optional<Response> answer = {};  // of a request that reads
};

// A write and whom to tell.
struct Job {
  Write write;
  Responder responder;
  bool is_answered_together = false;  // with the others of its group, see answer_through()
};

// Runs what it is given, once, now or later, on any thread; or drops it when nobody waits any more.
using Deliver = std::function<void(std::function<void()>)>;

class Committer {
 public:
  // `listener` runs after each commit, before its answers go out.
  Committer(sql::Connection& connection, Clock& clock, SteadyTime time,
            std::function<void()> listener);
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // The policies by which episodes are restated from now on.
  void use(std::shared_ptr<const PolicyBook> book) { restater_.use(std::move(book)); }

  // The answers that go together: to be set before the first commit(). To wake another thread once
  // for a group is much cheaper than for each of its answers.
  void answer_through(Deliver deliver) { deliver_ = std::move(deliver); }

  // Answers each job once. Throws sql::Error, see above.
  void commit(std::vector<Job>& group, const std::function<bool()>& has_more);

  // Restates some of the episodes that wait for it, in a transaction of its own. A disk without
  // room or a locked database leave them waiting; it then has no work for a second. Throws
  // sql::Error, see above.
  void catch_up();
  bool has_work() const;

  // From any thread.
  std::size_t commits() const { return commits_; }
  std::size_t committed_writes() const { return committed_writes_; }
  std::size_t waiting() const { return restater_.waiting(); }  // episodes, see Restater

 private:
  void answer(std::vector<Job>& group, std::vector<Response> responses);
  void refuse(std::vector<Job>& group, const Response& response);
  Response apply(Write& write);
  Response apply_in_savepoint(const Write& write, Instant now);
  Response undo(const char* why);
  void restate(std::size_t jobs, std::size_t events, const std::function<bool()>& has_more);
  void put_off(const char* why);

  sql::Connection& connection_;
  Clock& clock_;
  const SteadyTime time_;
  const std::function<void()> listener_;
  Restater restater_;
  Deliver deliver_ = [](const std::function<void()>& answers) { answers(); };
  std::chrono::steady_clock::time_point busy_until_{};
  std::chrono::steady_clock::time_point no_work_until_{};
  std::chrono::steady_clock::time_point ended_at_;  // the last commit
  std::chrono::duration<double> idle_{};            // from then to the one that runs
  double leisure_;  // commits whose episodes are restated at once, even if they come in a row
  std::atomic<std::size_t> commits_ = 0, committed_writes_ = 0;
};

}  // namespace authledger::server
