#include "engine/store/migrations.hpp"

#include <array>
#include <string_view>

#include "engine/store/consents.hpp"
#include "engine/store/console_tables.hpp"
#include "engine/store/old_chain.hpp"
#include "engine/store/outbox_tables.hpp"
#include "engine/store/packets.hpp"
#include "engine/store/people_tables.hpp"
#include "engine/store/retention_tables.hpp"
#include "engine/store/tables.hpp"

namespace authledger::store {
namespace {

struct Migration {
  int to = 0;  // from the version before
  std::string_view script;
  void (*afterwards)(sql::Connection&) = nullptr;  // what no script can do
};

// What is counted over many episodes comes off their standings, those that ended long ago too: all
// of them wait.
void restate_everything(sql::Connection& writer) {
  writer.run("UPDATE episode SET restated_seq = 0", {}, sql::ignore_rows);
}

constexpr std::array migrations{
    // The order of commitment of what was written before it was kept is not known any more; the
    // order in which the facility learned of it is the nearest to it.
    Migration{2, R"sql(
ALTER TABLE event ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
UPDATE event SET position = placed.position
FROM (SELECT episode, seq, row_number() OVER (ORDER BY recorded_at, episode, seq) AS position
      FROM event) AS placed
WHERE placed.episode = event.episode AND placed.seq = event.seq;
CREATE UNIQUE INDEX event_position ON event (position);
CREATE TABLE idempotency (
  key TEXT NOT NULL PRIMARY KEY,
  recorded_at BIGINT NOT NULL,
  fingerprint TEXT NOT NULL,
  status BIGINT NOT NULL,
  content_type TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX idempotency_recorded_at ON idempotency (recorded_at);
CREATE INDEX balance_number ON balance (number);
-- A number without lines has a row from here on: to be restated.
UPDATE episode SET policies = '' WHERE id IN (
  SELECT episode FROM event
  WHERE fact LIKE '%"type":"authorization.decided"%' AND fact LIKE '%"number":%');
)sql"},
    // Nobody could say before who had an obligation or let it sleep, so there is nothing to
    // restate.
    Migration{3, R"sql(
ALTER TABLE event ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE facility ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE member ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE document ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE obligation ADD COLUMN assignee TEXT;
ALTER TABLE obligation ADD COLUMN snoozed_until BIGINT;
CREATE TABLE night (
  facility TEXT NOT NULL,
  date TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  done_at BIGINT,
  last_episode TEXT NOT NULL,
  episodes BIGINT NOT NULL,
  PRIMARY KEY (facility, date)
) WITHOUT ROWID;
CREATE INDEX episode_of_night ON episode (facility, id) WHERE is_open = 1;
)sql",
              write_old_digests},
    // Until here every event was restated in its own transaction, and the rows of events were
    // stored by episode, which made every append a write to another page.
    Migration{4, R"sql(
CREATE TABLE appended_event (
  episode TEXT NOT NULL,
  seq BIGINT NOT NULL,
  id TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  facility TEXT,
  member TEXT,
  fact TEXT NOT NULL,
  position INTEGER NOT NULL PRIMARY KEY,
  digest BLOB NOT NULL
);
INSERT INTO appended_event (episode, seq, id, recorded_at, facility, member, fact, position, digest)
SELECT episode, seq, id, recorded_at, facility, member, fact, position, digest
FROM event ORDER BY position;
DROP TABLE event;
ALTER TABLE appended_event RENAME TO event;
CREATE UNIQUE INDEX event_of_episode ON event (episode, seq);
CREATE UNIQUE INDEX event_id ON event (id);
ALTER TABLE episode ADD COLUMN restated_seq BIGINT NOT NULL DEFAULT 0;
UPDATE episode SET restated_seq = last_seq;
CREATE INDEX episode_waiting ON episode (id) WHERE restated_seq < last_seq;
)sql",
              nullptr},
    // What was done before the audit trail began is not known.
    Migration{5, audit_tables, nullptr},
    Migration{6, R"sql(
CREATE TABLE api_key (
  id TEXT NOT NULL PRIMARY KEY,
  digest BLOB NOT NULL,
  label TEXT NOT NULL,
  roles TEXT NOT NULL,
  facilities TEXT,
  source_system TEXT,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  revoked_by TEXT
);
CREATE INDEX episode_of_member ON episode (member);
)sql",
              nullptr},
    // What is owed by then is announced by the next restating of its episode.
    Migration{7, outbox_tables, nullptr},
    Migration{8, R"sql(
CREATE TABLE broken_glass (
  id TEXT NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL,
  facility TEXT NOT NULL,
  reason TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_by TEXT,
  reviewed_at BIGINT,
  reviewed_by TEXT,
  was_justified BIGINT,
  review TEXT
);
CREATE INDEX broken_glass_of_subject ON broken_glass (subject, ends_at);
)sql",
              nullptr},
    Migration{9, retention_tables, nullptr},
    // The digest of an event's row becomes a value of its own, so that the row can go.
    Migration{10, "ALTER TABLE event ADD COLUMN salt BLOB NOT NULL DEFAULT x'';", link_again},
    Migration{11, consent_tables, nullptr},
    Migration{12, reminder_tables, nullptr},
    Migration{13, letter_tables, nullptr},
    Migration{14, packet_tables, nullptr},
    Migration{15, packet_print_columns, nullptr},
    Migration{16, people_tables, nullptr},
    Migration{17, console_tables, restate_everything},
    Migration{18, wording_table, nullptr},
};

constexpr bool lead_to_this_version() {
  int version = 1;
  for (const Migration& migration : migrations)
    if (migration.to != ++version) return false;
  return version == tables_version;
}
static_assert(lead_to_this_version());

}  // namespace

void migrate(sql::Connection& writer, std::int64_t version) {
  for (const Migration& migration : migrations) {
    if (migration.to <= version) continue;
    writer.run_script(migration.script);
    if (migration.afterwards) migration.afterwards(writer);
  }
}

}  // namespace authledger::store
