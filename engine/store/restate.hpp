// The derived rows of an episode: written after every event and every night, and rebuilt to be
// compared.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/policy/policy_book.hpp"
#include "engine/standing/standing.hpp"
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

// Computes and rewrites the derived rows, within the caller's transaction.
Restated restate(sql::Connection& writer, const PolicyBook& book, const std::string& episode,
                 Instant as_of);

// When the derived rows were written last, and under which policies.
struct Restating {
  Instant at;
  std::string policies;  // PolicyBook::fingerprint
};
Restating last_restating(sql::Connection& connection, const std::string& episode);

// What the derived rows say, as text in a fixed order: equal rows, equal text.
std::vector<std::string> derived_rows(sql::Connection& connection, const std::string& episode);
std::vector<std::string> derived_rows(const Restated& restated);

}  // namespace authledger::store
