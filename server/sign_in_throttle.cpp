#include "server/sign_in_throttle.hpp"

#include <algorithm>

namespace authledger::server {
namespace {

using std::chrono::seconds;

// A name that was quiet for so long begins anew.
constexpr seconds forgotten_after{24 * 3'600};

seconds since(Instant then, Instant now) {
  return seconds(std::max<std::int64_t>(0, now.seconds() - then.seconds()));
}

seconds wait_after(int tries) {
  seconds wait = SignInThrottle::first_wait;
  for (int i = SignInThrottle::free_tries; i < tries && wait < SignInThrottle::longest_wait; ++i)
    wait *= 2;
  return tries < SignInThrottle::free_tries ? seconds(0)
                                            : std::min(wait, SignInThrottle::longest_wait);
}

}  // namespace

seconds SignInThrottle::begin(const std::string& name, Instant now) {
  const std::lock_guard lock(mutex_);
  if (since(window_began_, now) >= window) {
    window_began_ = now;
    tries_in_window_ = 0;
  }
  if (tries_in_window_ >= tries_of_all)
    return std::max(seconds(1), window - since(window_began_, now));
  if (names_.size() >= most_names) forget_old(now);
  Tries& tries = names_[name];
  if (since(tries.last, now) >= forgotten_after) tries = {};
  const seconds wait = wait_after(tries.count), passed = since(tries.last, now);
  if (tries.count > 0 && passed < wait) return wait - passed;
  ++tries.count;
  tries.last = now;
  ++tries_in_window_;
  return seconds(0);
}

void SignInThrottle::was_right(const std::string& name) {
  const std::lock_guard lock(mutex_);
  names_.erase(name);
  tries_in_window_ = std::max(0, tries_in_window_ - 1);
}

// Those that need not wait any more; when there is none, all of them: whoever fills the memory with
// names must not be able to keep it full, and the window holds for all.
void SignInThrottle::forget_old(Instant now) {
  std::erase_if(names_, [&](const auto& it) {
    return since(it.second.last, now) >= wait_after(it.second.count);
  });
  if (names_.size() >= most_names) names_.clear();
}

}  // namespace authledger::server
