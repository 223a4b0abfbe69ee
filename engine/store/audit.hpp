// The audit trail: who did what to which records, when, in which role, for which purpose, and how
// it ended. Names of fields, never values. Every entry has a digest of itself and of the digest
// before it:
//
//     digest = SHA-256(digest of the entry before || entry as canonical JSON (RFC 8785))
//
//     append_audit(writer, {.at = now, .actor = "key:7f3a", .action = "read", ...});
//
// Entries are appended within the transaction of what they tell of. The head of the chain stands in
// a side file (`audit-anchor`, see anchor.hpp) and in signed checkpoints (audit_checkpoints.hpp);
// what they say together about a trail that somebody has bent is told by audit_verify.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/store/anchor.hpp"
#include "engine/store/chain.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

struct AuditEntry {
  Instant at = {};
  std::string actor = {};   // the subject of the principal; "local" without sign-in
  std::string roles = {};   // in order, a space between
  std::string action = {};  // "read", "search", "export", "change", "deny", "disclose", "start", ...
  std::string route = {};   // "GET /v1/episodes/{id}", "authledger import"
  std::string record = {};  // kind: "episode"; empty: none
  std::optional<std::string> record_id = {}, member = {};  // of a record that the ledger has
  std::optional<std::string> recipient = {};               // of a disclosure
  std::string purpose = {};                                // a code of HL7 PurposeOfUse, or empty
  int status = 0;                                          // of HTTP; 0: no request
  std::string code = {};     // of the problem with which it was refused; empty: it was not
  std::string fields = {};   // names, in order, a space between
  std::string request = {};  // id of the request in the log of the service
};

// Of what nobody signed in for: the programs' own doings, and those of whoever runs them.
AuditEntry local_entry(Instant at, std::string action, std::string route, std::string record);

// What is digested: one object without white space, its members in the order of their names, absent
// ones left out.
std::string canonical_entry(std::int64_t seq, const AuditEntry& entry);

std::string audit_digest_after(const std::string& digest_before, std::int64_t seq,
                               const AuditEntry& entry);

// Within the caller's transaction. Throws sql::Error.
void append_audit(sql::Connection& writer, const AuditEntry& entry);

struct StoredAuditEntry {
  std::int64_t seq = 0;  // 1, 2, 3, ...
  AuditEntry entry;
  std::string digest;
};

// `where` over the columns, with $1, $2, ... for `values`; and ORDER BY, LIMIT.
void for_each_audit_entry(sql::Connection& connection, const std::string& where,
                          const std::vector<sql::Value>& values,
                          const std::function<void(const StoredAuditEntry&)>& act);

ChainLink audit_head(sql::Connection& connection);
std::optional<std::string> audit_digest(sql::Connection& connection, std::int64_t seq);

constexpr AnchoredChain audit_chain{"audit entries", audit_head, audit_digest};

std::string audit_anchor_file(const std::string& directory);

}  // namespace authledger::store
