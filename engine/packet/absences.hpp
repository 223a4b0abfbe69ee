// Who was missed when, whether that was excused, and what was done about it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/standing/standing.hpp"

namespace authledger {

struct Outreach {      // what a miss has led to: a notice by the payer's rule, or one sent without
  std::string notice;  // key of the obligation
  std::string rule;
  MissedSessionRule::Action action = MissedSessionRule::Action::notify;
  std::string whom;
  ObligationStatus status = ObligationStatus::open;
  std::optional<Instant> due_at;
  std::optional<Completion> done;
  std::vector<Seq> events;
};

struct Absence {
  Date date;
  std::string session;
  Seq event = 0;
  Outcome outcome = Outcome::no_show;
  bool excused = false;
  std::vector<Outreach> outreach;  // empty: none is recorded
};

struct AbsenceCounts {  // of the whole stay; what the facility cancelled is no absence
  int excused = 0, unexcused = 0, by_facility = 0;
};

}  // namespace authledger
