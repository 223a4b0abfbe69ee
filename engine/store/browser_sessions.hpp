// Who is signed in with a browser: a row for each, found by the digest of what its cookie holds. A
// session ends when nobody came for a while, at the latest after some hours, or when it is ended.
//
//     enter_session(writer, session, rules);                 // in a transaction
//     const auto found = find_session(reader, token_digest(cookie));
//     if (found && is_in_force(*found, rules, now)) ...
//     if (wants_touch(*found, now)) touch_session(writer, found->digest, now);
//
// Of a person its row says what the session may (people.hpp); of anybody else the session itself.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "engine/store/compartment.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

struct SessionRules {
  std::chrono::minutes idle{30};  // more than one: see wants_touch()
  std::chrono::hours at_most{12};
};

struct BrowserSession {
  std::string digest = {};                 // of its token, see tokens.hpp
  std::string subject = {};                // a principal's: "person:7f3a…", "oidc:https://idp|42"
  std::optional<std::string> person = {};  // id
  std::string name = {};                   // what people call whoever is signed in
  std::set<std::string> roles = {};
  Compartment facilities = {};
  Instant created_at = {};
  Instant last_seen_at = {};
};

Instant end_of(const BrowserSession& session, const SessionRules& rules);  // at the latest
bool is_in_force(const BrowserSession& session, const SessionRules& rules, Instant now);

// Whether it is a minute since it was last said that somebody came.
bool wants_touch(const BrowserSession& session, Instant now);

// Within the caller's transaction. Takes out those that are over by then.
void enter_session(sql::Connection& writer, const BrowserSession& session,
                   const SessionRules& rules);
void touch_session(sql::Connection& writer, const std::string& digest, Instant now);
void end_session(sql::Connection& writer, const std::string& digest);
void end_sessions_of(sql::Connection& writer, const std::string& subject);

std::optional<BrowserSession> find_session(sql::Connection& connection, const std::string& digest);

}  // namespace authledger::store
