#include "engine/base/secret.hpp"

#include <sodium/core.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include "engine/base/result.hpp"

namespace authledger {

std::string random_bytes(std::size_t size) {
  static const bool is_ready = sodium_init() >= 0;
  ensure(is_ready, "libsodium finds the system's random source");
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

bool are_equal_secrets(std::string_view one, std::string_view other) {
  return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace authledger
