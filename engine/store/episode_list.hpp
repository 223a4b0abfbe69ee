// Episodes with their figures as of the last restating of each.
//
//     list_episodes(connection, {.facility = "north", .is_open = true});
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

struct EpisodeQuery {
  std::optional<std::string> facility = {};
  std::optional<bool> is_open = {};
  std::size_t limit = 100;
  std::size_t offset = 0;
};

struct ListedEpisode {
  std::string id;
  std::string facility;
  std::optional<std::string> member, payer;
  bool is_open = true;
  // Dates as stored, YYYY-MM-DD.
  std::optional<std::string> admitted, discharged, covered_through, first_uncovered_day;
  std::int64_t uncovered_units = 0;
  std::int64_t events = 0;
  Instant last_recorded_at, restated_at;
};

// By id.
std::vector<ListedEpisode> list_episodes(sql::Connection& connection, const EpisodeQuery& query);

}  // namespace authledger::store
