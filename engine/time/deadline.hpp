// Deadlines: a span of time after an anchor, in a payer's own zone, cutoff and business days.
//
//     due({friday, zone.start_of(friday)}, Span::business_days(1), terms)   // Monday 17:00 in the
//     payer's zone
//
// Source: ledger rules, section 1.
#pragma once

#include <vector>

#include "engine/time/business_calendar.hpp"
#include "engine/time/date.hpp"
#include "engine/time/zone.hpp"

namespace authledger {

struct Span {
  enum class Kind : std::uint8_t { hours, days, business_days, later_of, earlier_of };
  Kind kind = Kind::days;
  int count = 0;            // of hours, days or business_days
  std::vector<Span> parts;  // of later_of and earlier_of, never empty there

  static Span hours(int n) { return {Kind::hours, n, {}}; }
  static Span days(int n) { return {Kind::days, n, {}}; }
  static Span business_days(int n) { return {Kind::business_days, n, {}}; }
};

// What a payer's deadlines are measured with.
struct PayerTime {
  Zone zone;
  TimeOfDay cutoff{17 * 60};
  BusinessCalendar calendar;
};

// Where a span starts: a day at the facility, and its instant (00:00 there when only the day is
// known).
struct Anchor {
  Date date;
  Instant instant;
};

// `times` multiplies every count, for the k-th occurrence of a recurring duty.
Instant due(const Anchor& anchor, const Span& span, const PayerTime& payer, int times);

// Only for spans of days or business days; the sign of `direction` says which way.
Date shift(Date date, const Span& span, const PayerTime& payer, int direction);

}  // namespace authledger
