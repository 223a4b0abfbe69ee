// The register: facilities, members and their clinical documents. Entries are never overwritten; a
// newer one counts from the instant it was recorded on, so that a standing of the past keeps the
// facility it was computed with. A newer one is never older than the one before it, whatever the
// clock does.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/consent/consent.hpp"
#include "engine/episode/facility.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

// As of then, an entry is the one that was entered last, even when the clock went back since.
constexpr Instant registered_last =
    Instant::from_microseconds(std::numeric_limits<std::int64_t>::max());

enum class Entered { created, changed, unchanged };

Entered enter_facility(sql::Connection& writer, const Facility& facility, Instant now);
Entered enter_member(sql::Connection& writer, const Member& member, Instant now);

// As known at `as_of`; before its first entry, the first entry.
std::optional<Facility> find_facility(sql::Connection& connection, const std::string& id,
                                      Instant as_of);
std::optional<Member> find_member(sql::Connection& connection, const std::string& id,
                                  Instant as_of);
// The same as it is stored: equal entries, equal text.
std::optional<std::string> facility_entry(sql::Connection& connection, const std::string& id,
                                          Instant as_of);
std::vector<std::string> facility_ids(sql::Connection& connection);

struct Document {
  std::string member;
  std::string name;
  std::string media_type;  // may be empty: the reader finds out
  std::string content;     // bytes
  // As entered with it; ordinary: nothing was said. What it says of itself comes on top.
  consent::Tag tag = consent::Tag::ordinary;
};

// A document with the name of an earlier one replaces it; the earlier one stays on file.
Entered enter_document(sql::Connection& writer, const Document& document, Instant now);
// The latest of each name received by `as_of`, by name.
std::vector<Document> documents_of(sql::Connection& connection, const std::string& member,
                                   Instant as_of);

}  // namespace authledger::store
