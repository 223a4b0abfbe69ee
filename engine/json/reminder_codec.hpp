// The file that says when staff are reminded of an authorization that runs out.
//
//     {"reminders": [
//       {"thresholds": [{"units_left": 8, "days_left": 14}]},
//       {"payer": "aetna", "facility": "main", "thresholds": [{"days_left": 10}]}]}
#pragma once

#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/standing/reminders.hpp"

namespace authledger::json {

// Every fault at once. Two rules for the same payer and facility, and two equal thresholds of one
// rule, are faults.
Result<std::vector<ReminderRule>> parse_reminders(std::string_view text);

}  // namespace authledger::json
