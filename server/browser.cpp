#include "server/browser.hpp"

#include <algorithm>
#include <cctype>

#include "engine/base/json_writer.hpp"
#include "engine/store/people.hpp"
#include "engine/store/tokens.hpp"
#include "server/access.hpp"
#include "server/problem.hpp"
#include "server/provider_sign_in.hpp"

namespace authledger::server {
namespace {

// A browser takes a cookie of the second name only through TLS, for this host alone and for all of
// its paths: no other host of the domain can plant one.
std::string name_of(std::string_view cookie, const SignInSettings& settings) {
  return (settings.comes_by_tls ? "__Host-" : "") + std::string(cookie);
}

constexpr std::string_view of_session = "authledger", of_sign_in = "authledger-sign-in";

std::optional<std::string> cookie_in(std::string_view left, const std::string& name) {
  while (!left.empty()) {
    const auto end = std::min(left.find_first_of(";,"), left.size());
    std::string_view one = left.substr(0, end);
    left.remove_prefix(std::min(end + 1, left.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    const auto equals = one.find('=');
    if (equals != one.npos && one.substr(0, equals) == name)
      return std::string(one.substr(equals + 1));
  }
  return std::nullopt;
}

std::string cookie_with(const std::string& name, const std::string& value, int seconds,
                        const SignInSettings& settings) {
  std::string cookie = name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax";
  if (settings.comes_by_tls) cookie += "; Secure";
  if (value.empty() || seconds > 0)
    cookie += "; Max-Age=" + std::to_string(value.empty() ? 0 : seconds);
  return cookie;
}

bool writes(const Request& request) {
  return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
}

std::string lower(std::string_view text) {
  std::string made(text);
  std::ranges::transform(made, made.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return made;
}

// Behind a proxy the service sees neither the scheme nor, with some, the host that the browser has;
// where the browser says itself how the two pages are related, that counts.
bool is_from_here(const Request& request) {
  if (!request.fetch_site.empty())
    return request.fetch_site == "same-origin" || request.fetch_site == "none";
  if (request.origin.empty()) return true;
  const auto at = request.origin.find("://");
  return at != std::string::npos && !request.host.empty() &&
         lower(request.origin.substr(at + 3)) == lower(request.host);
}

void write_texts(JsonWriter& out, std::string_view name, const std::set<std::string>& texts) {
  out.key(name);
  out.begin_array();
  for (const std::string& it : texts) out.value(it);
  out.end_array();
}

void write_ways(JsonWriter& out, const SignInSettings& settings) {
  const bool is_required = settings.sign_in == SignIn::required;
  out.field("sign_in", is_required ? "required" : "off");
  out.key("ways");
  out.begin_array();
  if (is_required && settings.takes_people) out.value("local");
  if (is_required && !settings.provider.empty()) out.value("oidc");
  out.end_array();
  out.key("provider");
  if (is_required && !settings.provider.empty())
    out.value(settings.provider);
  else
    out.null();
}

void write_may(JsonWriter& out, const Principal& principal) {
  out.key("may");
  out.begin_array();
  for (const AccessRow& row : access_table().rows)
    if (!row.is_public && row.admits(principal)) out.value(row.method + " " + row.pattern);
  out.end_array();
}

}  // namespace

std::optional<std::string> session_token(const std::string& cookies,
                                         const SignInSettings& settings) {
  return cookie_in(cookies, name_of(of_session, settings));
}

std::string session_cookie(const std::string& token, const SignInSettings& settings) {
  return cookie_with(name_of(of_session, settings), token, 0, settings);
}

std::string sign_in_token(const std::string& cookies, const SignInSettings& settings) {
  return cookie_in(cookies, name_of(of_sign_in, settings)).value_or(std::string());
}

std::string sign_in_cookie(const std::string& token, const SignInSettings& settings) {
  constexpr std::chrono::seconds lasts = ProviderSignIn::patience;
  return cookie_with(name_of(of_sign_in, settings), token, static_cast<int>(lasts.count()),
                     settings);
}

std::optional<SignedIn> signed_in_with(sql::Connection& connection, const std::string& organization,
                                       const std::string& token, const SignInSettings& settings,
                                       Instant now) {
  auto session = store::find_session(connection, store::token_digest(token));
  if (!session || !store::is_in_force(*session, settings.sessions, now)) return std::nullopt;
  if (session->person) {
    if (!settings.takes_people) return std::nullopt;
    auto person = store::find_person(connection, *session->person);
    if (!person || person->ended_at) return std::nullopt;
    session->roles = std::move(person->roles);
    session->facilities = std::move(person->facilities);
  } else if (settings.provider.empty()) {
    return std::nullopt;
  }
  auto principal = std::make_shared<Principal>();
  principal->organization = organization;
  principal->subject = session->subject;
  principal->name = session->name;
  principal->roles = session->roles;
  principal->facilities = session->facilities;
  principal->session = session->digest;
  principal->expires_at = store::end_of(*session, settings.sessions);
  return SignedIn{std::move(*session), std::move(principal)};
}

std::optional<Response> forgery(const Request& request) {
  if (request.principal->session.empty() || !writes(request)) return std::nullopt;
  if (request.console && is_from_here(request)) return std::nullopt;
  return problem(403, "not_from_the_console",
                 "whoever is signed in with a browser writes through the console: the header "
                 "Authledger-Console: 1, from a page of this service; anybody else sends a key");
}

Response open_session(sql::Connection& writer, Instant now, const std::string& organization,
                      store::BrowserSession wanted, const std::string& before,
                      const SignInSettings& settings) {
  const store::Token token = store::draw_token(organization);
  wanted.digest = token.digest;
  wanted.created_at = wanted.last_seen_at = now;
  if (!before.empty()) store::end_session(writer, before);
  store::enter_session(writer, wanted, settings.sessions);
  const auto in = signed_in_with(writer, organization, token.text, settings, now);
  ensure(in.has_value(), "a session that was just opened is in force");
  return {.body = session_text(*in->principal, settings),
          .headers = {{"Set-Cookie", session_cookie(token.text, settings)}}};
}

std::string session_text(const Principal& principal, const SignInSettings& settings) {
  JsonWriter out;
  out.begin_object();
  out.field("signed_in", principal.is_signed_in());
  write_ways(out, settings);
  if (principal.is_signed_in()) {
    out.field("subject", principal.subject);
    out.field("name", principal.name.empty() ? principal.subject : principal.name);
    out.field("organization", principal.organization);
    write_texts(out, "roles", principal.roles);
    if (principal.facilities) {
      write_texts(out, "facilities", *principal.facilities);
    } else {
      out.key("facilities");
      out.null();
    }
    out.field_if("expires_at", principal.expires_at);
    if (!principal.session.empty())
      out.field("idle_minutes", static_cast<int>(settings.sessions.idle.count()));
    write_may(out, principal);
  }
  out.end_object();
  return std::string(out.text());
}

}  // namespace authledger::server
