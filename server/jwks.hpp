// The public keys of an issuer of tokens: a JSON Web Key Set (RFC 7517) reduced to what may verify
// a token here. Each key has a name and exactly one algorithm, which the set decides and never the
// token.
//
//     Result<KeySet> keys = read_key_set(text);
//     const SigningKey* key = keys->find("2026-03");
//     key && key->verifies(signed_text, signature)
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

struct evp_pkey_st;  // of OpenSSL, which stays in jwks.cpp

namespace authledger::server {

enum class SigningAlgorithm { rs256, ps256, es256 };
std::string_view word(SigningAlgorithm algorithm);  // "RS256", of RFC 7518, 3.1

class SigningKey {
 public:
  SigningKey(SigningAlgorithm algorithm, std::shared_ptr<evp_pkey_st> key);

  SigningAlgorithm algorithm() const { return algorithm_; }
  // Whether the holder of the private key made `signature` (bytes as in RFC 7518, 3.3 to 3.5) for
  // exactly this text.
  bool verifies(std::string_view text, std::string_view signature) const;

 private:
  SigningAlgorithm algorithm_;
  std::shared_ptr<evp_pkey_st> key_;
};

struct KeySet {
  std::map<std::string, SigningKey, std::less<>> keys;  // by `kid`
  std::vector<std::string> left_out;  // a sentence for each key that verifies nothing here

  const SigningKey* find(std::string_view kid) const;  // null: there is none of that name
};

constexpr std::size_t largest_key_set = 256 * 1024;  // bytes

// Taken: RSA of 2048 to 8192 bits for RS256 (or PS256, when its `alg` says so), EC on P-256 for
// ES256; with a `kid`, and for signatures when `use` or `key_ops` say anything. Other keys are left
// out: an issuer may have them for other purposes. Problems: not such a set, no key left, two keys
// of one name, or a private key in it, which nobody should have been able to send.
Result<KeySet> read_key_set(std::string_view json);

}  // namespace authledger::server
