// Reading logs: what the fold needs of one episode.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/episode/episode.hpp"
#include "engine/episode/joining.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

std::optional<LogHead> find_log(sql::Connection& connection, const std::string& episode);

struct LogAndWaiting {
  LogHead head;
  bool is_waiting = false;  // its row says that its derived rows do not know all events
};
std::optional<LogAndWaiting> find_log_and_waiting(sql::Connection& connection,
                                                  const std::string& episode);

// In the order of seq. Throws sql::Error when a stored fact cannot be read.
std::vector<Event> read_log(sql::Connection& connection, const std::string& episode);
// Appends those after `seq` to `log`. Throws as above, and leaves there what it has read.
void read_log_after(sql::Connection& connection, const std::string& episode, std::int64_t seq,
                    std::vector<Event>& log);

std::vector<std::string> episode_ids(sql::Connection& connection);  // all, ascending
// Those that are open, or were at `as_of`: nothing tells of those restated after it whether they
// were, nor of those that wait to be restated.
std::vector<std::string> open_episode_ids(sql::Connection& connection, Instant as_of);
// Those that have events which their derived rows do not know yet, ascending.
std::vector<std::string> waiting_episode_ids(sql::Connection& connection);

}  // namespace authledger::store
