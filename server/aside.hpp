// What takes too long for the thread of Api::handle - hashing a password, asking an identity
// provider - is done aside, by threads of their own, one errand after the other.
//
//     AsideThreads passwords(1, 32);
//     desk.passwords = [&](auto task) { return passwords.submit(std::move(task)); };
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace authledger::server {

// Does the task, now or later, on any thread. False: too much waits already, and it will not.
using Aside = std::function<bool(std::function<void()> task)>;

// At once, on the thread that asks.
inline bool do_at_once(const std::function<void()>& task) {
  task();
  return true;
}

class AsideThreads {
 public:
  AsideThreads(std::size_t threads, std::size_t most_waiting);
  ~AsideThreads();  // stop()
  AsideThreads(const AsideThreads&) = delete;
  AsideThreads& operator=(const AsideThreads&) = delete;

  // Tasks do not throw. False: so many wait already, or it has stopped. From any thread.
  bool submit(std::function<void()> task);

  void stop();  // finishes what has begun; drops what waits

 private:
  void run();

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;  // last: they start when everything else is there
};

}  // namespace authledger::server
