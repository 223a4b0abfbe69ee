#include "engine/base/ed25519.hpp"

#include <sodium/core.h>
#include <sodium/crypto_sign_ed25519.h>
#include <sodium/randombytes.h>

#include "engine/base/result.hpp"

namespace authledger {
namespace {

static_assert(ed25519_seed_size == crypto_sign_ed25519_SEEDBYTES);
static_assert(ed25519_public_key_size == crypto_sign_ed25519_PUBLICKEYBYTES);
static_assert(ed25519_signature_size == crypto_sign_ed25519_BYTES);

unsigned char* bytes(std::string& text) {
  void* const data = text.data();
  return static_cast<unsigned char*>(data);
}

const unsigned char* bytes(std::string_view text) {
  const void* const data = text.data();
  return static_cast<const unsigned char*>(data);
}

void start_library() {
  static const bool is_ready = sodium_init() >= 0;
  ensure(is_ready, "libsodium finds what it needs");
}

}  // namespace

SigningKey SigningKey::make() {
  start_library();
  std::string seed(ed25519_seed_size, '\0');
  randombytes_buf(seed.data(), seed.size());
  return *from_seed(seed);
}

std::optional<SigningKey> SigningKey::from_seed(std::string_view seed) {
  start_library();
  if (seed.size() != ed25519_seed_size) return std::nullopt;
  SigningKey key;
  key.seed_ = seed;
  key.public_key_.resize(ed25519_public_key_size);
  key.secret_key_.resize(crypto_sign_ed25519_SECRETKEYBYTES);
  crypto_sign_ed25519_seed_keypair(bytes(key.public_key_), bytes(key.secret_key_),
                                   bytes(std::string_view(key.seed_)));
  return key;
}

std::string SigningKey::sign(std::string_view text) const {
  std::string signature(ed25519_signature_size, '\0');
  crypto_sign_ed25519_detached(bytes(signature), nullptr, bytes(text), text.size(),
                               bytes(std::string_view(secret_key_)));
  return signature;
}

bool is_signed(std::string_view text, std::string_view signature, std::string_view public_key) {
  start_library();
  return signature.size() == ed25519_signature_size &&
         public_key.size() == ed25519_public_key_size &&
         crypto_sign_ed25519_verify_detached(bytes(signature), bytes(text), text.size(),
                                             bytes(public_key)) == 0;
}

}  // namespace authledger
