// The identity provider of the organizations: turns its tokens into principals.
//
//     IdentityProvider provider(settings, {});
//     Result<Principal> principal = provider.principal_of(token, now);
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/time/date.hpp"
#include "server/jwt.hpp"
#include "server/key_source.hpp"
#include "server/principal.hpp"

namespace authledger::server {

struct IdentitySettings {
  TokenRules rules;  // issuer empty: there is none
  KeyPlace keys;
};

// Problems: what belongs together is not there, the file of keys cannot be taken, or the URL is
// none that is asked. Asks no URL.
Problems check_identity(const IdentitySettings& settings);

class IdentityProvider {
 public:
  IdentityProvider(const IdentitySettings& settings, KeyPatience patience);

  // Whom the token names, with what its claims say; roles that nobody can have here are left out.
  // Whether there is such an organization is for others to say. Problems: why it is refused,
  // without anything of the token.
  Result<Principal> principal_of(std::string_view token, Instant now);

  // Whom an ID token names that was given to this client for the sign-in with this nonce (OpenID
  // Connect Core, 3.1.3.7), likewise. Waits some seconds for a key that is missing: on a thread of
  // its own.
  Result<Principal> principal_of_sign_in(std::string_view id_token, const std::string& client,
                                         const std::string& nonce, Instant now);

  const std::string& issuer() const { return rules_.issuer; }

  void reload() { source_.reload(); }  // of SIGHUP; from any thread

 private:
  Principal principal_from(Claims claims) const;

  const TokenRules rules_;
  KeySource source_;
};

}  // namespace authledger::server
