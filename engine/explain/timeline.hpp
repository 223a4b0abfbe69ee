// The story of an episode in the order of the calendar: what happened, what somebody must do by
// when, and what is to be expected.
//
//     for (const TimelineEntry& entry : Explainer(log, book, facility, as_of).timeline()) ...
//
// It knows what was recorded by as_of. What was said again otherwise, or withdrawn, stands there as
// it is known now, and an entry at the moment of the correction says what it was before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/episode/episode.hpp"

namespace authledger::explain {

enum class TimelineStage : std::uint8_t {
  done,     // it happened, by as_of
  due,      // somebody must act: a pending obligation
  expected  // it will be so unless something changes
};
std::string_view word(TimelineStage stage);

struct TimelineEntry {
  std::optional<Date> date;   // at the facility; none: nobody gave a date, and it stands last
  std::optional<Instant> at;  // none: only the date is known
  TimelineStage stage = TimelineStage::done;
  // The type of the event, or correction, withdrawal, obligation, covered_through,
  // first_uncovered_day, authorization_ends, discharge.
  std::string kind;
  std::string text;         // a clause, without a full stop
  std::string key;          // of Explainer::explain; empty: none
  std::vector<Seq> events;  // that it rests on, ascending
};

struct Ground;

// By date and instant; those of a date without an instant first.
std::vector<TimelineEntry> timeline(const Ground& ground);

}  // namespace authledger::explain
