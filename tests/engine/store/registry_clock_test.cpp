// Found by the simulation: a register whose clock went back between two entries.
#include <gtest/gtest.h>

#include "engine/store/registry.hpp"
#include "engine/store/tables.hpp"
#include "tests/support/given.hpp"

namespace authledger::test {
namespace {

TEST(Register, GivesTheEntryThatWasEnteredLastAlthoughTheClockWentBack) {
  const auto connection = sql::open_sqlite(":memory:", sql::Access::write);
  store::open_tables(*connection);
  const Instant later = instant("2026-03-02T12:00:00Z"), earlier = instant("2026-03-01T12:00:00Z");
  const auto name_last = [&] {
    return store::find_member(*connection, "m-1", store::registered_last)->name;
  };
  store::enter_member(*connection, {"m-1", "Ada Invented", {}, ""}, later);
  EXPECT_EQ(store::enter_member(*connection, {"m-1", "Bo Made-Up", {}, ""}, earlier),
            store::Entered::changed);
  EXPECT_EQ(name_last(), "Bo Made-Up");
  EXPECT_EQ(store::enter_member(*connection, {"m-1", "Cy Nobody", {}, ""}, earlier),
            store::Entered::changed);
  EXPECT_EQ(name_last(), "Cy Nobody");
}

}  // namespace
}  // namespace authledger::test
