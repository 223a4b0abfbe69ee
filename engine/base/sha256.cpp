#include "engine/base/sha256.hpp"

#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>

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

std::optional<std::string> from_hex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const bool is_hex =
      sodium_hex2bin(static_cast<unsigned char*>(static_cast<void*>(bytes.data())), bytes.size(),
                     hex.data(), hex.size(), nullptr, &size, &end) == 0 &&
      end == hex.data() + hex.size();
  if (!is_hex) return std::nullopt;
  return bytes;
}

}  // namespace authledger
