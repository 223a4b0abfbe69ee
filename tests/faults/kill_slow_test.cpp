// Row F01 in full: 200 kills.
#include <gtest/gtest.h>

#include "tests/faults/kill_rounds.hpp"

namespace authledger::test {
namespace {

TEST(KillNine, TwoHundredTimesLosesNothingThatWasAcknowledgedAndDoublesNothing) {
  kill_again_and_again(200, 20'260'302);
}

}  // namespace
}  // namespace authledger::test
