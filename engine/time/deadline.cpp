#include "engine/time/deadline.hpp"

#include <algorithm>

#include "engine/base/result.hpp"

namespace authledger {

Date shift(Date date, const Span& span, const PayerTime& payer, int direction) {
  if (span.kind == Span::Kind::days) return shift_days(date, direction * span.count);
  ensure(span.kind == Span::Kind::business_days, "only days and business days shift a date");
  return shift_business_days(date, direction * span.count, payer.calendar);
}

Instant due(const Anchor& anchor, const Span& span, const PayerTime& payer, int times) {
  switch (span.kind) {
    case Span::Kind::hours:
      return anchor.instant.plus_hours(std::int64_t{span.count} * times);
    case Span::Kind::days:
    case Span::Kind::business_days:
      return payer.zone.at(shift(anchor.date, span, payer, times), payer.cutoff);
    case Span::Kind::later_of:
    case Span::Kind::earlier_of:
      break;
  }
  Instant chosen = due(anchor, span.parts.front(), payer, times);
  for (const Span& part : span.parts) {
    const Instant candidate = due(anchor, part, payer, times);
    chosen = span.kind == Span::Kind::later_of ? std::max(chosen, candidate)
                                               : std::min(chosen, candidate);
  }
  return chosen;
}

}  // namespace authledger
