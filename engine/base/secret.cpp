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

std::string to_base64url(std::string_view bytes) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  const void* const in = bytes.data();
  sodium_bin2base64(text.data(), text.size(), static_cast<const unsigned char*>(in), bytes.size(),
                    variant);
  text.pop_back();  // the zero behind it
  return text;
}

bool are_equal_secrets(std::string_view one, std::string_view other) {
  return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace authledger
