// The directory that holds a ledger: one database file, and the lock that keeps a second writer
// out.
//
//     DataDirectory data = DataDirectory::open_to_write("var");   // throws when somebody else
//     writes auto reader = data.connect_to_read();
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/store/anchor.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

std::string ledger_file(const std::string& directory);

// Another process writes to the directory.
class LockHeld : public sql::Error {
 public:
  using Error::Error;
};

// Only one may write to a directory. Held until it goes, or its process does.
class WriterLock {
 public:
  // Throws LockHeld when another process holds it, naming that, or sql::Error when the directory is
  // not there.
  explicit WriterLock(const std::string& directory);
  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&&) = delete;
  ~WriterLock();

 private:
  int file_;
};

// Creates it, for its owner only (0700), unless it is there. Throws sql::Error.
void make_data_directory(const std::string& path);

class DataDirectory {
 public:
  // Creates the directory (mode 0700) and the tables when they are not there, and enters in the
  // audit trail what was read meanwhile (audit_spool.hpp). Holds the lock until
  // it is destroyed. Throws LockHeld when another process is writing, naming it, and sql::Error
  // when events that were acknowledged are not in it any more, or others can reach its files
  // (file_modes.hpp).
  static DataDirectory open_to_write(const std::string& path);
  static DataDirectory open_to_write(const std::string& path, int checkpoint_pages);
  // Throws sql::Error when there is no ledger to read.
  static DataDirectory open_to_read(const std::string& path);
  // Anchors the ledger at what it holds, so that it can be opened to write again, and says what was
  // given up; none: nothing is missing. Throws sql::Error.
  static std::optional<std::string> accept_rollback(const std::string& path);

  sql::Connection& writer();  // only of open_to_write
  std::unique_ptr<sql::Connection> connect_to_read() const;

 private:
  explicit DataDirectory(std::string path) : path_(std::move(path)) {}

  std::string path_;
  std::optional<WriterLock> lock_;           // given up after the writer has closed
  std::unique_ptr<sql::Connection> writer_;  // null: opened to read
};

}  // namespace authledger::store
