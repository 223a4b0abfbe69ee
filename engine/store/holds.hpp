// Legal holds: a member or an episode that must not be purged, why, since when, and on whose word.
// A hold is placed and lifted, each with a row of its own that nobody changes; only the purge of
// whom it was about, after it was lifted, takes the rows away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

struct HoldEnd {
  std::string reason;
  Instant lifted_at;
  std::string lifted_by;
};

struct LegalHold {
  std::string id;                              // 16 hexadecimal digits
  std::optional<std::string> member, episode;  // one of the two
  std::string reason;
  Instant placed_at;
  std::string placed_by;
  std::optional<HoldEnd> end;  // none: it is in force
};

// Draws the id, which is all that counts of `hold.id`. Within the caller's transaction; whether
// there is such a member or episode is the caller's to know. Throws sql::Error.
LegalHold place_hold(sql::Connection& writer, LegalHold hold);

// None: there is no such hold. One that was lifted already stays as it was.
std::optional<LegalHold> lift_hold(sql::Connection& writer, const std::string& id,
                                   const HoldEnd& end);

std::optional<LegalHold> find_hold(sql::Connection& connection, const std::string& id);
std::vector<LegalHold> all_holds(sql::Connection& connection);  // in the order of placing

// Those in force on a member, or on any of these episodes.
std::vector<LegalHold> holds_on(sql::Connection& connection,
                                const std::optional<std::string>& member,
                                const std::vector<std::string>& episodes);

}  // namespace authledger::store
