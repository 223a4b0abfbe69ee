#include "server/retry.hpp"

#include <algorithm>
#include <array>

#include "engine/base/result.hpp"
#include "engine/base/sha256.hpp"

namespace authledger::server {
namespace {

// Seconds between two attempts: standardwebhooks, "Retries".
constexpr std::array<std::int64_t, most_attempts - 1> pauses{
    5, 5 * 60, 30 * 60, 2 * 3'600, 5 * 3'600, 10 * 3'600, 14 * 3'600, 20 * 3'600, 24 * 3'600};
constexpr std::int64_t longest_asked_pause = 24 * 3'600;

std::int64_t tenths_of_thousand(std::string_view seed, int attempt) {
  const std::string digest = sha256(std::string(seed) + '\n' + std::to_string(attempt));
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(digest[i]); };
  return (byte(0) * 256 + byte(1)) % 1'001;
}

}  // namespace

Outcome outcome_of_status(int status, std::optional<std::int64_t> retry_after) {
  Outcome outcome{.status = status, .what = "status " + std::to_string(status)};
  if (status >= 200 && status < 300)
    outcome.kind = Outcome::Kind::delivered;
  else if (status == 410)
    outcome.kind = Outcome::Kind::gone;
  if (status == 429 || status == 503) outcome.retry_after = retry_after;
  return outcome;
}

Verdict judge(const Outcome& outcome, int attempt, Instant now, std::string_view seed) {
  ensure(attempt >= 1, "attempts count from 1");
  if (outcome.kind == Outcome::Kind::delivered) return {Verdict::Kind::delivered};
  if (outcome.kind == Outcome::Kind::gone) return {Verdict::Kind::disabled};
  if (attempt >= most_attempts) return {Verdict::Kind::given_up};
  const std::int64_t planned = pauses[static_cast<std::size_t>(attempt - 1)] * 1'000'000;
  std::int64_t pause = planned + planned / 10 * tenths_of_thousand(seed, attempt) / 1'000;
  if (outcome.retry_after)
    pause = std::max(
        pause, std::clamp<std::int64_t>(*outcome.retry_after, 0, longest_asked_pause) * 1'000'000);
  return {Verdict::Kind::again, Instant::from_microseconds(now.microseconds() + pause)};
}

}  // namespace authledger::server
