#include "engine/episode/event.hpp"

#include <algorithm>
#include <array>

#include "engine/base/result.hpp"

namespace authledger {

std::string_view word(Decision decision) {
  switch (decision) {
    case Decision::approved:
      return "approved";
    case Decision::partial:
      return "partial";
    case Decision::denied:
      return "denied";
    case Decision::pended:
      return "pended";
  }
  fail("a decision without a word");
}

std::string_view word(MeasureChosen::Measure measure) {
  switch (measure) {
    case MeasureChosen::Measure::days:
      return "days";
    case MeasureChosen::Measure::attended_minutes:
      return "attended_minutes";
  }
  fail("a measure without a word");
}

int SessionRecorded::minutes() const {
  if (given_minutes) return *given_minutes;
  ensure(end.has_value(), "a session without minutes has an end");
  constexpr std::int64_t minute = 60'000'000;
  const std::int64_t elapsed = end->microseconds() - start.microseconds();
  const std::int64_t whole = elapsed < 0 ? 0 : elapsed / minute;
  return static_cast<int>(std::max<std::int64_t>(0, whole - break_minutes));
}

std::string_view type_word(const Fact& fact) {
  static constexpr std::array<std::string_view, std::variant_size_v<Fact>> words{
      "episode.admitted",
      "episode.discharged",
      "coverage.set",
      "schedule.set",
      "authorization.requested",
      "authorization.decided",
      "authorization.voided",
      "session.recorded",
      "session.voided",
      "prior_use.reported",
      "review.submitted",
      "notice.sent",
      "duty.completed",
      "payer.asked",
      "discharge.planned",
      "measure.chosen",
      "other_care.reported",
      "obligation.assigned",
      "obligation.waived",
      "obligation.snoozed",
      "event.withdrawn"};
  return words[fact.index()];
}

}  // namespace authledger
