// Signing in at the identity provider: where the browser is sent, and where it comes back to. A
// browser reads the answers itself, so what fails is a page that says what to do.
#include <spdlog/spdlog.h>

#include "server/browser.hpp"
#include "server/handlers.hpp"
#include "server/html.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"
#include "server/provider_sign_in.hpp"
#include "server/sign_in_desk.hpp"

namespace authledger::server {
namespace {

Response page(int status, std::string_view title, std::string_view what) {
  std::string text =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>";
  text += escaped(title) + "</title></head><body><h1>" + escaped(title) + "</h1><p>" +
          escaped(what) +
          "</p><p><a href=\"/sign-in\">Sign in again</a> or <a href=\"/\">go to the start "
          "page</a>.</p></body></html>\n";
  return {.status = status,
          .content_type = "text/html; charset=utf-8",
          .body = std::move(text),
          .headers = {{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}}};
}

Response nowhere_to_go() {
  return page(404, "Nobody signs in this way",
              "This service does not know an identity provider to which it could send you.");
}

Response begun_elsewhere() {
  return page(403, "This sign-in did not begin here",
              "It began in another browser, more than ten minutes ago, or it was ended already. "
              "Begin again.");
}

Response not_answered() {
  return page(502, "The identity provider did not answer",
              "You are not signed in. Try again in a minute; if it stays so, tell whoever runs "
              "this service: its log says what went wrong.");
}

Response not_believed() {
  return page(403, "You could not be signed in",
              "What the identity provider says about you could not be used here. Tell whoever runs "
              "this service: its log says why.");
}

Response without_role() {
  return page(403, "You have no role here",
              "The identity provider knows you, but nobody has given you a role in this service "
              "yet. Ask whoever administers it.");
}

// Location, and what the browser keeps or forgets.
Response go_to(const std::string& place, const std::vector<std::string>& cookies) {
  Response response{.status = 303, .content_type = "text/plain", .body = ""};
  response.headers.emplace_back("Location", place);
  for (const std::string& it : cookies) response.headers.emplace_back("Set-Cookie", it);
  return response;
}

std::string text_of(const Query& query, std::string_view name) {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

// The identity provider may add what it likes, so nothing is refused for its name.
std::optional<Response> refusal_in(const Call& call) {
  if (const std::string error = text_of(call.query, "error"); !error.empty()) {
    const bool is_denied = error == "access_denied";
    spdlog::warn("the identity provider sent a browser back without a code{}",
                 is_denied ? ": access_denied" : "");
    return page(403, "You are not signed in",
                is_denied
                    ? "The identity provider did not let you in, or you went back."
                    : "The identity provider reports a fault. Try again; if it stays so, tell "
                      "whoever runs this service.");
  }
  return std::nullopt;
}

// On a thread of its own.
ErrandDone finish(const ProviderSignIn& provider, const std::string& code,
                  const ProviderSignIn::Pending& pending, const SignInSettings& settings,
                  const std::string& before, RequestAudit* audit, Instant asked_at) {
  auto principal = provider.exchange(code, pending, asked_at);
  if (!principal) {
    const Problem why = principal.error().front();
    spdlog::warn("nobody was signed in by the identity provider: {}", why.detail);
    return {why.code == ProblemCode::not_found ? not_answered() : not_believed()};
  }
  WriteQueue* const writes = provider.writes_of(principal->organization);
  if (!writes) {
    spdlog::warn("nobody was signed in by the identity provider: the organization is not here");
    return {not_believed()};
  }
  if (principal->roles.empty()) return {without_role()};
  store::BrowserSession wanted;
  wanted.subject = principal->subject;
  wanted.name = principal->name.empty() ? principal->subject : principal->name;
  wanted.roles = principal->roles;
  wanted.facilities = principal->facilities;
  audit->entry.actor = principal->subject;
  audit->entry.roles.clear();
  for (const std::string& role : principal->roles)
    audit->entry.roles += (audit->entry.roles.empty() ? "" : " ") + role;
  const auto open = [wanted, before, settings, to = pending.to,
                     organization = principal->organization](sql::Connection& writer, Instant now) {
    const Response in = open_session(writer, now, organization, wanted, before, settings);
    return go_to(to, {in.headers.front().second, sign_in_cookie("", settings)});
  };
  return {Write{open}, writes};
}

}  // namespace

Answer get_sign_in(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const std::string to = parameters.text("to").value_or("/");
  parameters.finish();
  if (!call.desk->provider) return nowhere_to_go();
  if (!problems.empty() || !is_own_place(to))
    return page(400, "This address is not whole",
                "It does not say where in this service to go after you have signed in.");
  const auto begun = call.desk->provider->begin(to, call.now);
  return go_to(begun.location, {sign_in_cookie(begun.binding, call.desk->settings)});
}

Answer get_sign_in_callback(const Call& call) {
  ProviderSignIn* const provider = call.desk->provider;
  if (call.audit) call.audit->entry.fields.clear();  // names of the provider's
  if (!provider) return nowhere_to_go();
  const auto pending =
      provider->take(text_of(call.query, "state"), call.request.sign_in_cookie, call.now);
  if (!pending) return begun_elsewhere();
  if (auto refusal = refusal_in(call)) return std::move(*refusal);
  const std::string issuer = text_of(call.query, "iss");  // RFC 9207
  if (!issuer.empty() && issuer != provider->issuer()) return not_believed();
  const Principal& who = *call.request.principal;
  return Errand{[provider, pending = *pending, code = text_of(call.query, "code"), desk = call.desk,
                 before = who.session, audit = call.audit, now = call.now]() -> ErrandDone {
                  return finish(*provider, code, pending, desk->settings, before, audit.get(), now);
                },
                call.desk->exchanges};
}

}  // namespace authledger::server
