#include "server/gate.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <optional>

#include "engine/base/base64url.hpp"
#include "engine/base/json_tree.hpp"
#include "engine/base/result.hpp"
#include "engine/store/api_keys.hpp"
#include "engine/store/broken_glass.hpp"
#include "engine/store/organizations.hpp"
#include "engine/store/tokens.hpp"
#include "server/browser.hpp"
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

constexpr std::string_view calendar_path = "/v1/worklist.ics";

bool asks_for_the_calendar(const Request& request) {
  return request.target == calendar_path ||
         request.target.starts_with(std::string(calendar_path) + "?");
}

// What follows "Basic "; none: another scheme.
std::optional<std::string_view> basic_credentials(const Request& request) {
  constexpr std::string_view scheme = "Basic ";
  if (!request.authorization || !boost::algorithm::istarts_with(*request.authorization, scheme))
    return std::nullopt;
  return std::string_view(*request.authorization).substr(scheme.size());
}

// The password (RFC 7617), whatever the name before it.
std::optional<std::string> password_of(std::string_view credentials) {
  std::string text(credentials);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  while (text.ends_with('=')) text.pop_back();
  const auto pair = from_base64url(text);
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return pair->substr(colon + 1);
}

constexpr std::string_view session_path = "/v1/session", password_path = "/v1/session/password";

// Whose people the body wants to be one of; empty: it is no request to sign in.
std::string organization_at_sign_in(const Request& request) {
  if (request.target != session_path && request.target != password_path) return {};
  JsonReader reader;
  const auto tree = reader.read(request.body, wire_limits);
  if (!tree || !tree->root().is(JsonKind::object)) return {};
  const auto text = [&](std::string_view name) {
    const auto it = tree->root().find(name);
    return it && it->is(JsonKind::string) ? std::string(it->text()) : std::string();
  };
  if (request.target == password_path)
    return store::organization_of_token(text("link")).value_or(std::string());
  const std::string named = text("organization");
  return named.empty() ? std::string(store::main_organization) : named;
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
    request.principal = at_the_door(request, with_emergencies(request, principal_of(request)));
  } catch (const std::exception& error) {
    spdlog::error("nobody could sign in: {}", error.what());
    return responder(problem(500, "internal", "the keys cannot be read; the log says why"));
  }
  if (request.cookie) request.sign_in_cookie = sign_in_token(*request.cookie, settings_);
  request.authorization = request.cookie = std::nullopt;
  doors_.at(request.principal->organization).api->handle(request, responder);
}

std::shared_ptr<const Principal> Gate::principal_of(const Request& request) {
  if (sign_in_ == SignIn::off) return local_principal();
  const auto basic = basic_credentials(request);
  if (basic && asks_for_the_calendar(request)) {
    const auto key = password_of(*basic);
    return key ? principal_of_key(*key) : anonymous_principal();
  }
  const bool has_authorization = request.authorization && !basic;
  if (!has_authorization && request.cookie) return principal_of_cookie(request);
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

std::shared_ptr<const Principal> Gate::principal_of_cookie(const Request& request) {
  const auto token = session_token(*request.cookie, settings_);
  const auto organization = token ? store::organization_of_token(*token) : std::nullopt;
  const auto door = organization ? doors_.find(*organization) : doors_.end();
  if (door == doors_.end()) return anonymous_principal();
  const Instant now = clock_();
  auto in = signed_in_with(*door->second.keys, *organization, *token, settings_, now);
  if (!in) return anonymous_principal();
  const bool only_looks = request.method == "GET" && request.target == session_path;
  if (!only_looks && store::wants_touch(in->session, now))
    door->second.api->writes().submit_request(
        Write{[digest = in->session.digest](sql::Connection& writer, Instant at) -> Response {
          store::touch_session(writer, digest, at);
          return {};
        }},
        [](const Response&) {});
  return std::move(in->principal);
}

std::shared_ptr<const Principal> Gate::at_the_door(const Request& request,
                                                   std::shared_ptr<const Principal> who) {
  if (sign_in_ == SignIn::off || request.method != "POST") return who;
  const std::string wanted = organization_at_sign_in(request);
  if (wanted == who->organization || !doors_.contains(wanted)) return who;
  auto nobody = std::make_shared<Principal>(*anonymous_principal());
  nobody->organization = wanted;
  return nobody;
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
