#include "engine/store/browser_sessions.hpp"

#include <algorithm>

#include "engine/store/text_set.hpp"

namespace authledger::store {
namespace {

constexpr std::chrono::minutes between_touches{1};

Instant after(Instant at, std::chrono::microseconds time) {
  return Instant::from_microseconds(at.microseconds() + time.count());
}

std::int64_t before(Instant at, std::chrono::microseconds time) {
  return at.microseconds() - time.count();
}

}  // namespace

Instant end_of(const BrowserSession& session, const SessionRules& rules) {
  return after(session.created_at, rules.at_most);
}

bool is_in_force(const BrowserSession& session, const SessionRules& rules, Instant now) {
  return now < end_of(session, rules) && now < after(session.last_seen_at, rules.idle);
}

bool wants_touch(const BrowserSession& session, Instant now) {
  return after(session.last_seen_at, between_touches) <= now;
}

void enter_session(sql::Connection& writer, const BrowserSession& session,
                   const SessionRules& rules) {
  const Instant now = session.created_at;
  writer.run("DELETE FROM browser_session WHERE created_at <= $1 OR last_seen_at <= $2",
             {before(now, rules.at_most), before(now, rules.idle)}, sql::ignore_rows);
  writer.run(
      "INSERT INTO browser_session (digest, subject, person, name, roles, facilities, created_at,"
      " last_seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {sql::Bytes{session.digest}, session.subject, sql::nullable(session.person), session.name,
       text_of(session.roles),
       session.facilities ? sql::Value(text_of(*session.facilities)) : sql::Value(),
       session.created_at.microseconds(), session.last_seen_at.microseconds()},
      sql::ignore_rows);
}

void touch_session(sql::Connection& writer, const std::string& digest, Instant now) {
  writer.run(
      "UPDATE browser_session SET last_seen_at = $2 WHERE digest = $1 AND last_seen_at <= $3",
      {sql::Bytes{digest}, now.microseconds(), before(now, between_touches)}, sql::ignore_rows);
}

void end_session(sql::Connection& writer, const std::string& digest) {
  writer.run("DELETE FROM browser_session WHERE digest = $1", {sql::Bytes{digest}},
             sql::ignore_rows);
}

void end_sessions_of(sql::Connection& writer, const std::string& subject) {
  writer.run("DELETE FROM browser_session WHERE subject = $1", {subject}, sql::ignore_rows);
}

std::optional<BrowserSession> find_session(sql::Connection& connection, const std::string& digest) {
  std::optional<BrowserSession> found;
  connection.run(
      "SELECT subject, person, name, roles, facilities, created_at, last_seen_at"
      " FROM browser_session WHERE digest = $1",
      {sql::Bytes{digest}}, [&](const sql::Row& row) {
        BrowserSession session;
        session.digest = digest;
        session.subject = row.text(0);
        if (!row.is_null(1)) session.person = row.text(1);
        session.name = row.text(2);
        session.roles = set_of(row.text(3), "a session");
        if (!row.is_null(4)) session.facilities = set_of(row.text(4), "a session");
        session.created_at = Instant::from_microseconds(row.integer(5));
        session.last_seen_at = Instant::from_microseconds(row.integer(6));
        found = std::move(session);
      });
  return found;
}

}  // namespace authledger::store
