// Those of the outbox and of its deliveries: the same in a new file and in one that is brought up
// to date.
#pragma once

#include <string_view>

namespace authledger::store {

constexpr std::string_view outbox_tables = R"sql(
CREATE TABLE outbox (
  position INTEGER NOT NULL PRIMARY KEY,  -- in the order of commitment
  id TEXT NOT NULL,            -- what receivers know it by
  kind TEXT NOT NULL,          -- notice.owed, review.withdrawn, ...
  episode TEXT NOT NULL,
  facility TEXT NOT NULL,
  obligation TEXT NOT NULL,    -- key
  "authorization" TEXT,
  created_at BIGINT NOT NULL,  -- of the restating
  withdraws BIGINT             -- position of what is not owed any more
);
CREATE UNIQUE INDEX outbox_id ON outbox (id);
CREATE INDEX outbox_of_episode ON outbox (episode, position);
CREATE TABLE endpoint (
  name TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,  -- of its settings
  position BIGINT NOT NULL,     -- of the outbox: deliveries are made up to here
  disabled_at BIGINT           -- NULL: it is not
);
CREATE TABLE delivery (
  endpoint TEXT NOT NULL,
  position BIGINT NOT NULL,     -- of the message
  lane TEXT NOT NULL,          -- of one lane, one after the other
  state TEXT NOT NULL,         -- waiting, delivered, failed
  attempts BIGINT NOT NULL,     -- that were recorded
  next_at BIGINT NOT NULL,
  done_at BIGINT,
  PRIMARY KEY (endpoint, position)
) WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (endpoint, next_at) WHERE state = 'waiting';
CREATE INDEX delivery_lane ON delivery (endpoint, lane, position) WHERE state = 'waiting';
CREATE INDEX delivery_of_message ON delivery (position);
CREATE TABLE attempt (
  endpoint TEXT NOT NULL,
  position BIGINT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (endpoint, position, number)
) WITHOUT ROWID;
)sql";

// Letters hold what a member's record says; see purge.cpp. A digest without a position: it began
// here. A replay is of a delivery that was given up on, and is tried again from the start.
constexpr std::string_view letter_tables = R"sql(
CREATE TABLE letter (
  position INTEGER NOT NULL PRIMARY KEY,  -- of its message in the outbox
  announcement BIGINT NOT NULL,           -- position of the message that it is about
  episode TEXT NOT NULL,
  obligation TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  sent_to TEXT NOT NULL,       -- a fax number
  recipient TEXT NOT NULL,     -- payer; empty: no policy names one
  words TEXT NOT NULL,         -- as edited: JSON
  sent TEXT,                   -- as disclosed
  released_by TEXT NOT NULL,
  released_at BIGINT NOT NULL,
  disclosed_at BIGINT,
  written_at BIGINT,
  text_digest TEXT NOT NULL,   -- SHA-256 of the files; empty: not written
  html_digest TEXT NOT NULL,
  ended TEXT NOT NULL          -- why it was never sent; empty: it was, or waits
);
CREATE INDEX letter_of_obligation ON letter (episode, obligation);
CREATE TABLE letter_endpoint (
  endpoint TEXT NOT NULL,
  facility TEXT                -- NULL: all
);
CREATE TABLE digest (
  endpoint TEXT NOT NULL,
  date TEXT NOT NULL,      -- of the endpoint's own zone
  position BIGINT,         -- of its message
  up_to BIGINT NOT NULL,   -- position of the last message that it counts
  json TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (endpoint, date)
) WITHOUT ROWID;
CREATE INDEX digest_position ON digest (position);
CREATE TABLE delivery_replay (
  endpoint TEXT NOT NULL,
  position BIGINT NOT NULL,
  attempts_before BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by TEXT NOT NULL,
  PRIMARY KEY (endpoint, position, attempts_before)
) WITHOUT ROWID;
CREATE INDEX delivery_failed ON delivery (position, endpoint) WHERE state = 'failed';
)sql";

// A row without units and days is of a rule that reminds of nothing.
constexpr std::string_view reminder_tables = R"sql(
CREATE TABLE reminder_threshold (
  rule BIGINT NOT NULL,
  position BIGINT NOT NULL,
  payer TEXT,     -- NULL: any
  facility TEXT,  -- NULL: any
  units_left BIGINT,
  days_left BIGINT,
  PRIMARY KEY (rule, position)
) WITHOUT ROWID;
)sql";

}  // namespace authledger::store
