// Row F20: the machine's clock jumps.
#include <gtest/gtest.h>

#include "tests/faults/load.hpp"

namespace authledger::test {
namespace {

constexpr std::int64_t day = 86'400, year = 365 * day;

// The newest recorded_at of the ledger, in days since 1970.
std::int64_t newest_day(const std::string& data) {
  std::int64_t newest = 0;
  const auto reader = store::DataDirectory::open_to_read(data).connect_to_read();
  reader->run("SELECT max(recorded_at) FROM event", {},
              [&](const sql::Row& row) { newest = row.integer(0) / 1'000'000 / day; });
  return newest;
}

TEST(ClockThatJumps, NeverMakesALogGoBackAndDoesNotDisturbTheService) {
  SKIP_WITHOUT_SHIM();
  TemporaryDirectory folder;
  Told told;
  Faults faults(folder.path());
  std::int64_t first_day = 0;
  for (const std::int64_t start : {std::int64_t{0}, -2 * day}) {  // the second: set back meanwhile
    faults.shift_clock(start);
    const auto daemon = serve(folder.path(), faults);
    const std::uint16_t port = daemon->port();
    ASSERT_NE(port, 0);
    if (start == 0) open_episodes(port, told);
    if (start == 0) first_day = newest_day(folder.path());
    Client client(port);
    int posts = 0;
    for (const std::int64_t offset :
         {1L, -1L, 60L, -3'600L, day, -day, year, -year, 0L, 30L, -30L}) {
      faults.shift_clock(start + offset);
      for (int i = 0; i < 5; ++i, ++posts)
        ASSERT_TRUE(post(client, sessions(start == 0 ? "a" : "b", posts, 1 + i % 3), told));
      EXPECT_EQ(ask(port, get_request("/healthz")).status, 200);
      EXPECT_EQ(ask(port, get_request("/v1/worklist")).status, 200);
      EXPECT_EQ(ask(port, get_request("/v1/episodes/E1/standing")).status, 200);
    }
    EXPECT_EQ(daemon->end(SIGTERM), 0);
  }
  EXPECT_TRUE(told.unanswered.empty());
  EXPECT_GE(newest_day(folder.path()), first_day + 364);  // the jumps have reached the server
  expect_whole(folder.path(), told);
}

}  // namespace
}  // namespace authledger::test
