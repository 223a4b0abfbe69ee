#include "engine/base/sha256.hpp"

#include <sodium/crypto_hash_sha256.h>

namespace authledger {

static_assert(sha256_size == crypto_hash_sha256_BYTES);

std::string sha256(std::string_view bytes) {
  unsigned char digest[sha256_size];
  const void* const in = bytes.data();
  crypto_hash_sha256(digest, static_cast<const unsigned char*>(in), bytes.size());
  const void* const out = digest;
  return {static_cast<const char*>(out), sha256_size};
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    hex += digits[value >> 4];
    hex += digits[value & 15];
  }
  return hex;
}

}  // namespace authledger
