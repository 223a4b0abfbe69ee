#include "engine/time/deadline.hpp"

#include <algorithm>

#include "engine/base/result.hpp"

namespace authledger {
namespace {

// No occurrence lies further from its anchor: dates reach from 1900 to 2199, and the part of an
// earlier_of that is not the earliest would otherwise run away.
constexpr int farthest_days = 1'000 * 365;
constexpr int farthest_hours = farthest_days * 24;
constexpr int farthest_months = 1'000 * 12;

int times(int count, int k, int most) {
  return static_cast<int>(std::min(std::int64_t{count} * k, std::int64_t{most}));
}

}  // namespace

Date shift(Date date, const Span& span, const PayerTime& payer, int direction) {
  if (span.kind == Span::Kind::days) return shift_days(date, direction * span.count);
  ensure(span.kind == Span::Kind::business_days, "only days and business days shift a date");
  return shift_business_days(date, direction * span.count, payer.calendar);
}

Instant due(const Anchor& anchor, const Span& span, const PayerTime& payer) {
  return Recurrence(anchor, span, payer).next();
}

Instant Recurrence::next() {
  ++k_;
  std::size_t leaf = 0;
  return occurrence(span_, leaf);
}

Instant Recurrence::occurrence(const Span& span, std::size_t& leaf) {
  switch (span.kind) {
    case Span::Kind::hours:
      return anchor_.instant.plus_hours(times(span.count, k_, farthest_hours));
    case Span::Kind::days:
      return payer_.zone.at(shift_days(anchor_.date, times(span.count, k_, farthest_days)),
                            payer_.cutoff);
    case Span::Kind::months:
      return payer_.zone.at(plus_months(anchor_.date, times(span.count, k_, farthest_months)),
                            payer_.cutoff);
    case Span::Kind::business_days: {
      if (leaf == reached_.size()) reached_.push_back(anchor_.date);
      Date& reached = reached_[leaf++];
      if (reached - anchor_.date < farthest_days)
        reached = shift_business_days(reached, span.count, payer_.calendar);
      return payer_.zone.at(reached, payer_.cutoff);
    }
    case Span::Kind::later_of:
    case Span::Kind::earlier_of:
      break;
  }
  Instant chosen = occurrence(span.parts.front(), leaf);
  for (std::size_t i = 1; i < span.parts.size(); ++i) {
    const Instant candidate = occurrence(span.parts[i], leaf);
    chosen = span.kind == Span::Kind::later_of ? std::max(chosen, candidate)
                                               : std::min(chosen, candidate);
  }
  return chosen;
}

}  // namespace authledger
