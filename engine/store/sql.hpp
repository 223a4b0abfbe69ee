// The one SQL door: everything that is stored goes through a Connection. SQLite stands behind it
// (sqlite.cpp); the statements are kept portable because PostgreSQL comes behind the same door
// next.
//
//     auto connection = sql::open_sqlite("ledger.db", sql::Access::write);
//     connection->run("INSERT INTO episode(id) VALUES ($1)", {"E1"}, sql::ignore_rows);
//
// A broken world (no disk, no file, a locked database) is an Error, thrown; nothing here returns a
// failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace authledger::store {
class WriterMemory;
}

namespace authledger::sql {

class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Errors after which the connection is as good as before: the transaction is undone and nothing of
// it is on disk. Any other Error may mean that a write or a sync failed; then nobody knows what is.
class DiskFull : public Error {
 public:
  using Error::Error;
};
class Busy : public Error {  // another process holds the file; waited for it in vain
 public:
  using Error::Error;
};
class DamagedRow : public Error {  // what is stored there cannot be read
 public:
  using Error::Error;
};

struct Bytes {
  std::string content;
};
using Value = std::variant<std::monostate, std::int64_t, std::string, Bytes>;  // monostate: NULL

inline Value nullable(const std::optional<std::string>& text) {
  return text ? Value(*text) : Value();
}

// One row of an answer while it is being read; columns count from 0.
class Row {
 public:
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // text or bytes; valid until the next row

 protected:
  ~Row() = default;
};

using Rows = std::function<void(const Row&)>;
inline void ignore_rows(const Row&) {}

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void begin() = 0;
  virtual void commit() = 0;  // returns when the transaction is on disk
  virtual void rollback() = 0;
  // One statement; its parameters are $1, $2, ... Statements are prepared once and kept.
  virtual void run(std::string_view statement, const std::vector<Value>& values,
                   const Rows& rows) = 0;
  virtual void run_script(std::string_view statements) = 0;
  // Of the one writer of a ledger, see writer_memory.hpp; null: asks for everything.
  virtual store::WriterMemory* memory() { return nullptr; }
};

enum class Access { read, write };

// `path` may be ":memory:". A writer creates the file (mode 0600); a reader wants it to be there.
// Each connection belongs to one thread at a time. At most one writer may be open on a file at any
// time, in any process: see WriterLock in data_directory.hpp.
std::unique_ptr<Connection> open_sqlite(const std::string& path, Access access);

// How many pages (of 2 KiB) the log of a writer grows to before a commit carries them over into the
// database: a page that many events touch goes once, but the commit that does it takes the longer.
constexpr int usual_checkpoint_pages = 24'000;
std::unique_ptr<Connection> open_sqlite_to_write(const std::string& path, int checkpoint_pages);

// Copies a whole database into a new file (mode 0600), as of one moment; its writer may go on
// writing meanwhile, in any process. When this returns, the copy is on disk, in one file without a
// log beside it. Calls progress(done, of) in pages. Throws Error, and leaves what it has written.
void copy_sqlite(const std::string& from, const std::string& to,
                 const std::function<void(std::size_t, std::size_t)>& progress);

// Rolls back on the way out unless commit() ran.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(&connection) {
    try {
      connection.begin();
    } catch (...) {  // it may have begun all the same, and no destructor will end it
      connection.rollback();
      throw;
    }
  }
  ~Transaction() {
    if (connection_) connection_->rollback();
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    connection_->commit();
    connection_ = nullptr;
  }

 private:
  Connection* connection_;
};

}  // namespace authledger::sql
