#include "engine/base/sha256.hpp"

#include <openssl/evp.h>
#include <sodium/utils.h>

#include <memory>
#include <new>

namespace authledger {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeDigest {
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};

// Found once: OpenSSL looks for an implementation by its name for longer than one link of a chain
// takes. Its own uses the processor's instructions for SHA-256, libsodium's does not.
const EVP_MD* algorithm() {
  static const std::unique_ptr<EVP_MD, FreeDigest> found(
      EVP_MD_fetch(nullptr, "SHA2-256", nullptr));
  return found.get();
}

}  // namespace

std::string sha256(std::string_view bytes) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  std::string digest(sha256_size, '\0');
  void* const out = digest.data();
  const bool is_done =
      EVP_DigestInit_ex2(context.get(), algorithm(), nullptr) == 1 &&
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
      EVP_DigestFinal_ex(context.get(), static_cast<unsigned char*>(out), nullptr) == 1;
  if (!is_done) throw std::bad_alloc();  // a digest of memory has no other reason to fail
  return digest;
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
