// Entries of the audit trail by those who read a ledger without being its writer: the commands,
// which work beside a service. They lie in a file beside the ledger until its writer takes them
// into the trail, in their order.
//
//     spool_audit(directory, entry);          // on disk when it returns; the reading comes after
//     it
//
//     SpooledAudit spooled(directory);        // whoever writes; one at a time
//     spooled.append_to(writer);              // within a transaction
//     spooled.done();                         // after its commit
//
// Nothing is lost and nothing entered twice, whenever a process dies: what was taken stays in a
// file of its own until done(), and the first who writes afterwards looks whether it stands in the
// trail. A line that is no entry is entered as such.
#pragma once

#include <string>
#include <vector>

#include "engine/store/audit.hpp"

namespace authledger::store {

// Throws sql::Error when it cannot be written or synced; nothing may be shown then.
void spool_audit(const std::string& directory, const AuditEntry& entry);

// Whether there is something to take.
bool has_spooled_audit(const std::string& directory);

class SpooledAudit {
 public:
  // Takes what is there. Throws sql::Error when it cannot be read.
  explicit SpooledAudit(const std::string& directory);

  std::size_t size() const { return entries_.size(); }

  // Nothing when an earlier writer has entered these and died before done(). Throws sql::Error.
  void append_to(sql::Connection& writer) const;

  // Throws sql::Error when the file cannot be removed.
  void done();

 private:
  bool is_entered(sql::Connection& writer) const;

  std::string taken_;
  bool is_left_over_ = false;
  std::vector<AuditEntry> entries_;
};

// All of that, as a writer does it who has just opened the ledger.
void take_spooled_audit(sql::Connection& writer, const std::string& directory);

}  // namespace authledger::store
