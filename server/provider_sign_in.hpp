// Signing in at the identity provider with a browser: the authorization code flow of OpenID Connect
// with PKCE (RFC 6749, 7636, 9700), by the service alone; the browser gets no token.
//
//     const auto begun = sign_in.begin("/#/today", now);         // redirect; begun.binding as a
//     cookie const auto pending = sign_in.take(state, binding, now);    // at the callback, once
//     Result<Principal> principal = sign_in.exchange(code, *pending, now);   // blocks: aside
//
// What has begun is kept here, for ten minutes and one callback, and belongs to the browser in
// which it began: a callback that somebody else was talked into does not sign them in.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "engine/base/result.hpp"
#include "engine/time/date.hpp"
#include "server/identity_provider.hpp"
#include "server/principal.hpp"
#include "server/write_queue.hpp"

namespace authledger::server {

struct ProviderSignInSettings {
  std::string client_id = {};      // empty: no browser is sent there
  std::string secret_file = {};    // empty: a public client
  std::string client_secret = {};  // what stands in it
  std::string authorize_url = {}, token_url = {};
  std::string redirect_url =
      {};  // of this service, as browsers reach it: https://…/sign-in/callback
  std::string scope = "openid profile";
  std::string authorities = {};  // of the token URL; empty: the machine's list
};

// Reads the secret from its file. Problems: what belongs together is not there, a URL is none that
// is asked, the file cannot be read or others can read it. Asks nobody.
Problems complete(ProviderSignInSettings& settings, const IdentitySettings& identity);

// Whether a browser may be sent there after it has signed in: a path of this service.
bool is_own_place(const std::string& to);

class ProviderSignIn {
 public:
  static constexpr std::chrono::minutes patience{10};
  static constexpr std::size_t most_pending = 10'000;

  // `provider` outlives it.
  ProviderSignIn(ProviderSignInSettings settings, IdentityProvider& provider);

  // Where sessions of the organization are written. `writes` outlives it.
  void add(const std::string& organization, WriteQueue& writes) {
    writes_.emplace(organization, &writes);
  }
  WriteQueue* writes_of(const std::string& organization) const;  // null: there is none here

  struct Begun {
    std::string location;  // where the browser goes
    std::string binding;   // what it keeps meanwhile
  };
  Begun begin(const std::string& to, Instant now);

  struct Pending {
    std::string binding, nonce, verifier, to;
    Instant begun_at;
  };
  // What began in this browser; none: nothing did, it is too old, or it was taken already.
  std::optional<Pending> take(const std::string& state, const std::string& binding, Instant now);

  // From any thread. Problems say nothing of code and token.
  Result<Principal> exchange(const std::string& code, const Pending& pending, Instant now) const;

  const std::string& issuer() const { return issuer_; }

 private:
  void forget_old(Instant now);

  const ProviderSignInSettings settings_;
  IdentityProvider& provider_;
  const std::string issuer_;
  std::map<std::string, WriteQueue*> writes_;
  std::map<std::string, Pending> pending_;  // by state
};

}  // namespace authledger::server
