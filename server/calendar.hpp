// iCalendar (RFC 5545): a feed of moments that a calendar program subscribes to.
//
//     calendar_text("Deadlines", {{.identity = {"E1", "review:A1"}, .summary = "review, episode
//     E1",
//                                  .category = "open", .starts_at = due, .changed_at = restated}});
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/time/date.hpp"

namespace authledger::server {

struct CalendarEntry {
  // What the entry is about. Its UID is a UUID of these texts (RFC 9562, version 5): the same
  // whenever the feed is read, and nobody reads the texts off it.
  std::vector<std::string> identity;
  std::string summary;
  std::string category;  // empty: none
  Instant starts_at;     // it takes no time
  Instant changed_at;
};

// Lines end with CRLF and are folded at 75 octets, never within a character.
std::string calendar_text(std::string_view name, const std::vector<CalendarEntry>& entries);

}  // namespace authledger::server
