// Which lines of authorizations are about to run out: few units left, or few days, whichever comes
// first.
//
//     for (const Reminder& it : reminders_of(standing, episode, facility.id, rules)) ...
//
// What few means is the organization's own, by payer and facility; no rule, no reminder. A reminder
// is moot once the member is discharged, or another authorization has taken the line's place: of
// its code, approved, with more units than the threshold (for units: one that ends no earlier), or
// that ends later (for days).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/standing/standing.hpp"

namespace authledger {

struct ReminderThreshold {
  std::optional<int> units_left, days_left;  // at least one; reached at that many, and below
  bool operator==(const ReminderThreshold&) const = default;
};

struct ReminderRule {
  std::optional<std::string> payer, facility;  // none: any
  std::vector<ReminderThreshold> thresholds;
  bool operator==(const ReminderRule&) const = default;
};

// The nearest of them speaks: of payer and facility before of the payer, before of the facility,
// before of any. Null: none does.
const ReminderRule* rule_for(const std::vector<ReminderRule>& rules,
                             const std::optional<std::string>& payer, const std::string& facility);

struct Reminder {
  std::string key;  // "reminder:A1:0:units-8:days-14"
  std::string authorization;
  int line = 0;         // from 0
  bool is_new = false;  // the authorization has not ended yet: it may be told for the first time
};

// By authorization, line and threshold. What has ended keeps its reminder until it is moot.
std::vector<Reminder> reminders_of(const Standing& standing, const Episode& episode,
                                   const std::string& facility,
                                   const std::vector<ReminderRule>& rules);

// The line that a key of the authorization is about. None: it is no reminder's.
std::optional<std::size_t> reminded_line(std::string_view key, const std::string& authorization);

// What a line is at now, for the eyes of staff: "authorization A1 (number 17), S9480: 3 of 10 days
// left, ends 2026-03-31, likely to run out from 2026-03-18 to 2026-03-25".
std::string line_told(const AuthorizationStanding& authorization, const LineStanding& line);

}  // namespace authledger
