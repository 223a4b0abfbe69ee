// Secrets by libsodium: drawn from the system's random source, and compared in a time that does not
// tell how much of them is right.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace authledger {

std::string random_bytes(std::size_t size);

// Letters, digits, hyphen and underscore (RFC 4648, section 5), without padding.
std::string to_base64url(std::string_view bytes);

bool are_equal_secrets(std::string_view one, std::string_view other);

}  // namespace authledger
