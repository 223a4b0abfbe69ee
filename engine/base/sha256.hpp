// SHA-256 by libsodium, which allocates nothing.
//
//     to_hex(sha256("abc"))        // "ba7816bf..."
#pragma once

#include <string>
#include <string_view>

namespace authledger {

constexpr std::size_t sha256_size = 32;  // bytes

std::string sha256(std::string_view bytes);  // sha256_size bytes
std::string to_hex(std::string_view bytes);  // lower case

}  // namespace authledger
