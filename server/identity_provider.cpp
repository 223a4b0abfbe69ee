#include "server/identity_provider.hpp"

#include "engine/store/roles.hpp"
#include "server/fetch.hpp"

namespace authledger::server {

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
  Principal principal;
  principal.organization = std::move(claims->organization);
  principal.subject = "oidc:" + rules_.issuer + "|" + claims->subject;
  for (const std::string& role : claims->roles)
    if (store::is_role(role)) principal.roles.insert(role);
  principal.facilities = std::move(claims->facilities);
  principal.expires_at = claims->expires_at;
  return principal;
}

}  // namespace authledger::server
