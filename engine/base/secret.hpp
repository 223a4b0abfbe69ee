// Secrets by libsodium: drawn from the system's random source, and compared in a time that does not
// tell how much of them is right.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace authledger {

std::string random_bytes(std::size_t size);

bool are_equal_secrets(std::string_view one, std::string_view other);

}  // namespace authledger
