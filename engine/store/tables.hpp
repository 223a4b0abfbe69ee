// The tables, and the version that a file of them has.
//
//   event        the truth: append-only, one log per episode, in the order of (episode, seq); its
//                position is its place in the order of commitment over all episodes, 1, 2, 3, ...
//                a digest chains each to the one before (chain.hpp)
//   facility,    the register: append-only too, a newer entry replaces an older one from then on
//   member
//   document     clinical documents of members, as received
//   idempotency  answers to requests with an Idempotency-Key, for a day
//   episode      derived: where it is treated, whose it is, its figures as of the last restating
//   obligation,  derived: what is due, and the lines of its authorizations
//   balance
//   figures      derived: what is counted over many episodes (figures.hpp)
//   audit        who did what: append-only, each entry chained to the one before (audit.hpp)
//   audit_checkpoint  signatures of what its chain was at some entries
//   api_key      who may come in, as what, until when; a digest of each key's secret
//   person       who may sign in with a name and a password, as what; person_link: the one-time
//   links
//                through which they set one; browser_session: who is signed in (people.hpp)
//   legal_hold,  what must not be purged, why and since when; what ended that (holds.hpp)
//   legal_hold_end
//   purged_event the stubs of events that were purged: their links of the chain
//   purge        what was purged when, and whether its traces are gone (purge.hpp)
//   packet       versions of review packets, and what became of them (packets.hpp)
//   threshold    what the organization calls soon: append-only (thresholds.hpp)
//   wording      how it opens and closes notices and letters: append-only (wordings.hpp)
//   night        which facility's open episodes were restated for which of its dates
//
// Derived rows say which event of the log is the last that they know (episode.restated_seq); an
// episode whose log goes further waits to be restated. They can be rebuilt from the log at any time
// (restate.hpp, verify.hpp). Instants are microseconds since 1970 UTC,
// dates are YYYY-MM-DD.
#pragma once

#include <string_view>

#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

constexpr int tables_version = 18;

// Those of the audit trail: the same in a new file and in one that is brought up to date. STRICT,
// so that a changed row cannot hide in another type that reads the same. No index: appending stays
// cheap.
constexpr std::string_view audit_tables = R"sql(
CREATE TABLE audit (
  seq INTEGER NOT NULL PRIMARY KEY,  -- 1, 2, 3, ...
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  roles TEXT NOT NULL,         -- a space between; fields too
  action TEXT NOT NULL,
  route TEXT NOT NULL,
  record TEXT NOT NULL,        -- kind
  record_id TEXT,
  member TEXT,
  recipient TEXT,
  purpose TEXT NOT NULL,
  status INTEGER NOT NULL,
  code TEXT NOT NULL,
  fields TEXT NOT NULL,        -- names, never values
  request TEXT NOT NULL,
  digest BLOB NOT NULL         -- of the entry and of the digest before it
) STRICT;
CREATE TABLE audit_checkpoint (
  number INTEGER NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  digest BLOB NOT NULL,
  public_key BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT;
)sql";

// Creates the tables in an empty file, and brings an older file up to this version
// (migrations.hpp), in one transaction. Throws sql::Error for a file of a newer version, and when a
// migration fails; the file is then as it was.
void open_tables(sql::Connection& writer);

bool has_tables(sql::Connection& reader);

// To the second, by the clock of the machine.
Instant time_of_database(sql::Connection& connection);

// Throws sql::Error for a file of a newer version; reads only.
void refuse_newer_tables(sql::Connection& reader);

// Throws sql::Error unless the file has the tables of this version.
void check_tables(sql::Connection& reader);

}  // namespace authledger::store
