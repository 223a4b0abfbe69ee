// What a review asks the payer for, and how that was counted: the kind of request with the reason
// for it, from when to when, how many units, how often.
//
// Amounts are those of the standing's next request (payers/RULES.md, section 5); here they are set
// out so that a reader can do the sum again. What nobody has said is absent, not assumed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/standing/standing.hpp"

namespace authledger {

struct Reach {  // how far an amount that the payer grants would go by the schedule
  int amount = 0;
  std::optional<Date> through;  // none: beyond the year that is looked ahead
};

struct Frequency {  // of the schedule on the first day asked for
  std::vector<Weekday> weekdays;
  int minutes_each = 0;
  std::optional<int> units_each;  // none: the sessions ahead are not charged alike
  std::string service, modality;
  Date since;
  Seq event = 0;

  int days_a_week() const { return static_cast<int>(weekdays.size()); }
  int minutes_a_week() const { return days_a_week() * minutes_each; }
};

struct PacketAsk {
  RequestMode mode = RequestMode::continued_stay;
  std::string why;  // the rule by which the mode was decided, in a sentence
  Because mode_because;

  std::optional<Date> from;  // the first scheduled day that nothing covers
  std::optional<Date> to;    // the planned discharge
  std::optional<Unit> unit;
  std::optional<int> sessions, needed;  // from `from` to `to`; none without `to`
  // What to ask for: by the payer's amounts; where it names none, `needed`.
  std::optional<int> units;
  std::vector<int> allowed;    // amounts that the payer grants, ascending; empty: none are known
  std::optional<int> at_most;  // likewise, in one request
  std::vector<Reach> reaches;  // without `to`, how far each of them goes
  Because because;
  std::vector<std::string> arithmetic;  // a sentence each
  std::optional<Frequency> frequency;   // none: nothing is scheduled

  // Held without cover, for which it may still be asked, or nobody says whether it may.
  std::vector<UncoveredUnits> held;
};

}  // namespace authledger
