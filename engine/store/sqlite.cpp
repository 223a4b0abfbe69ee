#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <unordered_map>

#include "engine/store/gathering_vfs.hpp"
#include "engine/store/sql.hpp"

namespace authledger::sql {
namespace {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

struct Statement {
  StatementHandle handle;
  std::vector<std::size_t> values;  // which value each parameter takes: "$2" takes values[1]
};

struct HashOfText {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool is_null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  std::string_view text(int column) const override {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return {static_cast<const char*>(bytes), size};
  }

 private:
  sqlite3_stmt* statement_;
};

// Resets the statement on the way out, so that a failed run does not hold its read lock.
class Running {
 public:
  explicit Running(sqlite3_stmt* statement) : statement_(statement) {}
  ~Running() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  sqlite3_stmt* statement_;
};

// Member data is for the service's own user only; the WAL files take the mode of the database.
void make_private_file(const std::string& path) {
  const mode_t before = umask(0077);
  sqlite3* opened = nullptr;
  sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  sqlite3_close_v2(opened);
  umask(before);
}

void execute(sqlite3* database, const char* statements) {
  if (sqlite3_exec(database, statements, nullptr, nullptr, nullptr) != SQLITE_OK)
    throw Error(std::string(sqlite3_errmsg(database)) + " (" + statements + ")");
}

Database open_existing(const std::string& path) {
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;
  const int result = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  Database database(opened);
  if (result != SQLITE_OK) throw Error("cannot open " + path + ": " + sqlite3_errmsg(opened));
  sqlite3_busy_timeout(opened, 5'000);
  return database;
}

void sync_file(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_synced = file >= 0 && fsync(file) == 0;
  const std::string why = std::strerror(errno);
  if (file >= 0) close(file);
  if (!is_synced) throw Error("cannot sync " + path + ": " + why);
}

constexpr int page_size = 2'048;

// After a sync that failed, the system takes for clean what was not written: a new process reads
// it, but no later sync writes it, and what is committed behind it goes with it when the power
// does. So whoever is to write writes the log once more, as it stands, before anything rests on it.
void write_log_again(const std::string& database) {
  const std::string path = database + "-wal";
  sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
  int is_there = 0;
  system->xAccess(system, path.c_str(), SQLITE_ACCESS_EXISTS, &is_there);
  if (is_there == 0) return;
  std::vector<std::max_align_t> memory(
      static_cast<std::size_t>(system->szOsFile) / sizeof(std::max_align_t) + 1);
  auto* const file = reinterpret_cast<sqlite3_file*>(memory.data());
  constexpr int flags = SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE;
  int result = system->xOpen(system, path.c_str(), file, flags, nullptr);
  sqlite3_int64 size = 0;
  if (result == SQLITE_OK) result = file->pMethods->xFileSize(file, &size);
  // SQLite's own files take at most 128 KiB at a time: it never writes more than a page.
  std::vector<char> part(std::size_t{1} << 16);
  for (sqlite3_int64 at = 0; at < size && result == SQLITE_OK;) {
    const int count =
        static_cast<int>(std::min(size - at, static_cast<sqlite3_int64>(part.size())));
    result = file->pMethods->xRead(file, part.data(), count, at);
    if (result == SQLITE_OK) result = file->pMethods->xWrite(file, part.data(), count, at);
    at += count;
  }
  if (result == SQLITE_OK) result = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
  if (file->pMethods) file->pMethods->xClose(file);
  if (result != SQLITE_OK)
    throw Error("cannot write " + path + " again: " + sqlite3_errstr(result));
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const std::string& path, Access access, int checkpoint_pages)
      : access_(access), checkpoint_pages_(checkpoint_pages) {
    if (access == Access::write && path != ":memory:") {
      make_private_file(path);
      write_log_again(path);
    }
    sqlite3* opened = nullptr;
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE |
                      (access == Access::write ? SQLITE_OPEN_CREATE : 0);
    const char* const vfs = access == Access::write ? gathering_vfs() : nullptr;
    const int result = sqlite3_open_v2(path.c_str(), &opened, flags, vfs);
    database_.reset(opened);
    if (result != SQLITE_OK) throw Error("cannot open " + path + ": " + sqlite3_errmsg(opened));
    sqlite3_busy_timeout(opened, 5'000);
    // FULL: an answer leaves only after its commit is on disk. Readers never write and never
    // checkpoint, because two connections doing so at once can corrupt a WAL file
    // (sqlite.org/wal.html, fixed in 3.51.3). EXTRA while a new file gets its log: else the
    // rollback journal of that step may come back when the power goes, and take all that was
    // written since. Small pages: an event touches three at random, and each goes whole into the
    // log and from there into the file; of a file that has its pages already, the size stays. A
    // small cache (16 MiB): a commit after which a tree was balanced walks all of it (3.40,
    // sqlite3PcacheTruncate, because balancing parks a page at the number of the lock byte).
    if (access == Access::write)
      run_script("PRAGMA page_size=" + std::to_string(page_size) +
                 "; PRAGMA synchronous=EXTRA; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                 "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; PRAGMA journal_size_limit=" +
                 std::to_string(2 * page_size * std::int64_t{checkpoint_pages}));
    else
      run_script("PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY");
    if (access == Access::write) sqlite3_wal_hook(opened, checkpoint, &checkpoint_pages_);
  }

  void begin() override {
    run(access_ == Access::write ? "BEGIN IMMEDIATE" : "BEGIN", {}, ignore_rows);
  }
  void commit() override { run("COMMIT", {}, ignore_rows); }
  void rollback() override {
    if (sqlite3_get_autocommit(database_.get()) == 0)
      sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }

  void run(std::string_view statement, const std::vector<Value>& values,
           const Rows& rows) override {
    const Statement& prepared = prepare(statement);
    sqlite3_stmt* handle = prepared.handle.get();
    const Running running(handle);
    for (std::size_t i = 0; i < prepared.values.size(); ++i)
      bind(handle, static_cast<int>(i + 1), values.at(prepared.values[i]));
    int result = SQLITE_ROW;
    while ((result = sqlite3_step(handle)) == SQLITE_ROW) rows(SqliteRow(handle));
    if (result != SQLITE_DONE) throw_error(statement);
  }

  void run_script(std::string_view statements) override {
    const std::string text(statements);
    if (sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      throw_error(statements);
  }

 private:
  // After a commit. SQLite's own automatic checkpoint swallows its errors: a sync of the database
  // file that failed would be tried again on the same descriptor, which may then succeed without
  // having written anything. Here it is the commit that fails, although it is on disk.
  static int checkpoint(void* pages, sqlite3* database, const char* name, int frames) {
    if (frames < *static_cast<const int*>(pages)) return SQLITE_OK;
    const int result =
        sqlite3_wal_checkpoint_v2(database, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    const bool can_wait = result == SQLITE_BUSY || result == SQLITE_FULL;
    return can_wait ? SQLITE_OK : result;
  }

  const Statement& prepare(std::string_view text) {
    const auto known = statements_.find(text);
    if (known != statements_.end()) return known->second;
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v3(database_.get(), text.data(), static_cast<int>(text.size()),
                           SQLITE_PREPARE_PERSISTENT, &handle, nullptr) != SQLITE_OK)
      throw_error(text);
    Statement statement{StatementHandle(handle), {}};
    for (int i = 1; i <= sqlite3_bind_parameter_count(handle); ++i) {
      const std::string_view name = sqlite3_bind_parameter_name(handle, i);  // "$2"
      std::size_t number = 0;
      std::from_chars(name.data() + 1, name.data() + name.size(), number);
      statement.values.push_back(number - 1);
    }
    return statements_.emplace(text, std::move(statement)).first->second;
  }

  void bind(sqlite3_stmt* handle, int parameter, const Value& value) {
    int result = SQLITE_OK;
    if (std::holds_alternative<std::monostate>(value))
      result = sqlite3_bind_null(handle, parameter);
    else if (const auto* integer = std::get_if<std::int64_t>(&value))
      result = sqlite3_bind_int64(handle, parameter, *integer);
    else if (const auto* text = std::get_if<std::string>(&value))
      result = sqlite3_bind_text64(handle, parameter, text->data(), text->size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
    else if (const auto* bytes = std::get_if<Bytes>(&value))
      result = sqlite3_bind_blob64(handle, parameter, bytes->content.data(), bytes->content.size(),
                                   SQLITE_STATIC);
    if (result != SQLITE_OK) throw_error("binding a value");
  }

  [[noreturn]] void throw_error(std::string_view doing) const {
    const std::string what =
        std::string(sqlite3_errmsg(database_.get())) + " (" + std::string(doing) + ")";
    switch (sqlite3_errcode(database_.get())) {
      case SQLITE_FULL:
        throw DiskFull(what);
      case SQLITE_BUSY:
        throw Busy(what);
      default:
        throw Error(what);
    }
  }

  Access access_;
  int checkpoint_pages_;
  Database database_;
  std::unordered_map<std::string, Statement, HashOfText, std::equal_to<>>
      statements_;  // finalized before the database closes
};

}  // namespace

std::unique_ptr<Connection> open_sqlite(const std::string& path, Access access) {
  return std::make_unique<SqliteConnection>(path, access, usual_checkpoint_pages);
}

std::unique_ptr<Connection> open_sqlite_to_write(const std::string& path, int checkpoint_pages) {
  return std::make_unique<SqliteConnection>(path, Access::write, checkpoint_pages);
}

void copy_sqlite(const std::string& from, const std::string& to,
                 const std::function<void(std::size_t, std::size_t)>& progress) {
  constexpr int pages_a_step = 256;
  make_private_file(to);
  {
    const Database source = open_existing(from);
    const Database copy = open_existing(to);
    // No journal: until the whole is synced, nobody takes the copy for one.
    execute(copy.get(), "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
    // One snapshot for all steps: else each write of another process would start the copy anew.
    execute(source.get(), "BEGIN; SELECT count(*) FROM sqlite_master");
    sqlite3_backup* backup = sqlite3_backup_init(copy.get(), "main", source.get(), "main");
    if (!backup) throw Error("cannot copy " + from + ": " + sqlite3_errmsg(copy.get()));
    int result = SQLITE_OK;
    while ((result = sqlite3_backup_step(backup, pages_a_step)) == SQLITE_OK) {
      const int of = sqlite3_backup_pagecount(backup);
      progress(static_cast<std::size_t>(of - sqlite3_backup_remaining(backup)),
               static_cast<std::size_t>(of));
    }
    sqlite3_backup_finish(backup);
    if (result != SQLITE_DONE)
      throw Error("cannot copy " + from + " to " + to + ": " + sqlite3_errstr(result));
  }
  // The copy says of itself that it has a log, as its original does.
  execute(open_existing(to).get(), "PRAGMA journal_mode=DELETE");
  sync_file(to);
}

}  // namespace authledger::sql
