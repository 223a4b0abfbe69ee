// Row F08 in full: every allocation of a post, one after another.
#include <gtest/gtest.h>

#include "tests/faults/memory.hpp"

namespace authledger::test {
namespace {

TEST(OutOfMemory, AtEachAllocationLosesNothingThatWasAcknowledged) {
  SKIP_WITHOUT_SHIM();
  fail_allocations(0, 1'200, 1);
}

}  // namespace
}  // namespace authledger::test
