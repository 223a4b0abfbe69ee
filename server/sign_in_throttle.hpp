// How often somebody may try a password. Each name gets a few tries, then waits longer after each
// wrong one, up to an hour; and all names together get some in ten minutes, so that nobody goes
// through many names instead. A name that nobody has is treated like any other.
//
//     if (const auto wait = throttle.begin(name, now); wait.count() > 0) ...   // 429
//     throttle.was_right(name);                    // a try that has begun counts as wrong until
//     then
//
// In memory: a start forgets it. From any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

#include "engine/time/date.hpp"

namespace authledger::server {

class SignInThrottle {
 public:
  static constexpr int free_tries = 5;                   // of a name
  static constexpr std::chrono::seconds first_wait{30};  // doubles with each wrong one
  static constexpr std::chrono::seconds longest_wait{3'600};
  static constexpr std::chrono::seconds window{600};  // of all names together
  static constexpr int tries_of_all = 100;            // wrong ones, within it
  static constexpr std::size_t most_names = 10'000;

  // How long to wait before a password is looked at; zero: now.
  std::chrono::seconds begin(const std::string& name, Instant now);

  void was_right(const std::string& name);

 private:
  struct Tries {
    int count = 0;
    Instant last = {};
  };
  void forget_old(Instant now);

  std::mutex mutex_;
  std::map<std::string, Tries> names_;
  Instant window_began_ = {};
  int tries_in_window_ = 0;
};

}  // namespace authledger::server
