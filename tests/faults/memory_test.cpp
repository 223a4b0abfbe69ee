#include "tests/faults/memory.hpp"

#include <gtest/gtest.h>

namespace authledger::test {
namespace {

TEST(OutOfMemory, LosesNothingThatWasAcknowledged) {
  SKIP_WITHOUT_SHIM();
  fail_allocations(0, 400, 17);
}

}  // namespace
}  // namespace authledger::test
