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
//   night        which facility's open episodes were restated for which of its dates
//
// Derived rows say which event of the log is the last that they know (episode.restated_seq); an
// episode whose log goes further waits to be restated. They can be rebuilt from the log at any time
// (restate.hpp, verify.hpp). Instants are microseconds since 1970 UTC,
// dates are YYYY-MM-DD.
#pragma once

#include "engine/store/sql.hpp"

namespace authledger::store {

constexpr int tables_version = 4;

// Creates the tables in an empty file, and brings an older file up to this version
// (migrations.hpp), in one transaction. Throws sql::Error for a file of a newer version, and when a
// migration fails; the file is then as it was.
void open_tables(sql::Connection& writer);

bool has_tables(sql::Connection& reader);

// Throws sql::Error for a file of a newer version; reads only.
void refuse_newer_tables(sql::Connection& reader);

// Throws sql::Error unless the file has the tables of this version.
void check_tables(sql::Connection& reader);

}  // namespace authledger::store
