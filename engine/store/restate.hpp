// The derived rows of an episode: written after every event, or soon after it, and every night, and
// rebuilt to be compared.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/policy/policy_book.hpp"
#include "engine/standing/standing.hpp"
#include "engine/store/log_cache.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

// An episode of the store with its standing. The standing points into the book that it was computed
// with.
struct Restated {
  Facility facility;
  std::optional<std::string> member;
  Episode episode;
  Standing standing;
};

// Computes and writes nothing. None: no such episode.
std::optional<Restated> standing_of(sql::Connection& connection, const PolicyBook& book,
                                    const std::string& episode, Instant as_of);

// Not discharged before the standing's day, or something is still due.
bool is_open(const Restated& restated);

// The same, with what `logs` knows of the log.
std::optional<Restated> standing_of(sql::Connection& connection, const PolicyBook& book,
                                    const std::string& episode, Instant as_of, LogCache& logs);

// Computes and rewrites those derived rows that have changed, within the caller's transaction. The
// rows know the whole log: `as_of` counts as the last recording of it when it is earlier.
Restated restate(sql::Connection& writer, const PolicyBook& book, const std::string& episode,
                 Instant as_of);
Restated restate(sql::Connection& writer, const PolicyBook& book, const std::string& episode,
                 Instant as_of, LogCache& logs);

// When the derived rows were written last, under which policies, and from how much of the log.
struct Restating {
  Instant at;
  std::string policies;       // PolicyBook::fingerprint
  std::int64_t last_seq = 0;  // 0: never
};
Restating last_restating(sql::Connection& connection, const std::string& episode);

// As standing_of, of what the log said then and at that instant.
std::optional<Restated> standing_at(sql::Connection& connection, const PolicyBook& book,
                                    const std::string& episode, const Restating& restating);

// What the derived rows say, as text in a fixed order: equal rows, equal text.
std::vector<std::string> derived_rows(sql::Connection& connection, const std::string& episode);
std::vector<std::string> derived_rows(const Restated& restated);

}  // namespace authledger::store
