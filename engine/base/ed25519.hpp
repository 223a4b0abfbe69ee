// Signatures by Ed25519 (RFC 8032), by libsodium.
//
//     const SigningKey key = SigningKey::make();
//     is_signed("text", key.sign("text"), key.public_key());        // true
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace authledger {

constexpr std::size_t ed25519_seed_size = 32, ed25519_public_key_size = 32,
                      ed25519_signature_size = 64;  // bytes

class SigningKey {
 public:
  static SigningKey make();  // at random
  // None: it has not the size of a seed.
  static std::optional<SigningKey> from_seed(std::string_view seed);

  const std::string& seed() const { return seed_; }  // secret
  const std::string& public_key() const { return public_key_; }

  std::string sign(std::string_view text) const;

 private:
  SigningKey() = default;

  std::string seed_, public_key_, secret_key_;
};

bool is_signed(std::string_view text, std::string_view signature, std::string_view public_key);

}  // namespace authledger
