// The directory that holds a ledger: one database file, and the lock that keeps a second writer
// out.
//
//     DataDirectory data = DataDirectory::open_to_write("var");   // throws when somebody else
//     writes auto reader = data.connect_to_read();
#pragma once

#include <memory>
#include <string>

#include "engine/store/sql.hpp"

namespace authledger::store {

class DataDirectory {
 public:
  // Creates the directory (mode 0700) and the tables when they are not there. Holds the lock until
  // it is destroyed. Throws sql::Error when another process is writing, naming it.
  static DataDirectory open_to_write(const std::string& path);
  // Throws sql::Error when there is no ledger to read.
  static DataDirectory open_to_read(const std::string& path);

  DataDirectory(DataDirectory&&) noexcept;
  DataDirectory& operator=(DataDirectory&&) = delete;
  ~DataDirectory();

  sql::Connection& writer();  // only of open_to_write
  std::unique_ptr<sql::Connection> connect_to_read() const;

 private:
  DataDirectory(std::string path, int lock);
  std::string path_;
  int lock_;  // file descriptor, -1: none
  std::unique_ptr<sql::Connection> writer_;
};

}  // namespace authledger::store
