// When staff are reminded of authorizations that run out: entered from the operator's file, read by
// every restating in its own transaction, so that whoever restates reminds alike.
#pragma once

#include <vector>

#include "engine/standing/reminders.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

// In place of those before; the episodes that are open are then to be restated. False: they are the
// same, and nothing was written.
bool put_reminder_rules(sql::Connection& writer, const std::vector<ReminderRule>& rules);

std::vector<ReminderRule> reminder_rules(sql::Connection& connection);

}  // namespace authledger::store
