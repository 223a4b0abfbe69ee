// The one check of what an address names against the facilities that whoever asks may see: whatever
// lies outside is answered as if it were not there, and so is what is not there, in the same words
// and before anything else about the request is looked at.
//
//     if (auto response = hidden(call, row.record)) return *response;
#pragma once

#include <optional>
#include <string_view>

#include "server/handlers.hpp"

namespace authledger::server {

// None: it may be shown, or nothing is named. `record`: of the route, from server/access.json.
std::optional<Response> hidden(const Call& call, std::string_view record);

}  // namespace authledger::server
