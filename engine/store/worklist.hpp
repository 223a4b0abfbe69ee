// The worklist: every obligation that is still to be done, over all episodes, soonest first.
//
//     auto page = worklist(connection, {.as_of = now, .limit = 100});
//     query.after = place_of(page.back());                  // and so on, page by page
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/compartment.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

// What comes first. Equals stand by (due_at, episode, position); what has no such value stands last
// in both directions. `status`: overdue, open, upcoming; `member`: by name, in bytes.
enum class WorklistSort : std::uint8_t {
  due_at,
  payer,
  member,
  status,
  kind,
  facility,
  assignee,
  episode
};

// Where an item stands in the order of the list. What is added or done between two pages moves no
// other item over a place. A status changes with the clock: whoever goes on in a list sorted by it
// asks for the same as_of.
struct WorklistPlace {
  std::optional<Instant> due_at;  // none: behind all that have one
  std::string episode;
  std::int64_t position = 0;                  // in the episode's standing
  std::optional<std::string> sorted_by = {};  // what the sort goes by; of due_at: not used
};

// Asleep is what was snoozed until later than as_of and is not overdue.
enum class Snoozed : std::uint8_t { hide, show, only };

struct WorklistQuery {
  Instant as_of;  // pending obligations age with the clock: upcoming, open, overdue
  std::optional<std::string> facility = {}, payer = {}, kind = {}, status = {}, assignee = {};
  Compartment visible = {};              // episodes within it only
  std::optional<bool> is_assigned = {};  // false: what nobody has
  Snoozed snoozed = Snoozed::hide;
  std::optional<Instant> due_from = {}, due_before = {};  // an item without due_at is in neither
  WorklistSort sort = WorklistSort::due_at;
  bool is_descending = false;
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
  std::optional<std::string> assignee;
  std::optional<Instant> snoozed_until;  // while it is asleep
  std::optional<std::string> sorted_by;  // of a sort by something else than due_at
};

inline WorklistPlace place_of(const WorklistItem& item) {
  return {item.due_at, item.episode, item.position, item.sorted_by};
}

// Pending obligations only (upcoming, open, overdue). By due_at a page costs the same wherever it
// begins; any other order sorts all that the filters leave.
std::vector<WorklistItem> worklist(sql::Connection& connection, const WorklistQuery& query);

}  // namespace authledger::store
