#include "server/identity_provider.hpp"

#include <thread>

#include "engine/store/roles.hpp"
#include "server/fetch.hpp"

namespace authledger::server {
namespace {

// For a key that the provider has made since it was last asked.
constexpr int most_looks = 25;
constexpr std::chrono::milliseconds between_looks{200};

}  // namespace

Problems check_identity(const IdentitySettings& settings) {
  const TokenRules& rules = settings.rules;
  const bool has_any =
      !rules.issuer.empty() || !rules.audience.empty() || !settings.keys.place.empty();
  if (!has_any) return {};
  if (rules.issuer.empty() || rules.audience.empty() || settings.keys.place.empty())
    return {{ProblemCode::missing_field,
             "--oidc-issuer, --oidc-audience and --oidc-jwks belong together", ""}};
  if (settings.keys.is_url()) return check_url(settings.keys.place);
  const auto keys = read_keys(settings.keys);
  if (keys) return {};
  Problems problems = keys.error();
  for (Problem& problem : problems) problem.detail = settings.keys.place + ": " + problem.detail;
  return problems;
}

IdentityProvider::IdentityProvider(const IdentitySettings& settings, KeyPatience patience)
    : rules_(settings.rules), source_(settings.keys, patience) {}

Result<Principal> IdentityProvider::principal_of(std::string_view token, Instant now) {
  const auto keys = source_.keys();
  const auto kid = key_named_by(token);
  if (kid && !keys->find(*kid)) source_.key_is_missing();
  auto claims = verify_token(token, *keys, rules_, now);
  if (!claims) return claims.error();
  return principal_from(std::move(*claims));
}

Result<Principal> IdentityProvider::principal_of_sign_in(std::string_view id_token,
                                                         const std::string& client,
                                                         const std::string& nonce, Instant now) {
  const auto kid = key_named_by(id_token);
  for (int looks = 0; looks < most_looks && kid && !source_.keys()->find(*kid); ++looks) {
    source_.key_is_missing();
    std::this_thread::sleep_for(between_looks);
  }
  TokenRules rules = rules_;
  rules.audience = client;
  auto claims = verify_token(id_token, *source_.keys(), rules, now);
  if (!claims) return claims.error();
  if (claims->nonce != nonce)
    return Problems{{ProblemCode::invalid_value, "the token is of another sign-in", ""}};
  if (claims->authorized_party && claims->authorized_party != client)
    return Problems{{ProblemCode::invalid_value, "the token was given to another client", ""}};
  return principal_from(std::move(*claims));
}

Principal IdentityProvider::principal_from(Claims claims) const {
  Principal principal;
  principal.organization = std::move(claims.organization);
  principal.subject = "oidc:" + rules_.issuer + "|" + claims.subject;
  principal.name = std::move(claims.name);
  for (const std::string& role : claims.roles)
    if (store::is_role(role)) principal.roles.insert(role);
  principal.facilities = std::move(claims.facilities);
  principal.expires_at = claims.expires_at;
  return principal;
}

}  // namespace authledger::server
