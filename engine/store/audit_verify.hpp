// Whether the audit trail is the one that was written. Computes the chain anew, and holds it
// against the side file, the signed checkpoints, and links that somebody has kept elsewhere.
//
// Somebody who changes, takes out, puts in or moves entries breaks the chain at the first of them.
// Somebody who computes the chain behind it anew is found by a checkpoint or by the side file,
// which name a range: the first bad entry lies after the last link that still holds.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/chain.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

// Where the trail is bad: the first bad entry is `first`, or, when `last` is greater, one of those
// up to it.
struct BadEntries {
  std::int64_t first = 0, last = 0;
  std::string why;
};

struct AuditVerification {
  std::int64_t entries = 0, checkpoints = 0;
  ChainLink head;
  std::optional<BadEntries> bad;    // none: every entry is as it was written
  std::vector<std::string> faults;  // of checkpoints themselves, a sentence each
  bool is_whole() const { return !bad && faults.empty(); }
};

struct KnownAboutAudit {
  std::vector<ChainLink> links;          // of the side file and of elsewhere
  std::vector<std::string> public_keys;  // whose checkpoints count
};

// Of one view: the caller's transaction. Throws sql::Error.
AuditVerification verify_audit(sql::Connection& connection, const KnownAboutAudit& known);

// What the directory knows: its side file, and the public key of its key.
KnownAboutAudit known_in(const std::string& directory);

}  // namespace authledger::store
