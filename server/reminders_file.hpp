// The file of --reminders, read when the service starts.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/standing/reminders.hpp"

namespace authledger::server {

Result<std::vector<ReminderRule>> read_reminders(const std::string& file);

}  // namespace authledger::server
