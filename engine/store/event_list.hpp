// The log of an episode as its senders said it: what somebody who follows it reads, and could send
// again.
//
//     for (const ListedEvent& event : events_of(connection, "E1")) ...
#pragma once

#include <string>
#include <vector>

#include "engine/episode/posted_event.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

struct ListedEvent {
  std::int64_t seq = 0;
  Instant recorded_at;
  PostedEvent posted;  // without its recorded_at; a withdrawal names the id that it withdraws
};

// In the order of seq; empty: there is no such episode. Throws sql::Error when a stored fact cannot
// be read.
std::vector<ListedEvent> events_of(sql::Connection& connection, const std::string& episode);

}  // namespace authledger::store
