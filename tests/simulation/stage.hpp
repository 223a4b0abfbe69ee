// What every part of a simulated run shares: its time, what is to happen when, the dice of its
// troubles, and the story of what happened.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "engine/time/date.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/simulation.hpp"

namespace authledger::simulation {

using Micros = std::int64_t;
constexpr Micros millisecond = 1'000, second = 1'000 * millisecond, hour = 3'600 * second,
                 day = 24 * hour;
constexpr Micros patience = 30 * second;  // of a client for an answer

class Stage {
 public:
  Stage(std::uint64_t seed, unsigned troubles) : chaos_(seed), troubles_(troubles) {}

  Dice& chaos() { return chaos_; }
  // Whether this trouble comes now; none does when all is calm.
  bool meets(unsigned trouble, int percent);
  bool has(unsigned trouble) const { return (troubles_ & trouble) != 0; }
  DiskFaults draw_faults();
  Micros jump_clock();           // by how much
  Micros travel(Dice& network);  // how long a message takes
  void calm_down() { is_calm_ = true; }
  bool is_calm() const { return is_calm_; }

  void at(Micros when, std::function<void()> act) { agenda_.emplace(when, std::move(act)); }
  void after(Micros wait, std::function<void()> act) { at(now_ + wait, std::move(act)); }
  bool go_on();  // to what happens next; false: nothing does
  Micros now() const { return now_; }
  Instant wall_clock(Instant begin) const {
    return Instant::from_microseconds(begin.microseconds() + now_ + clock_is_off_);
  }

  void count(const char* what) { ++result_.counts[what]; }
  void tell(const std::string& what);
  Result finish(const std::string& violation, const Disk& disk);

 private:
  Dice chaos_;
  unsigned troubles_;
  bool is_calm_ = false;
  std::multimap<Micros, std::function<void()>> agenda_;
  Micros now_ = 0, clock_is_off_ = 0;
  std::deque<std::string> story_;
  Result result_;
};

}  // namespace authledger::simulation
