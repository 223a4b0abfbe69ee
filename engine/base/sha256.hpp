// SHA-256 by libsodium, which allocates nothing.
//
//     to_hex(sha256("abc"))        // "ba7816bf..."
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace authledger {

constexpr std::size_t sha256_size = 32;  // bytes

std::string sha256(std::string_view bytes);  // sha256_size bytes
std::string to_hex(std::string_view bytes);  // lower case
std::optional<std::string> from_hex(std::string_view hex);  // none: it is not hexadecimal

}  // namespace authledger
