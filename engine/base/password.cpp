#include "engine/base/password.hpp"

#include <sodium/core.h>
#include <sodium/crypto_pwhash.h>

#include <array>
#include <new>

#include "engine/base/result.hpp"

namespace authledger {
namespace {

void start_library() {
  static const bool is_ready = sodium_init() >= 0;
  ensure(is_ready, "libsodium starts");
}

}  // namespace

std::string hash_password(std::string_view password, const PasswordCost& cost) {
  start_library();
  std::array<char, crypto_pwhash_STRBYTES> kept{};
  if (crypto_pwhash_str(kept.data(), password.data(), password.size(), cost.passes, cost.bytes) !=
      0)
    throw std::bad_alloc();
  return kept.data();
}

bool is_password(const std::string& kept, std::string_view password) {
  start_library();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (kept.size() >= text.size()) return false;
  kept.copy(text.data(), kept.size());
  return crypto_pwhash_str_verify(text.data(), password.data(), password.size()) == 0;
}

std::string nobodys_password(const PasswordCost& cost) {
  return "$argon2id$v=19$m=" + std::to_string(cost.bytes / 1'024) +
         ",t=" + std::to_string(cost.passes) + ",p=1$" + std::string(22, 'A') + "$" +
         std::string(43, 'A');
}

}  // namespace authledger
