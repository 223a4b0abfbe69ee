// The worklist: every obligation that is still to be done, over all episodes, soonest first.
//
//     auto page = worklist(connection, {.as_of = now, .limit = 100});
//     query.after = place_of(page.back());                  // and so on, page by page
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

// Where an item stands in the order of the list. What is added or done between two pages moves no
// other item over a place.
struct WorklistPlace {
  std::optional<Instant> due_at;  // none: behind all that have one
  std::string episode;
  std::int64_t position = 0;  // in the episode's standing
};

struct WorklistQuery {
  Instant as_of;  // pending obligations age with the clock: upcoming, open, overdue
  std::optional<std::string> facility = {}, payer = {}, kind = {}, status = {};
  std::optional<Instant> due_from = {}, due_before = {};  // an item without due_at is in neither
  std::size_t limit = 100;
  std::size_t offset = 0;                   // of what stands behind `after`
  std::optional<WorklistPlace> after = {};  // none: from the start
};

struct WorklistItem {
  std::string episode;
  std::int64_t position = 0;  // in its standing
  std::string facility;
  std::optional<std::string> member;       // id
  std::optional<std::string> member_name;  // as registered last
  std::optional<std::string> payer;
  std::string key, kind, status;
  std::optional<std::string> rule, authorization;
  std::optional<Instant> opens_at, due_at;
  std::string because;  // JSON
  Instant restated_at;  // when its dates were computed
};

inline WorklistPlace place_of(const WorklistItem& item) {
  return {item.due_at, item.episode, item.position};
}

// Pending obligations only (upcoming, open, overdue), by (due_at, episode, key), those without
// due_at last.
std::vector<WorklistItem> worklist(sql::Connection& connection, const WorklistQuery& query);

}  // namespace authledger::store
