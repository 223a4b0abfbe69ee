#include "server/writer.hpp"

#include <chrono>
#include <utility>

namespace authledger::server {
namespace {

constexpr std::chrono::milliseconds a_moment{20};
constexpr std::chrono::milliseconds a_while{1'000};  // until it looks whether there is work again
constexpr std::chrono::microseconds longest_lookout{150};

}  // namespace
Writer::Writer(sql::Connection& connection, Clock& clock, WriterLimits limits,
               std::function<void(const std::string&)> on_broken)
    : limits_(limits),
      on_broken_(std::move(on_broken)),
      committer_(connection, clock, std::chrono::steady_clock::now, [this] { tell_listener(); }),
      thread_([this] { run(); }) {}

Writer::~Writer() {
  stop();
}

bool Writer::submit(Write write, Responder responder) {
  return submit({std::move(write), std::move(responder), false});
}

bool Writer::submit_request(Write write, Responder responder) {
  return submit({std::move(write), std::move(responder), true});
}

void Writer::answer_through(Deliver deliver) {
  const std::lock_guard lock(mutex_);
  deliver_ = std::move(deliver);
}

bool Writer::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    const bool fits = queue_.empty() || queued_weight_ + job.write.weight <= limits_.queued_weight;
    if (is_stopping_ || !fits) return false;
    queued_weight_ += job.write.weight;
    if (job.write.apply) ++queued_writes_;
    queue_.push_back(std::move(job));
    is_waited_for_ = true;
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

void Writer::use(std::shared_ptr<const PolicyBook> book) {
  {
    const std::lock_guard lock(mutex_);
    book_ = std::move(book);
  }
  changed_.notify_one();
}

void Writer::run() {
  try {
    do_turns();
  } catch (const sql::Error& error) {
    give_up(error.what());
  }
}

void Writer::do_turns() {
  std::vector<Job> group;
  for (;;) {
    switch (next_turn(group)) {
      case Turn::write:
        committer_.commit(group, [this] { return has_more(); });
        group.clear();
        look_out();
        break;
      case Turn::restate:
        committer_.catch_up();
        break;
      case Turn::stop:
        return;
    }
  }
}

// A client alone writes again about as soon as it takes to put a thread to sleep and to wake it.
// Until then the processor is anybody's who wants it.
void Writer::look_out() {
  using std::chrono::steady_clock;
  const auto end = steady_clock::now() + longest_lookout;
  while (!is_waited_for_ && steady_clock::now() < end) std::this_thread::yield();
}

// Restating waits for a moment in which nobody writes, so that those who were answered just now and
// write again find the writer free.
Writer::Turn Writer::next_turn(std::vector<Job>& group) {
  std::unique_lock lock(mutex_);
  const auto is_called = [&] { return is_stopping_ || !queue_.empty(); };
  for (;;) {
    committer_.use(book_);
    if (deliver_) committer_.answer_through(std::exchange(deliver_, nullptr));
    if (!queue_.empty()) {
      group.swap(queue_);
      queued_weight_ = queued_writes_ = 0;
      is_waited_for_ = false;
      return Turn::write;
    }
    const bool has_work = committer_.has_work();
    if (is_stopping_) return has_work ? Turn::restate : Turn::stop;
    if (has_work && !changed_.wait_for(lock, a_moment, is_called)) return Turn::restate;
    if (!has_work) changed_.wait_for(lock, a_while);
  }
}

bool Writer::has_more() {
  const std::lock_guard lock(mutex_);
  return queued_writes_ > 0;
}

void Writer::give_up(const std::string& why) {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    queue_.clear();
    is_waited_for_ = false;
  }
  on_broken_(why);
}

}  // namespace authledger::server
