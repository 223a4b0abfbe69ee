// Those of people who sign in with a browser: the same in a new file and in one that is brought up
// to date.
#pragma once

#include <string_view>

namespace authledger::store {

constexpr std::string_view people_tables = R"sql(
CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  folded_name TEXT NOT NULL,   -- without case and accents: what is unique, and signs in
  roles TEXT NOT NULL,         -- JSON array
  facilities TEXT,             -- JSON array; NULL: all
  password TEXT,               -- Argon2id, with its salt and cost; NULL: none was set yet
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  ended_at BIGINT,
  ended_by TEXT,
  last_signed_in_at BIGINT
);
CREATE UNIQUE INDEX person_name ON person (folded_name) WHERE ended_at IS NULL;
CREATE TABLE person_link (
  digest BLOB NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE TABLE browser_session (
  digest BLOB NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL,       -- a principal's
  person TEXT,                 -- NULL: of the identity provider, as its token said
  name TEXT NOT NULL,
  roles TEXT NOT NULL,         -- of a person: what the row of that person says counts
  facilities TEXT,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL -- to the minute
);
CREATE INDEX browser_session_of_subject ON browser_session (subject);
)sql";

}  // namespace authledger::store
