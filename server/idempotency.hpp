// The Idempotency-Key of a request (draft-ietf-httpapi-idempotency-key-header-07): what is sent
// again under the same key is not done again.
//
//     return once(call, Write{...});      // in a handler that writes
//
// The same request gets the answer that it got the first time, with `Idempotent-Replayed: true`;
// another request under the key gets 422; while the first has no answer yet, 409. The answer is
// stored with what was written and forgotten after 24 hours. What could not be decoded (400) or
// taken (503) did nothing and leaves the key unused. Without a key nothing changes: an event's own
// id says already what was said before.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace authledger::server {

// The keys of the requests that wait for their answer; of all threads.
class KeysInFlight {
 public:
  // Holds a key until it goes.
  class Hold {
   public:
    Hold(std::shared_ptr<KeysInFlight> keys, std::string key)
        : keys_(std::move(keys)), key_(std::move(key)) {}
    ~Hold() {
      const std::lock_guard lock(keys_->mutex_);
      keys_->held_.erase(key_);
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    std::shared_ptr<KeysInFlight> keys_;
    std::string key_;
  };

  // Null: somebody holds it.
  static std::shared_ptr<const Hold> hold(const std::shared_ptr<KeysInFlight>& keys,
                                          const std::string& key) {
    {
      const std::lock_guard lock(keys->mutex_);
      if (!keys->held_.insert(key).second) return nullptr;
    }
    return std::make_shared<const Hold>(keys, key);
  }

 private:
  std::mutex mutex_;
  std::set<std::string> held_;
};

}  // namespace authledger::server
