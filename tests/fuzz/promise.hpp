// What a fuzzed property promises: when it does not hold, the input is kept by libFuzzer.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace authledger::fuzz {

inline void promise(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

}  // namespace authledger::fuzz
