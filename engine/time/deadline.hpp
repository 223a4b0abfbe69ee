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
  enum class Kind : std::uint8_t { hours, days, business_days, later_of, earlier_of, months };
  Kind kind = Kind::days;
  int count = 0;            // of hours, days, business_days or months
  std::vector<Span> parts;  // of later_of and earlier_of, never empty there

  static Span hours(int n) { return {Kind::hours, n, {}}; }
  static Span days(int n) { return {Kind::days, n, {}}; }
  static Span business_days(int n) { return {Kind::business_days, n, {}}; }
  static Span months(int n) { return {Kind::months, n, {}}; }
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

Instant due(const Anchor& anchor, const Span& span, const PayerTime& payer);

// When a duty that recurs is due: the k-th call of next() is due() with every count of the span
// taken k times. Counts are at least 1. Each step goes on from the one before, because counting
// business days from the anchor every time would make a long log quadratic.
class Recurrence {
 public:
  Recurrence(const Anchor& anchor, const Span& span, const PayerTime& payer)
      : anchor_(anchor), span_(span), payer_(payer) {}
  Instant next();

 private:
  Instant occurrence(const Span& span, std::size_t& leaf);

  const Anchor& anchor_;
  const Span& span_;
  const PayerTime& payer_;
  int k_ = 0;
  std::vector<Date> reached_;  // by each business_days of the span, in its order
};

// Only for spans of days or business days; the sign of `direction` says which way.
Date shift(Date date, const Span& span, const PayerTime& payer, int direction);

}  // namespace authledger
