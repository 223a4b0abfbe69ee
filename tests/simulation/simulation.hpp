// A service, its clients, the network between them and the disk below, for some simulated weeks,
// all out of one seed: nothing in a run depends on the machine's time, threads or addresses.
//
//     const Result result = simulate(4711, {});
//     EXPECT_EQ(result.violation, "");           // with what happened before it in result.story
//
// After every step the service is compared with a model (model.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/simulation/service_run.hpp"

namespace authledger::simulation {

// What can go wrong around the service; each can be left out, to see what a failure needs.
enum Trouble : unsigned {
  power_loss = 1,
  kills = 2,
  failing_disk = 4,
  full_disk = 8,
  clock_jumps = 16,
  lost_messages = 32,
  doubled_messages = 64,
  late_messages = 128,
  other_policies = 256,
  restarts = 512,
};
constexpr unsigned every_trouble = 1023;
std::string words_of(unsigned troubles);  // "power_loss,kills"
unsigned troubles_of(const std::string& words);

struct Options {
  unsigned troubles = every_trouble;
  int errands = 30;
  Weakness weakness = Weakness::none;
};

struct Result {
  std::string violation;           // empty: none
  std::vector<std::string> story;  // the last steps before it
  std::uint64_t trace = 0;         // a digest of all that was answered
  std::int64_t simulated = 0;      // microseconds
  std::map<std::string, std::uint64_t> counts;
};

Result simulate(std::uint64_t seed, const Options& options);

}  // namespace authledger::simulation
