// Who can reach the files of a ledger: its owner and nobody else. A copy with other tools, a
// restored archive or a careless chmod changes that, and nothing else would say so.
#pragma once

#include <string>
#include <vector>

namespace authledger::store {

// A sentence for each file or folder at or under `directory` that its group or others can reach, or
// that belongs to another user than the directory does; at most 20. Empty: all is well, or there is
// no such directory. Throws sql::Error when a folder cannot be looked into.
std::vector<std::string> open_to_others(const std::string& directory);

// Throws sql::Error that says what to run: when anything is open to others, or the directory does
// not belong to the user of this process.
void refuse_open_to_others(const std::string& directory);

}  // namespace authledger::store
