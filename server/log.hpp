// The log of the service: one line an event, to standard error, in UTC. It tells of requests, never
// of members.
#pragma once

#include <string>

namespace authledger::server {

// debug, info, warn, error or off.
void start_log(const std::string& level);

}  // namespace authledger::server
