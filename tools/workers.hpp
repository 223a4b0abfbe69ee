// Threads that do independent pieces of work, each handed on once; what comes of it is asked of the
// future, an exception too.
//
//     Workers workers(4);
//     std::future<Pages> pages = workers.begin([job] { return pages_of(*job); });
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace authledger::tools {

class Workers {
 public:
  explicit Workers(std::size_t threads);  // 0: as many as there are cores
  ~Workers();                             // what has not begun is never done: its future says so
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Waits for nobody: whoever hands on work bounds how much of it lies about.
  template <class Work>
  auto begin(Work work) {
    using Result = decltype(work());
    auto task = std::make_shared<std::packaged_task<Result()>>(std::move(work));
    std::future<Result> done = task->get_future();
    push([task] { (*task)(); });
    return done;
  }

 private:
  void push(std::function<void()> task);
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool is_over_ = false;
  std::vector<std::thread> threads_;  // last: start when everything else is there
};

}  // namespace authledger::tools
