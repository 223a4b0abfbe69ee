// The register of consents: append-only like its other entries, each with a digest. A revocation is
// a newer entry of the same consent, and is never taken back.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/consent/consent.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

inline constexpr std::string_view consent_tables = R"sql(
CREATE TABLE consent (
  id TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  member TEXT NOT NULL,
  entry TEXT NOT NULL,         -- canonical JSON
  digest BLOB NOT NULL,        -- of the row
  PRIMARY KEY (member, id, recorded_at)
);
)sql";

// Within the caller's transaction. Refused: a change of a consent that was revoked. Throws
// sql::Error.
Result<Entered> enter_consent(sql::Connection& writer, const consent::Consent& consent,
                              Instant now);

// As entered last, whatever the clock does: what may be disclosed is asked of the latest knowledge.
std::optional<consent::Consent> find_consent(sql::Connection& connection, const std::string& member,
                                             const std::string& id);
// By id.
std::vector<consent::Consent> consents_of(sql::Connection& connection, const std::string& member);

// The strictest tag that the facilities which treat the member give its records: part2, unless
// every one of them has said that it is no program under 42 CFR Part 2.
consent::Tag tag_of_member(sql::Connection& connection, const std::string& member);

}  // namespace authledger::store
