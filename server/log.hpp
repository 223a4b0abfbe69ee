// The log of the service: one line an event, to standard error, in UTC. It tells of requests, never
// of members.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace authledger::server {

// `level`: debug, info, warn, error or off. `format`: text for people, or json: an object a line.
void start_log(const std::string& level, const std::string& format);
void start_log(const std::string& level);  // text

// A request that was answered. Its route, not its target: that may hold ids.
struct AnsweredRequest {
  std::string_view id, method, route;
  int status = 0;
  std::int64_t microseconds = 0;
};
void log_request(const AnsweredRequest& request);

}  // namespace authledger::server
