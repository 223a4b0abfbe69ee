// The clock of the service. It never runs backwards, whatever the machine's does, so that what was
// acknowledged is seen by whoever reads afterwards.
//
//     Clock clock(machine_time);          // tests hand in a clock of their own
//     clock.tick();                       // for a write: later than anything told before
//     clock.now();                        // for a read
#pragma once

#include <functional>
#include <mutex>

#include "engine/time/date.hpp"

namespace authledger::server {

Instant machine_time();

class Clock {
 public:
  explicit Clock(std::function<Instant()> source) : source_(std::move(source)) {}

  Instant now();
  Instant tick();

 private:
  std::mutex mutex_;
  std::function<Instant()> source_;
  Instant latest_;
};

}  // namespace authledger::server
