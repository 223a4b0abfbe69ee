#include "engine/store/data_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <utility>

#include "engine/base/result.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/audit_checkpoints.hpp"
#include "engine/store/audit_spool.hpp"
#include "engine/store/file_modes.hpp"
#include "engine/store/tables.hpp"
#include "engine/store/writer_memory.hpp"

namespace authledger::store {
namespace {

std::string owner_of(int lock) {
  char text[32] = {};
  const ssize_t size = pread(lock, text, sizeof text - 1, 0);
  return size > 0 ? "process " + std::string(text, static_cast<std::size_t>(size)) : "a process";
}

// Takes the lock or throws. The file stays; only the lock on it counts, and it dies with its
// process.
int take_lock(const std::string& directory) {
  const std::string path = directory + "/writer.lock";
  const int lock = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) throw sql::Error("cannot open " + path + ": " + std::strerror(errno));
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const std::string owner = owner_of(lock);
    close(lock);
    throw LockHeld(owner + " is writing to " + directory +
                   "; only one may at a time. Stop it first, or send it the events");
  }
  const std::string pid = std::to_string(getpid());
  if (ftruncate(lock, 0) != 0 || pwrite(lock, pid.data(), pid.size(), 0) < 0)
    throw sql::Error("cannot write " + path + ": " + std::strerror(errno));
  return lock;
}

// Before a writer opens it: a writer sets up the file as this program wants it.
void refuse_newer_file(const std::string& file) {
  std::error_code none;
  if (std::filesystem::file_size(file, none) > 0 && !none)
    refuse_newer_tables(*sql::open_sqlite(file, sql::Access::read));
}

// Signs the audit trail now and then, and moves the anchors after every commit, before whoever
// waits for the commit goes on.
class AnchoredConnection final : public sql::Connection {
 public:
  AnchoredConnection(std::unique_ptr<sql::Connection> connection, const std::string& directory)
      : connection_(std::move(connection)),
        events_(anchor_file(directory)),
        audit_(audit_anchor_file(directory)),
        checkpoints_(directory, *connection_) {
    move_anchors();
  }
  ~AnchoredConnection() override {
    try {
      events_.sync();
      audit_.sync();
    } catch (const sql::Error&) {
      // It is as if the power had failed: nothing that is acknowledged hangs on it.
    }
  }

  void begin() override { connection_->begin(); }
  void commit() override {
    checkpoints_.add_if_due(*this);
    connection_->commit();
    checkpoints_.committed();
    move_anchors();
  }
  void rollback() override {
    memory_.forget();
    connection_->rollback();
  }
  void run(std::string_view statement, const std::vector<sql::Value>& values,
           const sql::Rows& rows) override {
    memory_.saw(statement);
    connection_->run(statement, values, rows);
  }
  void run_script(std::string_view statements) override {
    memory_.forget();
    connection_->run_script(statements);
  }
  WriterMemory* memory() override { return &memory_; }

 private:
  void move_anchors() {
    events_.move_to(chain_head(*this));
    audit_.move_to(audit_head(*this));
  }

  std::unique_ptr<sql::Connection> connection_;
  Anchor events_, audit_;
  AuditCheckpoints checkpoints_;
  WriterMemory memory_;
};

void check_anchors(const std::string& directory, sql::Connection& connection) {
  if (const auto events = Anchor(anchor_file(directory)).read()) check_anchor(*events, connection);
  if (const auto audit = Anchor(audit_anchor_file(directory)).read())
    check_anchor(*audit, audit_chain, connection);
}

std::unique_ptr<sql::Connection> open_writer(const std::string& directory, int checkpoint_pages) {
  refuse_newer_file(ledger_file(directory));
  auto writer = sql::open_sqlite_to_write(ledger_file(directory), checkpoint_pages);
  open_tables(*writer);
  return writer;
}

}  // namespace

std::string ledger_file(const std::string& directory) {
  return directory + "/ledger.db";
}

WriterLock::WriterLock(const std::string& directory) : file_(take_lock(directory)) {}

WriterLock::WriterLock(WriterLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

WriterLock::~WriterLock() {
  if (file_ >= 0) close(file_);
}

void make_data_directory(const std::string& path) {
  std::error_code failed;
  if (std::filesystem::exists(path)) {
    // One that was made for us, but with nothing in it yet that others may have a claim to.
    if (std::filesystem::is_empty(path, failed) && !failed) chmod(path.c_str(), 0700);
    return;
  }
  std::filesystem::create_directories(path, failed);
  if (failed) throw sql::Error("cannot create " + path + ": " + failed.message());
  chmod(path.c_str(), 0700);
}

DataDirectory DataDirectory::open_to_write(const std::string& path) {
  return open_to_write(path, sql::usual_checkpoint_pages);
}

DataDirectory DataDirectory::open_to_write(const std::string& path, int checkpoint_pages) {
  make_data_directory(path);
  DataDirectory data(path);
  data.lock_.emplace(path);
  refuse_open_to_others(path);
  auto writer = open_writer(path, checkpoint_pages);
  try {
    check_anchors(path, *writer);
  } catch (const BehindAnchor& behind) {
    throw sql::Error(std::string(behind.what()) +
                     "; restore a backup into another directory, or give up what is missing with "
                     "authledger accept-rollback --data " +
                     path);
  }
  data.writer_ = std::make_unique<AnchoredConnection>(std::move(writer), path);
  take_spooled_audit(*data.writer_, path);
  return data;
}

std::optional<std::string> DataDirectory::accept_rollback(const std::string& path) {
  open_to_read(path);
  const WriterLock lock(path);
  auto writer = open_writer(path, sql::usual_checkpoint_pages);
  try {
    check_anchors(path, *writer);
    return std::nullopt;
  } catch (const BehindAnchor& given_up) {
    AnchoredConnection anchored(std::move(writer), path);  // moves the anchors to what there is
    sql::Transaction transaction(anchored);
    append_audit(anchored, local_entry(time_of_database(anchored), "accept_rollback",
                                       "authledger accept-rollback", "ledger"));
    transaction.commit();
    return given_up.what();
  }
}

DataDirectory DataDirectory::open_to_read(const std::string& path) {
  DataDirectory data(path);
  check_tables(*data.connect_to_read());
  return data;
}

sql::Connection& DataDirectory::writer() {
  ensure(writer_ != nullptr, "a data directory opened to read has no writer");
  return *writer_;
}

std::unique_ptr<sql::Connection> DataDirectory::connect_to_read() const {
  if (!std::filesystem::exists(ledger_file(path_)))
    throw sql::Error("there is no ledger in " + path_ + "; import or serve first");
  return sql::open_sqlite(ledger_file(path_), sql::Access::read);
}

}  // namespace authledger::store
