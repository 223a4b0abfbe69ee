// What changes between two standings of one episode: under other policies, or at another moment.
//
//     const Comparison changed = compare(standing_today, standing_under_the_draft);
//     changed.changes      // review:A1, due_at, 25 March -> 20 March; …
//     changed.tally        // 1 obligation moved, 2 units of cover lost, …
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/standing/standing.hpp"

namespace authledger::compare {

enum class Section : std::uint8_t {
  coverage,
  authorization,
  session,
  uncovered,
  intensity,
  review,
  notice,
  duty,
  decision,
  request,
  finding,
  unknown
};
constexpr int section_count = 12;
std::string_view word(Section section);

// Monostate: not there, or not known.
using Value = std::variant<std::monostate, std::int64_t, Date, Instant, std::string>;

struct Change {
  Section section = Section::coverage;
  std::string what;   // an obligation's key, a session, an authorization with its line, …
  std::string field;  // as the standing's JSON calls it; empty: the thing itself comes or goes
  Value before, after;
};

// Sums that add up over many episodes.
struct Tally {
  // Units of attended sessions that were covered on one side and are not on the other. Sessions
  // that are covered in full on both sides count for neither, whatever unit they are counted in.
  std::int64_t cover_lost = 0, cover_gained = 0;
  std::int64_t sessions_changed = 0;  // charged, covered, who pays or flags; or come or gone
  std::int64_t obligations_added = 0, obligations_removed = 0;
  std::int64_t obligations_moved = 0;   // another due date
  std::int64_t obligations_turned = 0;  // another status
  std::int64_t findings_added = 0, findings_removed = 0;
  // Episodes whose first day without cover comes earlier (or at all), or later (or never).
  std::int64_t uncovered_earlier = 0, uncovered_later = 0;

  Tally& operator+=(const Tally& other);
};

struct Comparison {
  std::vector<Change> changes;  // by (section, what), in the order of the fields
  Tally tally;
};

Comparison compare(const Standing& before, const Standing& after);

}  // namespace authledger::compare
