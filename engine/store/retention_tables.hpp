// Those of legal holds and of purges: the same in a new file and in one that is brought up to date.
#pragma once

#include <string_view>

namespace authledger::store {

constexpr std::string_view retention_tables = R"sql(
CREATE TABLE legal_hold (
  number INTEGER NOT NULL PRIMARY KEY,
  id TEXT NOT NULL,            -- drawn: no number is given twice, although rows are purged
  member TEXT,                 -- one of the two
  episode TEXT,
  reason TEXT NOT NULL,
  placed_at BIGINT NOT NULL,
  placed_by TEXT NOT NULL
);
CREATE UNIQUE INDEX legal_hold_id ON legal_hold (id);
CREATE TABLE legal_hold_end (
  hold TEXT NOT NULL PRIMARY KEY,
  reason TEXT NOT NULL,
  lifted_at BIGINT NOT NULL,
  lifted_by TEXT NOT NULL
);
CREATE TABLE purged_event (
  position INTEGER NOT NULL PRIMARY KEY,
  content_digest BLOB NOT NULL,  -- of the row, with its salt, which nobody has any more
  digest BLOB NOT NULL         -- as in event
);
CREATE TABLE purge (
  number INTEGER NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  events BIGINT NOT NULL,
  last_message BIGINT NOT NULL,  -- of the outbox then: its positions are not given again
  scrubbed_at BIGINT           -- NULL: free pages and the log may still hold what was purged
);
)sql";

}  // namespace authledger::store
