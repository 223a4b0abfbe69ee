// How somebody who waits for an answer says that it should come now, with what there is: the client
// has gone, or the service is to stop.
//
//     request.hurry->then([] { ... answer ... });      // who answers late
//     request.hurry->tell();                           // who waits, from any thread
#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace authledger::server {

class Hurry {
 public:
  // Runs on the thread of whoever tells; at once when it was told already.
  void then(std::function<void()> act) {
    {
      const std::lock_guard lock(mutex_);
      is_awaited_ = true;
      if (!is_told_) {
        act_ = std::move(act);
        return;
      }
    }
    act();
  }

  void tell() {
    std::function<void()> act;
    {
      const std::lock_guard lock(mutex_);
      is_told_ = true;
      act.swap(act_);
    }
    if (act) act();
  }

  // Whether it makes a difference to tell.
  bool is_awaited() {
    const std::lock_guard lock(mutex_);
    return is_awaited_;
  }

 private:
  std::mutex mutex_;
  bool is_told_ = false, is_awaited_ = false;
  std::function<void()> act_;
};

}  // namespace authledger::server
