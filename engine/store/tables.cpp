#include "engine/store/tables.hpp"

#include "engine/store/audit.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/console_tables.hpp"
#include "engine/store/migrations.hpp"
#include "engine/store/outbox_tables.hpp"
#include "engine/store/packets.hpp"
#include "engine/store/people_tables.hpp"
#include "engine/store/retention_tables.hpp"

namespace authledger::store {
namespace {

constexpr std::string_view tables = R"sql(
CREATE TABLE tables_version (version BIGINT NOT NULL);

CREATE TABLE event (
  episode TEXT NOT NULL,
  seq BIGINT NOT NULL,
  id TEXT NOT NULL,            -- the sender's
  recorded_at BIGINT NOT NULL,
  facility TEXT,               -- as sent with the event
  member TEXT,
  fact TEXT NOT NULL,          -- canonical JSON
  position INTEGER NOT NULL PRIMARY KEY,  -- in the order of commitment: rows are appended
  digest BLOB NOT NULL,        -- a link of the chain (chain.hpp)
  salt BLOB NOT NULL           -- goes into that and goes with the row
);
CREATE UNIQUE INDEX event_of_episode ON event (episode, seq);
CREATE UNIQUE INDEX event_id ON event (id);

CREATE TABLE facility (
  id TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  entry TEXT NOT NULL,
  digest BLOB NOT NULL,        -- of the row
  PRIMARY KEY (id, recorded_at)
);
CREATE TABLE member (
  id TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  entry TEXT NOT NULL,
  digest BLOB NOT NULL,        -- of the row
  PRIMARY KEY (id, recorded_at)
);
CREATE TABLE document (
  member TEXT NOT NULL,
  name TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  content BLOB NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (member, name, received_at)
);

CREATE TABLE idempotency (
  key TEXT NOT NULL PRIMARY KEY,  -- the sender's
  recorded_at BIGINT NOT NULL,
  fingerprint TEXT NOT NULL,      -- of the request
  status BIGINT NOT NULL,         -- of the answer, and what follows too
  content_type TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX idempotency_recorded_at ON idempotency (recorded_at);

CREATE TABLE episode (
  id TEXT PRIMARY KEY,
  facility TEXT NOT NULL,
  member TEXT,
  last_seq BIGINT NOT NULL,    -- of the log; of an episode that waits: of an event after restated_seq
  last_recorded_at BIGINT NOT NULL,  -- of the event of last_seq
  restated_at BIGINT NOT NULL,
  policies TEXT NOT NULL,      -- fingerprint of the policy book of the restating
  is_open BIGINT NOT NULL,     -- 1: not discharged, or something is still due
  admitted TEXT,
  discharged TEXT,
  payer TEXT,                  -- of the coverage on the day of the restating
  covered_through TEXT,
  first_uncovered_day TEXT,
  uncovered_units BIGINT NOT NULL,
  restated_seq BIGINT NOT NULL -- last event that the restating knew; 0: never restated
);
CREATE INDEX episode_waiting ON episode (id) WHERE restated_seq < last_seq;
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
  assignee TEXT,
  snoozed_until BIGINT,        -- after the restating, of what is pending
  PRIMARY KEY (episode, position)
) WITHOUT ROWID;
CREATE INDEX obligation_due ON obligation (due_at) WHERE status IN ('upcoming', 'open', 'overdue');
CREATE TABLE balance (
  episode TEXT NOT NULL,
  "authorization" TEXT NOT NULL,
  line BIGINT NOT NULL,        -- -1: it has a number but no lines
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
CREATE INDEX balance_number ON balance (number);

CREATE TABLE night (
  facility TEXT NOT NULL,
  date TEXT NOT NULL,          -- the facility's
  begun_at BIGINT NOT NULL,
  done_at BIGINT,              -- NULL: episodes are left
  last_episode TEXT NOT NULL,  -- the greatest id that was restated
  episodes BIGINT NOT NULL,    -- restated so far
  PRIMARY KEY (facility, date)
) WITHOUT ROWID;
CREATE INDEX episode_of_night ON episode (facility, id) WHERE is_open = 1;

CREATE TABLE api_key (
  id TEXT NOT NULL PRIMARY KEY,
  digest BLOB NOT NULL,        -- SHA-256 of the secret
  label TEXT NOT NULL,
  roles TEXT NOT NULL,         -- JSON array
  facilities TEXT,             -- JSON array; NULL: all
  source_system TEXT,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  expires_at BIGINT,           -- NULL: never
  revoked_at BIGINT,
  revoked_by TEXT
);
CREATE INDEX episode_of_member ON episode (member);

CREATE TABLE broken_glass (
  id TEXT NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL,       -- a principal's, who reads
  facility TEXT NOT NULL,      -- where
  reason TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  ended_at BIGINT,             -- before that
  ended_by TEXT,
  reviewed_at BIGINT,
  reviewed_by TEXT,            -- not the subject
  was_justified BIGINT,
  review TEXT
);
CREATE INDEX broken_glass_of_subject ON broken_glass (subject, ends_at);
)sql";

std::string all_tables() {
  return std::string(tables) + std::string(audit_tables) + std::string(outbox_tables) +
         std::string(retention_tables) + std::string(consent_tables) +
         std::string(reminder_tables) + std::string(letter_tables) + std::string(packet_tables) +
         std::string(packet_print_columns) + std::string(people_tables) +
         std::string(console_tables) + std::string(wording_table);
}

// 0: a file without tables.
std::int64_t version_of(sql::Connection& connection) {
  bool is_there = false;
  connection.run("SELECT 1 FROM sqlite_master WHERE name = 'tables_version'", {},
                 [&](const sql::Row&) { is_there = true; });
  std::int64_t version = 0;
  if (is_there)
    connection.run("SELECT version FROM tables_version", {},
                   [&](const sql::Row& row) { version = row.integer(0); });
  return version;
}

[[noreturn]] void refuse_version(std::int64_t version, std::string_view advice) {
  throw sql::Error("the ledger file has tables of version " + std::to_string(version) +
                   ", this program knows version " + std::to_string(tables_version) + "; " +
                   std::string(advice));
}

[[noreturn]] void refuse_newer(std::int64_t version) {
  refuse_version(version, "use the program that belongs to the file");
}

// The time is the database's: nothing here has a clock of its own.
void enter_migration(sql::Connection& writer) {
  append_audit(writer, local_entry(time_of_database(writer), "migrate", "tables", "ledger"));
}

}  // namespace

Instant time_of_database(sql::Connection& connection) {
  std::int64_t seconds = 0;
  connection.run("SELECT CAST(strftime('%s', 'now') AS BIGINT)", {},
                 [&](const sql::Row& row) { seconds = row.integer(0); });
  return Instant::from_seconds(seconds);
}

void open_tables(sql::Connection& writer) {
  sql::Transaction transaction(writer);
  const std::int64_t version = version_of(writer);
  if (version == tables_version) return;
  if (version > tables_version) refuse_newer(version);
  if (version == 0) {
    writer.run_script(all_tables());
    writer.run("INSERT INTO tables_version (version) VALUES ($1)", {std::int64_t{tables_version}},
               sql::ignore_rows);
  } else {
    migrate(writer, version);
    enter_migration(writer);
    writer.run("UPDATE tables_version SET version = $1", {std::int64_t{tables_version}},
               sql::ignore_rows);
  }
  transaction.commit();
}

bool has_tables(sql::Connection& reader) {
  return version_of(reader) != 0;
}

void refuse_newer_tables(sql::Connection& reader) {
  const std::int64_t version = version_of(reader);
  if (version > tables_version) refuse_newer(version);
}

void check_tables(sql::Connection& reader) {
  refuse_newer_tables(reader);
  const std::int64_t version = version_of(reader);
  if (version == 0) throw sql::Error("the ledger file has no tables yet; import or serve first");
  if (version != tables_version)
    refuse_version(version,
                   "start authledgerd or run authledger nightly once, which brings it up to date");
}

}  // namespace authledger::store
