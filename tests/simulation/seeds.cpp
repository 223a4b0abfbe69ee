#include "tests/simulation/seeds.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace authledger::simulation {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

bool fails(std::uint64_t seed, const Options& options) {
  return !simulate(seed, options).violation.empty();
}

// Fewer errands and fewer troubles that still fail; perhaps in another way, which is as good.
Options smallest(std::uint64_t seed, Options options) {
  for (bool is_smaller = true; is_smaller;) {
    is_smaller = false;
    for (unsigned trouble = 1; trouble <= every_trouble; trouble <<= 1U) {
      Options less = options;
      less.troubles &= ~trouble;
      if (less.troubles == options.troubles || !fails(seed, less)) continue;
      options = less;
      is_smaller = true;
    }
    for (const int errands : {options.errands / 2, options.errands - 1}) {
      Options less = options;
      less.errands = errands;
      if (errands < 1 || !fails(seed, less)) continue;
      options = less;
      is_smaller = true;
      break;
    }
  }
  return options;
}

std::string told(std::uint64_t seed, const Options& whole) {
  const Options options = smallest(seed, whole);
  const Result result = simulate(seed, options);
  std::ostringstream text;
  text << "seed " << seed << ": " << simulate(seed, whole).violation << "\n"
       << "AUTHLEDGER_SEED=" << seed << " AUTHLEDGER_TROUBLES=" << words_of(options.troubles)
       << " AUTHLEDGER_ERRANDS=" << options.errands
       << " repeats the least of it: " << result.violation;
  for (const std::string& line : result.story) text << "\n  " << line.substr(0, 200);
  return text.str();
}

}  // namespace

Tally run_seeds(int count, Options options) {
  std::uint64_t seed = from_environment("AUTHLEDGER_FIRST_SEED", 1);
  std::uint64_t end = seed + from_environment("AUTHLEDGER_SEEDS", static_cast<unsigned>(count));
  if (std::getenv("AUTHLEDGER_SEED")) {
    seed = from_environment("AUTHLEDGER_SEED", 0);
    end = seed + 1;
  }
  if (const char* words = std::getenv("AUTHLEDGER_TROUBLES")) options.troubles = troubles_of(words);
  options.errands = static_cast<int>(
      from_environment("AUTHLEDGER_ERRANDS", static_cast<unsigned>(options.errands)));
  Tally tally;
  const auto start = std::chrono::steady_clock::now();
  for (int failures = 0; seed < end && failures < 3; ++seed) {
    const Result result = simulate(seed, options);
    ++tally.seeds;
    tally.simulated += result.simulated;
    for (const auto& [what, number] : result.counts) tally.counts[what] += number;
    if (result.violation.empty()) continue;
    ++failures;
    ADD_FAILURE() << told(seed, options);
  }
  put_sqlite_on(nullptr, 0);
  tally.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double simulated_seconds = static_cast<double>(tally.simulated) / 1e6;
  std::printf("%llu seeds: %.1f simulated days in %.1f s, %.0f times as fast as the clock\n",
              static_cast<unsigned long long>(tally.seeds), simulated_seconds / 86'400,
              tally.seconds, simulated_seconds / tally.seconds);
  for (const auto& [what, number] : tally.counts)
    std::printf("  %llu %s\n", static_cast<unsigned long long>(number), what.c_str());
  return tally;
}

std::uint64_t first_seed_to_find(Weakness weakness, int most, std::string& violation) {
  std::uint64_t found = 0;
  for (std::uint64_t seed = 1; seed <= static_cast<unsigned>(most) && found == 0; ++seed) {
    const Result result = simulate(seed, {.weakness = weakness});
    violation = result.violation;
    if (!violation.empty()) found = seed;
  }
  put_sqlite_on(nullptr, 0);
  return found;
}

}  // namespace authledger::simulation
