// Deadlines reckoned aloud: each function does what engine/time does and says how it got there.
#pragma once

#include <string>
#include <vector>

#include "engine/explain/wording.hpp"
#include "engine/time/deadline.hpp"

namespace authledger::explain {

struct ReachedDate {
  Date date;
  std::string said;       // a sentence without its full stop
  std::string over = {};  // what was stepped over; empty: nothing
};

struct ReachedInstant {
  Instant at;
  std::vector<std::string> said;  // sentences without their full stops, in their order
};

class Arithmetic {
 public:
  Arithmetic(const PayerTime& payer, const Zone& facility, const Wording& words)
      : payer_(payer), facility_(facility), words_(words) {}

  // "2 business days before Friday 27 March is Wednesday 25 March"; `what` names the start, as in
  // "the end".
  ReachedDate shifted(Date from, const std::string& what, const Span& span, int direction) const;

  ReachedInstant cutoff_on(Date date) const;
  // Occurrence k of the span after the anchor; k is 1 for what does not recur.
  ReachedInstant due(const Anchor& anchor, const std::string& what, const Span& span, int k) const;

 private:
  ReachedInstant after_hours(const Anchor& anchor, const std::string& what, int hours, int k) const;
  ReachedInstant chosen(const Anchor& anchor, const std::string& what, const Span& span,
                        int k) const;
  std::string clock_change(Instant from, Instant to) const;  // empty: none

  const PayerTime& payer_;
  const Zone& facility_;
  const Wording& words_;
};

}  // namespace authledger::explain
