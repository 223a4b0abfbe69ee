// The worklist: every obligation that is still to be done, over all episodes, soonest first.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

struct WorklistQuery {
  Instant as_of;  // pending obligations age with the clock: upcoming, open, overdue
  std::optional<std::string> facility, payer, kind, status;
  std::optional<Instant> due_before;
  std::size_t limit = 100;
  std::size_t offset = 0;
};

struct WorklistItem {
  std::string episode;
  std::string facility;
  std::optional<std::string> member;       // id
  std::optional<std::string> member_name;  // as registered last
  std::optional<std::string> payer;
  std::string key, kind, status;
  std::optional<std::string> rule, authorization;
  std::optional<Instant> opens_at, due_at;
  std::string because;  // JSON
};

// Pending obligations only (upcoming, open, overdue), by (due_at, episode, key).
std::vector<WorklistItem> worklist(sql::Connection& connection, const WorklistQuery& query);

}  // namespace authledger::store
