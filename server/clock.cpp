#include "server/clock.hpp"

#include <algorithm>
#include <chrono>

namespace authledger::server {

Instant machine_time() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return Instant::from_microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count());
}

Instant Clock::now() {
  const std::lock_guard lock(mutex_);
  latest_ = std::max(latest_, source_());
  return latest_;
}

Instant Clock::tick() {
  const std::lock_guard lock(mutex_);
  latest_ = std::max(Instant::from_microseconds(latest_.microseconds() + 1), source_());
  return latest_;
}

}  // namespace authledger::server
