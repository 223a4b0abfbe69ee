// The packets of a night: built by several threads, kept and accounted for by one. Everything that
// asks the ledger, and every row, is the caller's thread's; the others read documents, assemble,
// render and write files. What comes of it does not depend on how many they are.
//
// Only so many packets, and documents of so many bytes, are in memory at once. Each few packets
// are a transaction, and their files are written when it is committed: what leaves the house has
// its entry on disk. A file is there whole or not at all.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/policy/policy_book.hpp"
#include "engine/store/sql.hpp"
#include "tools/commands.hpp"
#include "tools/night_record.hpp"

namespace authledger::tools {

struct NightLedger {
  sql::Connection& connection;
  sql::Connection* writer;    // null: nothing is kept
  sql::Connection& consents;  // sees what is committed meanwhile
  const std::string& data;    // directory of the ledger
  const PolicyBook& book;
};

struct DueReview {
  std::string episode;
  std::string key;  // of the obligation
};

// Adds to `night` the packets, the documents that failed and what could not be built or written;
// the rest goes on. Throws sql::Error when the ledger itself
// cannot be used.
void build_packets(const NightLedger& ledger, const NightlyOptions& options,
                   const std::vector<DueReview>& reviews, NightRecord& night);

}  // namespace authledger::tools
