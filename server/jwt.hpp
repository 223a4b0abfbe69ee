// Bearer tokens: signed JSON Web Tokens (RFC 7519, 7515, 8725, 9068), verified and reduced to what
// the service asks of them.
//
//     Result<Claims> claims = verify_token(text, keys, {.issuer = "https://idp.example",
//                                                       .audience = "authledger"}, now);
//
// Which key and which algorithm verify a token is decided by the set of keys alone: the token names
// a key, and must name the one algorithm of that key. Keys and addresses of keys that a token
// brings along (jwk, jku, x5c, x5u) are not read. Problems say what is wrong and repeat nothing of
// the token.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/time/date.hpp"
#include "server/jwks.hpp"

namespace authledger::server {

constexpr std::size_t largest_token = 8 * 1024;  // bytes

// Names of claims. One that begins with "/" is a path of names: "/realm_access/roles".
struct ClaimNames {
  std::string organization = "organization";  // empty: everybody is of `main`
  std::string roles = "roles";
  std::string facilities = "facilities";  // empty: everybody is of all facilities
};

struct TokenRules {
  std::string issuer;    // `iss` is exactly this
  std::string audience;  // `aud` is this, or has it among others
  int leeway = 60;       // seconds that the clocks may differ
  ClaimNames claims = {};
};

struct Claims {
  std::string subject;  // 1 to 255 bytes without control characters
  std::string organization;
  std::set<std::string> roles;
  std::optional<std::set<std::string>> facilities;  // none: all of the organization
  Instant expires_at;                               // when the token is over, with the leeway
  std::string name = {};  // what people call the subject: `name`, `preferred_username`; empty: none
  // Of an ID token; none: not said.
  std::optional<std::string> nonce = {}, authorized_party = {};
};

// `kid` of a text that looks like a token, whether it is good or not: what a set of keys must have
// before it can be verified. None: verify_token refuses the text under any keys.
std::optional<std::string> key_named_by(std::string_view text);

// Of a compact serialization. A claim that is asked for by its name must be there: `organization` a
// string, `roles` an array of strings or a string of words, `facilities` an array of strings or
// "*" for all.
Result<Claims> verify_token(std::string_view text, const KeySet& keys, const TokenRules& rules,
                            Instant now);

}  // namespace authledger::server
