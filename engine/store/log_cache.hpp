// Logs that were read and decoded before, so that an event that joins one costs the reading of that
// event and not of all before it. A log only grows: what was read of it once is never read again.
//
//     LogCache cache(100'000);
//     const std::vector<Event>& log = cache.read(connection, "E1", head.last_seq);
//
// It knows nothing of transactions: forget() what was read in one that was undone.
#pragma once

#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/episode/episode.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

class LogCache {
 public:
  // Holds about so many events, and always the log that was read last.
  explicit LogCache(std::size_t most_events) : most_events_(most_events) {}

  // The log from its beginning to `last_seq`, which is that of its head. Valid until the next call.
  // Throws sql::DamagedRow when an event cannot be read.
  const std::vector<Event>& read(sql::Connection& connection, const std::string& episode,
                                 std::int64_t last_seq);

  void forget();

 private:
  struct Entry {
    std::string episode;
    std::vector<Event> log;
  };
  using Entries = std::list<Entry>;

  void make_room();

  std::size_t most_events_;
  std::size_t events_ = 0;
  Entries entries_;  // the one read last first
  std::unordered_map<std::string, Entries::iterator> by_episode_;
};

}  // namespace authledger::store
