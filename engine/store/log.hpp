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

// In the order of seq. Throws sql::Error when a stored fact cannot be read.
std::vector<Event> read_log(sql::Connection& connection, const std::string& episode);

enum class Which { open, all };
std::vector<std::string> episode_ids(sql::Connection& connection, Which which);

}  // namespace authledger::store
