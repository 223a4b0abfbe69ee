// Events as their senders said them: what somebody who follows them reads, and could send again.
//
//     for (const ListedEvent& event : events_of(connection, "E1")) ...          // one log
//     for (const ListedEvent& event : events_after(connection, 0, {})) ...      // all, as
//     committed
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/episode/posted_event.hpp"
#include "engine/store/compartment.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

struct ListedEvent {
  std::int64_t position = 0;  // in the order of commitment over all episodes, from 1, no gaps
  std::int64_t seq = 0;
  Instant recorded_at;
  PostedEvent posted;  // without its recorded_at; a withdrawal names the id that it withdraws
};

// In the order of seq; empty: there is no such episode. Throws sql::DamagedRow when a stored fact
// cannot be read.
std::vector<ListedEvent> events_of(sql::Connection& connection, const std::string& episode);

struct PageLimits {
  std::size_t events = 100;
  std::size_t bytes = std::size_t{4} << 20;  // of the facts; the first event counts as fitting
  Compartment visible = {};                  // of episodes within it only
};

// Of all episodes, those behind `position`, in the order of position. Throws sql::DamagedRow when a
// stored fact cannot be read.
std::vector<ListedEvent> events_after(sql::Connection& connection, std::int64_t position,
                                      const PageLimits& limits);

// Whether an event has this id, the sender's, in any log.
bool has_event(sql::Connection& connection, const std::string& id);

// Of the event committed last; 0: there is none.
// Of an event that was purged; 0: none was.
std::int64_t last_purged_position(sql::Connection& connection);
std::int64_t last_position(sql::Connection& connection);
// The same of the episodes within a compartment.
std::int64_t last_position_in(sql::Connection& connection, const Compartment& visible);

}  // namespace authledger::store
