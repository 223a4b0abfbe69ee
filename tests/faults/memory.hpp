// Row F08: no memory for the n-th allocation of a server that serves.
#pragma once

#include "tests/faults/load.hpp"

namespace authledger::test {

// Fails one allocation after another. The server answers, refuses with 5xx, or ends on its own; it
// does not fall over, and what it has acknowledged is there.
inline void fail_allocations(int first, int last, int step) {
  TemporaryDirectory folder;
  Told told;
  Faults faults(folder.path());
  std::unique_ptr<Daemon> daemon;
  std::uint16_t port = 0;
  int ended = 0, failed = 0;
  for (int number = first; number < last; number += step) {
    SCOPED_TRACE("allocation " + std::to_string(number));
    if (!daemon) {
      daemon = serve(folder.path(), faults);
      port = daemon->port();
      ASSERT_NE(port, 0) << daemon->said_on_standard_error();
      if (told.acknowledged.empty()) open_episodes(port, told);
    }
    Client client(port);
    faults.arm(Operation::allocate, {.passes = number});
    const bool is_answered = post(client, sessions("m", number, 1), told);
    faults.disarm(Operation::allocate);
    failed += faults.fired(Operation::allocate) > 0;
    if (is_answered || ask_or_gone(port).status == 200) continue;
    const int code = daemon->wait();
    EXPECT_TRUE(code == 1 || code == 70 || code == -SIGABRT) << code;
    daemon.reset();
    ++ended;
  }
  EXPECT_GT(failed, 10);
  std::printf("%d allocations failed, the server ended %d times\n", failed, ended);
  daemon = daemon ? std::move(daemon) : serve(folder.path());
  daemon->end(SIGKILL);
  expect_whole(folder.path(), told);
}

}  // namespace authledger::test
