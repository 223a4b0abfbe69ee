#include "server/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace authledger::server {

std::string sha256(std::string_view text) {
  std::array<unsigned char, 32> digest;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1 ||
      size != digest.size())
    throw std::runtime_error("OpenSSL computes no SHA-256");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const unsigned char byte : digest) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

}  // namespace authledger::server
