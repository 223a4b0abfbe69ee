#include "server/gate.hpp"

#include <spdlog/spdlog.h>

#include <boost/algorithm/string/predicate.hpp>
#include <optional>

#include "engine/base/result.hpp"
#include "engine/store/api_keys.hpp"
#include "engine/store/broken_glass.hpp"
#include "engine/store/organizations.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

// What follows "Bearer ", whatever the case (RFC 9110, 11.1); none: another scheme, or several.
std::optional<std::string_view> bearer_token(const Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  if (!request.authorization) return std::nullopt;
  std::string_view field = *request.authorization;
  if (!boost::algorithm::istarts_with(field, scheme)) return std::nullopt;
  field.remove_prefix(scheme.size());
  while (field.starts_with(' ')) field.remove_prefix(1);
  return field;
}

std::shared_ptr<const Principal> principal_of(const std::string& organization, store::ApiKey key) {
  auto principal = std::make_shared<Principal>();
  principal->organization = organization;
  principal->subject = "key:" + key.id;
  principal->roles = std::move(key.roles);
  principal->facilities = std::move(key.facilities);
  principal->source_system = key.source_system.value_or("");
  principal->key = std::move(key.id);
  principal->expires_at = key.expires_at;
  return principal;
}

}  // namespace

Gate::Gate(SignIn sign_in, std::function<Instant()> clock)
    : sign_in_(sign_in), clock_(std::move(clock)) {}

void Gate::add(const std::string& organization, Api& api, std::unique_ptr<sql::Connection> keys) {
  const bool is_new = doors_.emplace(organization, Door{&api, std::move(keys)}).second;
  ensure(is_new, "an organization has one door");
}

void Gate::handle(Request& request, const Responder& responder) {
  try {
    request.principal = with_emergencies(request, principal_of(request));
  } catch (const std::exception& error) {
    spdlog::error("nobody could sign in: {}", error.what());
    return responder(problem(500, "internal", "the keys cannot be read; the log says why"));
  }
  request.authorization = std::nullopt;
  doors_.at(request.principal->organization).api->handle(request, responder);
}

std::shared_ptr<const Principal> Gate::principal_of(const Request& request) {
  if (sign_in_ == SignIn::off) return local_principal();
  const auto token = bearer_token(request);
  if (!token) return anonymous_principal();
  if (token->starts_with("alk_")) return principal_of_key(*token);
  return principal_of_token(*token);
}

std::shared_ptr<const Principal> Gate::with_emergencies(const Request& request,
                                                        std::shared_ptr<const Principal> who) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (!reads || !who->is_signed_in() || !who->facilities) return who;
  auto broken = store::broken_in_force(*doors_.at(who->organization).keys, who->subject, clock_());
  if (broken.empty()) return who;
  auto wider = std::make_shared<Principal>(*who);
  wider->facilities->merge(broken);
  wider->reads_by_emergency = true;
  return wider;
}

std::shared_ptr<const Principal> Gate::principal_of_token(std::string_view text) {
  if (!provider_) return anonymous_principal();
  auto principal = provider_->principal_of(text, clock_());
  if (principal && doors_.contains(principal->organization))
    return std::make_shared<const Principal>(std::move(*principal));
  spdlog::debug("a token was refused: {}", principal
                                               ? "the token names an organization that is not here"
                                               : principal.error().front().detail);
  return anonymous_principal();
}

std::shared_ptr<const Principal> Gate::principal_of_key(std::string_view text) {
  const auto parts = store::parse_key(text);
  const auto door = parts ? doors_.find(parts->organization) : doors_.end();
  if (door == doors_.end()) return anonymous_principal();
  auto key = store::find_key(*door->second.keys, parts->id);
  if (!key || !store::has_secret(*key, parts->secret) || !store::is_in_force(*key, clock_()))
    return anonymous_principal();
  return server::principal_of(parts->organization, std::move(*key));
}

}  // namespace authledger::server
