// What passed between program and payer, by date: requests, decisions, reviews, and what the payer
// asked for in between.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/episode/episode.hpp"

namespace authledger {

struct HistoryEntry {
  enum class What : std::uint8_t { requested, approved, partial, denied, pended, review, asked };
  What what = What::requested;
  Instant at;
  Date date;                  // at the facility
  std::string authorization;  // of `asked`: the id of what was asked
  std::optional<std::string> number;
  bool expedited = false;
  std::optional<Date> start, end, next_review;
  std::vector<AuthorizedLine> lines;
  std::optional<std::string> reference;  // of a review: the payer's or the carrier's
  std::string words;                     // of `asked`: what for
  Seq event = 0;
};
std::string_view word(HistoryEntry::What what);  // "review_submitted"

}  // namespace authledger
