// Runs a simulation for each of many seeds, and says of a failure which seed it was, what of the
// troubles it needs, and how to see it again.
//
//     AUTHLEDGER_SEED=17 simulation_test                  one seed
//     AUTHLEDGER_FIRST_SEED=5000 AUTHLEDGER_SEEDS=20000   so many from there
//     AUTHLEDGER_TROUBLES=kills,clock_jumps               only these (none: an empty word)
//     AUTHLEDGER_ERRANDS=12                               shorter runs
#pragma once

#include "tests/simulation/simulation.hpp"

namespace authledger::simulation {

struct Tally {
  std::uint64_t seeds = 0;
  std::int64_t simulated = 0;  // microseconds
  double seconds = 0;          // of the machine's
  std::map<std::string, std::uint64_t> counts;
};

// ADD_FAILUREs for up to three seeds, and prints the tally.
Tally run_seeds(int count, Options options);

// The first of the seeds 1 to `most` that a check stops under this weakness, with what it said; 0:
// none of them.
std::uint64_t first_seed_to_find(Weakness weakness, int most, std::string& violation);

}  // namespace authledger::simulation
