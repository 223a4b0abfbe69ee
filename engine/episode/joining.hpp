// Which event may join which log. The store asks before it appends; what is refused here never
// becomes part of a log.
//
// Refusals in the order in which they are reported: too many events, another facility, another
// member, an admission under another episode's name, a withdrawal of something that cannot be
// withdrawn.
#pragma once

#include <optional>

#include "engine/base/result.hpp"
#include "engine/episode/posted_event.hpp"

namespace authledger {

constexpr std::int64_t most_events_of_an_episode = 10'000;

// What the store knows about the log that the event wants to join.
struct LogHead {
  std::string episode;
  std::string facility;
  std::optional<std::string> member;  // none: nobody said yet
  std::int64_t last_seq = 0;          // 0: the log is empty
  Instant last_recorded_at;
};

// Of event.withdrawn: the event that it names; none: the store has no such event.
struct WithdrawnTarget {
  std::string episode;
  bool is_withdrawal = false;
};

std::optional<Problem> refusal(const LogHead& head, const PostedEvent& event,
                               const std::optional<WithdrawnTarget>& target);

}  // namespace authledger
