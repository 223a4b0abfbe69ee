// Copies of a ledger, made while it is written to, and put back.
//
//     back_up("var", "/backups/monday.db", book, progress);      // beside a running service
//     restore("/backups/monday.db", "var", book, progress);      // with the service stopped
//
// Both check the copy before they give it its name: the database whole, every event readable, every
// log complete. A copy whose derived rows alone differ from its log is given its name, because a
// restating makes them new; the caller is told.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "engine/policy/policy_book.hpp"
#include "engine/store/sql.hpp"
#include "engine/store/verify.hpp"

namespace authledger::store {

struct CopyProgress {
  std::function<void(std::size_t done, std::size_t of)> copied;   // pages
  std::function<void(std::size_t done, std::size_t of)> checked;  // episodes
};

// Of the ledger in `directory` to the file `out`, which is replaced when there is one. One file for
// its owner only (0600), synced. When the copy is damaged, `out` stays as it was. Throws sql::Error
// when there is no ledger, or `out` cannot be written or lies in `directory`.
Verification back_up(const std::string& directory, const std::string& out, const PolicyBook& book,
                     const CopyProgress& progress);

// The file cannot become a ledger: it is none, a later program made it, or it is broken.
class NoBackup : public sql::Error {
 public:
  using Error::Error;
};

// The copy in `file` becomes the ledger of `directory`, in the tables of this program. When it is
// damaged, nothing is changed. Throws NoBackup; sql::Error when the directory has a ledger with
// anything in it, another process writes to it, or it cannot be written.
Verification restore(const std::string& file, const std::string& directory, const PolicyBook& book,
                     const CopyProgress& progress);

}  // namespace authledger::store
