// The thread that lets nights happen: it looks every few seconds what is due and does it through
// the writer, one step after the other.
//
//     NightWatch watch({.at = {120}}, data.connect_to_read(), writer, machine_time, book, told);
//     watch.use(another_book);       // from now on
//     watch.stop();                  // between two steps; before the writer stops
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "server/night.hpp"

namespace authledger::server {

class NightWatch {
 public:
  NightWatch(NightSettings settings, std::unique_ptr<sql::Connection> reader, Writer& writer,
             std::function<Instant()> clock, std::shared_ptr<const PolicyBook> book);
  ~NightWatch();  // stop()
  NightWatch(const NightWatch&) = delete;
  NightWatch& operator=(const NightWatch&) = delete;

  // For the steps that are applied from now on. From any thread.
  void use(std::shared_ptr<const PolicyBook> book);

  void stop();

  // Of this run; from any thread.
  std::size_t done() const { return done_; }
  std::int64_t last_done_at() const { return last_done_at_; }  // seconds since 1970; 0: none yet
  std::size_t due() const { return due_; }                     // begun or waiting
  std::size_t episodes_waiting() const { return waiting_; }    // of the night that goes on

 private:
  void run();
  void look();
  void restate(const store::DueNight& due);
  bool pauses(std::chrono::milliseconds time);
  std::shared_ptr<const PolicyBook> book();

  const std::unique_ptr<sql::Connection> reader_;
  Writer& writer_;
  const std::function<Instant()> clock_;
  const Nights nights_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopping_ = false;
  std::shared_ptr<const PolicyBook> book_;

  std::atomic<std::size_t> done_ = 0, due_ = 0, waiting_ = 0;
  std::atomic<std::int64_t> last_done_at_ = 0;
  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace authledger::server
