// Restates the episodes whose derived rows do not know all of their events yet. The tables say
// which (store::waiting_episode_ids), so nothing is forgotten when the process ends.
//
//     Restater restater(connection, steady_time);
//     restater.use(book);
//     restater.restate_all(now, budget);      // nobody waits for the writer: at once
//     restater.restate_due(now);              // others wait: a share of those that wait
//
// Under load an episode is restated once for all events of some time. Those that wait are listed
// every five seconds and restated evenly over the next five: so each is at most about ten seconds
// behind, as long as the machine can do it. It goes on for at most 50 ms at a time; when that is not enough
// for the bound, the writes of others wait for it and so come more slowly.
//
// One whose log cannot be read is told to the log, keeps waiting, and does not hold up the others.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/policy/policy_book.hpp"
#include "engine/store/log_cache.hpp"
#include "engine/store/sql.hpp"

namespace authledger::server {

using SteadyTime = std::function<std::chrono::steady_clock::time_point()>;

class Restater {
 public:
  Restater(sql::Connection& connection, SteadyTime time);

  // The policies from now on; none is restated before. Tries again what could not be restated.
  void use(std::shared_ptr<const PolicyBook> book);

  // Both within a transaction, and the derived rows are as of `now`. Throw sql::Error, not for a
  // DamagedRow. restate_all() ends early after `budget`.
  void restate_all(Instant now, std::chrono::milliseconds budget);
  void restate_due(Instant now);

  // The transaction was undone.
  void undone();

  // Whether there may be something to do for restate_all().
  bool has_work() const { return book_ && may_have_work_; }

  // How many episodes waited when it last looked, which is five seconds ago at most while events come
  // in. From any thread.
  std::size_t waiting() const { return waiting_; }

 private:
  void list(std::chrono::steady_clock::time_point now);
  void restate_until(std::size_t end, Instant now, std::chrono::steady_clock::time_point until);
  void restate(const std::string& episode, Instant now);
  void count();

  sql::Connection& connection_;
  const SteadyTime time_;
  std::shared_ptr<const PolicyBook> book_;  // null: nobody said yet
  store::LogCache logs_;
  std::vector<std::string> listed_;
  std::size_t next_ = 0;  // in listed_
  std::chrono::steady_clock::time_point listed_at_;
  std::set<std::string> unreadable_;
  bool may_have_work_ = true;  // what an earlier process has left
  std::atomic<std::size_t> waiting_ = 0;
};

}  // namespace authledger::server
