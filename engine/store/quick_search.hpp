// Finding an episode while somebody types: the few that one screen shows, with what tells them
// apart. From the derived rows, so that it costs no standing.
//
//     quick_search(connection, "jos", {{"north"}}, 12);
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/compartment.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

enum class Matched : std::uint8_t { name, member_id, plan_member_id, authorization, episode };
std::string_view word(Matched matched);

struct QuickMatch {
  std::string episode, facility;
  std::optional<std::string> member, member_name, payer;
  std::optional<Date> birth_date;
  bool is_open = false;
  Matched matched = Matched::name;
  std::map<std::string, std::int64_t> remaining;  // by unit, of authorizations that have not ended
  std::optional<std::string> covered_through;     // a date
  std::optional<Instant> next_review;             // the due date of the first that is pending
};

// Looks for the text whole in ids of members and cards, at the beginning of episode ids and of
// authorization numbers (as written, or in capitals), and for its words in names as find_members
// does. At most `limit`: open ones first, those admitted last first. `now` says which
// authorizations have ended. Throws sql::DamagedRow as find_members.
std::vector<QuickMatch> quick_search(sql::Connection& connection, const std::string& text,
                                     const Compartment& visible, Instant now, std::size_t limit);

}  // namespace authledger::store
