// Signed checkpoints of the audit trail: which digest it had at which entry, signed with the key in
// `audit.key` (Ed25519). Whoever bends the trail and computes its chain anew cannot sign them
// again without that key; whoever has kept a public key or a checkpoint elsewhere sees it even
// then.
//
//     AuditCheckpoints checkpoints(directory, connection);
//     checkpoints.add_if_due(connection);       // at the end of each transaction
//     connection.commit();
//     checkpoints.committed();
//
// One is due when 1,000 entries have come since the last, or an entry a day after it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/base/ed25519.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

constexpr std::int64_t entries_of_a_checkpoint = 1'000;

struct AuditCheckpoint {
  std::int64_t number = 0;  // 1, 2, 3, ...
  std::int64_t seq = 0;     // of the entry
  std::int64_t at = 0;      // of the entry, microseconds
  std::string digest = {}, public_key = {}, signature = {};
};

// What is signed.
std::string text_of(const AuditCheckpoint& checkpoint);

void for_each_checkpoint(sql::Connection& connection,
                         const std::function<void(const AuditCheckpoint&)>& act);

std::string audit_key_file(const std::string& directory);
// None: there is none yet. Throws sql::Error when it cannot be read, or others may read it.
std::optional<SigningKey> read_audit_key(const std::string& directory);
SigningKey make_audit_key(const std::string& directory);  // mode 0600, synced

class AuditCheckpoints {
 public:
  AuditCheckpoints(std::string directory, sql::Connection& connection);

  // Within the transaction that is about to be committed. Makes the key when there is none. Throws
  // sql::Error.
  void add_if_due(sql::Connection& writer);
  void committed() { last_ = pending_; }

 private:
  struct Last {
    std::int64_t number = 0, seq = 0;
    std::optional<std::int64_t> at;  // none: neither a checkpoint nor an entry
  };

  std::string directory_;
  std::optional<SigningKey> key_;
  Last last_, pending_;
};

}  // namespace authledger::store
