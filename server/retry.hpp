// When a delivery is tried again: the schedule of the Standard Webhooks specification, for every
// kind of endpoint.
//
//     const Verdict verdict = judge(outcome, 3, now, message.id);
//
// Ten attempts over 75 h 35 min, with up to a tenth more between two of them, so that those who
// failed together do not come back together. The tenth comes out of the seed: the same seed, the
// same instants.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/time/date.hpp"

namespace authledger::server {

constexpr int most_attempts = 10;

// What came of one attempt.
struct Outcome {
  enum class Kind : std::uint8_t { delivered, failed, gone };
  Kind kind = Kind::failed;
  int status = 0;                                // of the answer; 0: there was none
  std::optional<std::int64_t> retry_after = {};  // seconds, as the receiver asks
  std::string what = {};  // for the log and the table of attempts: never a receiver's text
};

// Of an answer to a webhook: 2xx is delivered, 410 wants nothing more, anything else (redirects,
// which are not followed, too) failed. Retry-After counts with 429 and 503.
Outcome outcome_of_status(int status, std::optional<std::int64_t> retry_after);

struct Verdict {
  enum class Kind : std::uint8_t { delivered, again, given_up, disabled };
  Kind kind = Kind::again;
  Instant next_at = {};  // of again
};

// `attempt` counts from 1.
Verdict judge(const Outcome& outcome, int attempt, Instant now, std::string_view seed);

}  // namespace authledger::server
