#include "engine/store/data_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <utility>

#include "engine/base/result.hpp"
#include "engine/store/tables.hpp"

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
  if (std::filesystem::exists(path)) return;
  std::error_code failed;
  std::filesystem::create_directories(path, failed);
  if (failed) throw sql::Error("cannot create " + path + ": " + failed.message());
  chmod(path.c_str(), 0700);
}

DataDirectory DataDirectory::open_to_write(const std::string& path) {
  make_data_directory(path);
  DataDirectory data(path);
  data.lock_.emplace(path);
  refuse_newer_file(ledger_file(path));
  data.writer_ = sql::open_sqlite(ledger_file(path), sql::Access::write);
  open_tables(*data.writer_);
  return data;
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
