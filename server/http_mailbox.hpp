// Where the answer to one request arrives, from whatever thread, whenever: in time, too late, or
// after the server is gone. Only http.cpp includes it.
//
//     const auto mailbox = std::make_shared<Box>();
//     const Box::Owner owner(*mailbox, timer);         // on the I/O thread
//     handler(request, [mailbox](Response response) { Box::put(mailbox, ...); });
//     if (!mailbox->has_answer()) co_await timer.async_wait(quietly);      // cancelled by put()
#pragma once

#include <boost/asio/post.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "server/request.hpp"

namespace authledger::server {

template <class Timer>
class Mailbox {
 public:
  // Whoever waits. When it goes, answers are dropped and nothing of the server is touched any more.
  class Owner {
   public:
    Owner(Mailbox& mailbox, Timer& arrived) : mailbox_(mailbox) { mailbox_.set(&arrived); }
    ~Owner() { mailbox_.set(nullptr); }
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;

   private:
    Mailbox& mailbox_;
  };

  bool has_answer() {
    const std::lock_guard lock(mutex_);
    return response_.has_value();
  }
  std::optional<Response> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(response_, std::nullopt);
  }

  static void put(const std::shared_ptr<Mailbox>& mailbox, Response response) {
    const std::lock_guard lock(mailbox->mutex_);
    if (!mailbox->arrived_) return;
    mailbox->response_ = std::move(response);
    // Timers belong to the I/O thread; by the time it gets there the owner may have gone.
    boost::asio::post(mailbox->arrived_->get_executor(), [mailbox] { mailbox->wake(); });
  }

 private:
  void set(Timer* arrived) {
    const std::lock_guard lock(mutex_);
    arrived_ = arrived;
  }
  void wake() {
    const std::lock_guard lock(mutex_);
    if (arrived_) arrived_->cancel();
  }

  std::mutex mutex_;
  Timer* arrived_ = nullptr;  // null: nobody waits
  std::optional<Response> response_;
};

}  // namespace authledger::server
