// How a receiver knows that a webhook is ours: the Standard Webhooks specification, symmetric
// signatures.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/time/date.hpp"

namespace authledger::server {

// The key in "whsec_" and base64. None: it is not one, or not of 24 to 64 bytes.
std::optional<std::string> webhook_key(std::string_view secret);

// "v1," and the HMAC-SHA256 of "id.seconds.body" in base64; of several keys, while one replaces the
// other, all with spaces between.
std::string webhook_signature(const std::vector<std::string>& keys, std::string_view id, Instant at,
                              std::string_view body);

}  // namespace authledger::server
