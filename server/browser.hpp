// What a browser brings and gets: the cookie of its session, and what the console is told of it.
//
// A cookie is sent with whatever a page of any site makes the browser ask for. SameSite keeps it
// from being sent along with what other sites post, and on top of that whoever writes by a cookie
// must show that it is the console: by a header that no other site can send, and by where the
// browser itself says that the request comes from.
#pragma once

#include <optional>
#include <string>

#include "engine/store/browser_sessions.hpp"
#include "engine/store/sql.hpp"
#include "server/principal.hpp"
#include "server/request.hpp"
#include "server/sign_in_settings.hpp"

namespace authledger::server {

// Of the session; none: it brings none. `cookies`: the field as sent.
std::optional<std::string> session_token(const std::string& cookies,
                                         const SignInSettings& settings);

// The value of Set-Cookie: for as long as the browser runs, or (empty) to forget it.
std::string session_cookie(const std::string& token, const SignInSettings& settings);

// Likewise of a sign-in at the identity provider that has begun, for as long as it may take.
std::string sign_in_token(const std::string& cookies, const SignInSettings& settings);
std::string sign_in_cookie(const std::string& token, const SignInSettings& settings);

struct SignedIn {
  store::BrowserSession session;
  std::shared_ptr<const Principal> principal;
};
// Whom the token of a session is; none: it is not in force.
std::optional<SignedIn> signed_in_with(sql::Connection& connection, const std::string& organization,
                                       const std::string& token, const SignInSettings& settings,
                                       Instant now);

// The answer to a request that is let in by a cookie and writes, but not from the console; none: it
// may.
std::optional<Response> forgery(const Request& request);

// Within the caller's transaction: a session for whom `wanted` says (subject, person, name, roles,
// facilities), with a token that was not there before, in place of the one with the digest
// `before` (empty: none). The answer has the cookie, and in its body what GET /v1/session says.
Response open_session(sql::Connection& writer, Instant now, const std::string& organization,
                      store::BrowserSession wanted, const std::string& before,
                      const SignInSettings& settings);

// The body of GET /v1/session.
std::string session_text(const Principal& principal, const SignInSettings& settings);

}  // namespace authledger::server
