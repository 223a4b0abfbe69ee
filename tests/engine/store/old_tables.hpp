// The tables of earlier versions, as their programs created them: what a migration starts from.
#pragma once

#include <string_view>

namespace authledger::test {

// Those that the table of obligations had until version 2.
constexpr const char* columns_of_old_obligations =
    "episode, position, key, kind, rule, \"authorization\", opens_at, due_at, status, because";

constexpr const char* columns_of_old_episodes =
    "id, facility, member, last_seq, last_recorded_at, restated_at, policies, is_open, admitted,"
    " discharged, payer, covered_through, first_uncovered_day, uncovered_units";

constexpr std::string_view tables_of_version_1 = R"sql(
CREATE TABLE tables_version (version BIGINT NOT NULL);

CREATE TABLE event (
  episode TEXT NOT NULL,
  seq BIGINT NOT NULL,
  id TEXT NOT NULL,            -- the sender's
  recorded_at BIGINT NOT NULL,
  facility TEXT,               -- as sent with the event
  member TEXT,
  fact TEXT NOT NULL,          -- canonical JSON
  PRIMARY KEY (episode, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX event_id ON event (id);

CREATE TABLE facility (
  id TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (id, recorded_at)
);
CREATE TABLE member (
  id TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (id, recorded_at)
);
CREATE TABLE document (
  member TEXT NOT NULL,
  name TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (member, name, received_at)
);

CREATE TABLE episode (
  id TEXT PRIMARY KEY,
  facility TEXT NOT NULL,
  member TEXT,
  last_seq BIGINT NOT NULL,
  last_recorded_at BIGINT NOT NULL,
  restated_at BIGINT NOT NULL,
  policies TEXT NOT NULL,      -- fingerprint of the policy book of the restating
  is_open BIGINT NOT NULL,     -- 1: not discharged, or something is still due
  admitted TEXT,
  discharged TEXT,
  payer TEXT,                  -- of the coverage on the day of the restating
  covered_through TEXT,
  first_uncovered_day TEXT,
  uncovered_units BIGINT NOT NULL
);
CREATE TABLE obligation (
  episode TEXT NOT NULL,
  position BIGINT NOT NULL,    -- in the standing; a log can make two obligations of one key
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  rule TEXT,
  "authorization" TEXT,
  opens_at BIGINT,
  due_at BIGINT,
  status TEXT NOT NULL,        -- at the restating; what is pending ages with the clock, see worklist.cpp
  because TEXT NOT NULL,
  PRIMARY KEY (episode, position)
) WITHOUT ROWID;
CREATE INDEX obligation_due ON obligation (due_at) WHERE status IN ('upcoming', 'open', 'overdue');
CREATE TABLE balance (
  episode TEXT NOT NULL,
  "authorization" TEXT NOT NULL,
  line BIGINT NOT NULL,
  number TEXT,
  decision TEXT NOT NULL,
  codes TEXT NOT NULL,
  unit TEXT NOT NULL,
  units BIGINT,                -- NULL: unlimited
  used BIGINT NOT NULL,
  remaining BIGINT,
  start_date TEXT,
  end_date TEXT,
  last_covered_day TEXT,
  exhausts_on TEXT,
  PRIMARY KEY (episode, "authorization", line)
) WITHOUT ROWID;
)sql";

}  // namespace authledger::test
