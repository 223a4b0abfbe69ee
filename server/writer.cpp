#include "server/writer.hpp"

#include <utility>

namespace authledger::server {
Writer::Writer(sql::Connection& connection, Clock& clock, WriterLimits limits,
               std::function<void(const std::string&)> on_broken)
    : limits_(limits),
      on_broken_(std::move(on_broken)),
      committer_(connection, clock, [this] { tell_listener(); }),
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
  try {
    committer_.commit(group);
  } catch (const sql::Error& error) {
    give_up(error.what());
  }
}

void Writer::give_up(const std::string& why) {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    queue_.clear();
  }
  on_broken_(why);
}

}  // namespace authledger::server
