// Where the answer to one request arrives, from whatever thread, whenever: in time, too late, or
// after the server is gone.
//
//     const auto mailbox = std::make_shared<Mailbox>();
//     const Mailbox::Owner owner(*mailbox, wake_me);            // until it goes, somebody waits
//     handler(request, [mailbox](Response response) { mailbox->put(std::move(response)); });
//     mailbox->take();                                          // none: not yet
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "server/request.hpp"

namespace authledger::server {

class Mailbox {
 public:
  // Whoever waits. When it goes, answers are dropped and `wake` is not called any more.
  class Owner {
   public:
    Owner(Mailbox& mailbox, std::function<void()> wake) : mailbox_(mailbox) {
      mailbox_.set(std::move(wake));
    }
    ~Owner() { mailbox_.set(nullptr); }
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;

   private:
    Mailbox& mailbox_;
  };

  // Calls `wake` on the thread of the caller.
  void put(Response response) {
    const std::lock_guard lock(mutex_);
    if (!wake_) return;
    response_ = std::move(response);
    wake_();
  }

  bool has_owner() {
    const std::lock_guard lock(mutex_);
    return static_cast<bool>(wake_);
  }

  std::optional<Response> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(response_, std::nullopt);
  }

 private:
  void set(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }

  std::mutex mutex_;
  std::function<void()> wake_;
  std::optional<Response> response_;
};

}  // namespace authledger::server
