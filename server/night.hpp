// The nights of the facilities within the service: what is due, and the writes that do it. No
// thread and no clock of its own; NightWatch (night_watch.hpp) has both.
//
//     Nights nights({.at = {120}}, [&] { return api_book; });
//     for (const store::DueNight& due : nights.due(reader, now)) {
//       NightProgress progress;
//       while (!progress.is_done) submit(nights.step(due, progress));     // each waits for its
//       turn
//     }
//
// A step restates a few episodes and keeps how far it came in the same transaction, so a night goes
// on after a crash where it was, and is done once for each facility and local date. Posts that
// arrive meanwhile share the step's commit or come right after it.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/policy/policy_book.hpp"
#include "engine/store/nights.hpp"
#include "server/writer.hpp"

namespace authledger::server {

struct NightSettings {
  TimeOfDay at{120};                   // the facility's own time
  std::size_t episodes_per_step = 10;  // the writes of others wait so long
};

struct NightProgress {
  bool is_done = false;
  std::size_t episodes = 0;  // restated so far, before a crash too
  std::size_t damaged = 0;   // left alone by the steps of this run
  std::size_t seen = 0;      // taken up by the steps of this run
  std::size_t packets = 0;   // new versions, of this run
  std::size_t unbuilt = 0;   // reviews without one
};

class Nights {
 public:
  // `book` tells the policies in force; from the writer's thread.
  Nights(NightSettings settings, std::function<std::shared_ptr<const PolicyBook>()> book)
      : settings_(settings), book_(std::move(book)) {}

  // In a transaction of its own. `now`: by the machine's clock, which may go back; what is done
  // stays done all the same.
  std::vector<store::DueNight> due(sql::Connection& reader, Instant now) const;

  // In a transaction of its own.
  static std::size_t episodes_left(sql::Connection& reader, const store::DueNight& due);

  // The next step. Its answer is 200 and `progress` is written when it has been applied; `progress`
  // must live as long.
  Write step(const store::DueNight& due, NightProgress& progress) const;

 private:
  NightSettings settings_;
  std::function<std::shared_ptr<const PolicyBook>()> book_;
};

}  // namespace authledger::server
