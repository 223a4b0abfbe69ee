#include "engine/store/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "engine/store/audit.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/tables.hpp"

namespace authledger::store {
namespace {

namespace fs = std::filesystem;

// A copy that nobody may take for one yet; gone unless it gets its name.
class PartialFile {
 public:
  explicit PartialFile(std::string path) : path_(std::move(path)) { remove(); }
  ~PartialFile() { remove(); }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  const std::string& path() const { return path_; }

  // Synced by whoever wrote it; so is the name, on return.
  void rename_to(const std::string& name) {
    if (std::rename(path_.c_str(), name.c_str()) != 0)
      throw sql::Error("cannot write " + name + ": " + std::strerror(errno));
    const auto parent = fs::path(name).parent_path();
    const std::string directory = parent.empty() ? "." : parent.string();
    const int opened = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is_synced = opened >= 0 && fsync(opened) == 0;
    const std::string why = std::strerror(errno);
    if (opened >= 0) close(opened);
    if (!is_synced) throw sql::Error("cannot sync " + directory + ": " + why);
  }

 private:
  void remove() {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) unlink((path_ + suffix).c_str());
  }

  std::string path_;
};

Verification check(const std::string& file, const PolicyBook& book, const CopyProgress& progress) {
  const auto reader = sql::open_sqlite(file, sql::Access::read);
  return verify(*reader, book, progress.checked);
}

// What can be known before anything is written.
void refuse_what_is_no_backup(const std::string& file) {
  std::error_code none;
  if (fs::file_size(file, none) == 0 || none) throw NoBackup(file + " cannot be read, or is empty");
  try {
    const auto reader = sql::open_sqlite(file, sql::Access::read);
    if (!has_tables(*reader)) throw NoBackup(file + " is a database, but not a ledger");
    refuse_newer_tables(*reader);
    reader->run("PRAGMA quick_check(1)", {}, [&](const sql::Row& row) {
      if (row.text(0) != "ok") throw NoBackup(file + " is broken: " + std::string(row.text(0)));
    });
  } catch (const NoBackup&) {
    throw;
  } catch (const sql::Error& error) {
    throw NoBackup(file + " cannot become a ledger: " + error.what());
  }
}

// Nothing has happened in it yet, except that a service may have entered its first facility.
bool is_untouched(const std::string& ledger) {
  const auto reader = sql::open_sqlite(ledger, sql::Access::read);
  refuse_newer_tables(*reader);
  if (!has_tables(*reader)) return true;
  std::int64_t entries = 0;
  reader->run(
      "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM member) +"
      " (SELECT count(*) FROM document) + max(0, (SELECT count(*) FROM facility) - 1)",
      {}, [&](const sql::Row& row) { entries = row.integer(0); });
  return entries == 0;
}

void refuse_a_ledger_in_use(const std::string& directory) {
  const std::string ledger = ledger_file(directory);
  if (!fs::exists(ledger)) {
    if (fs::exists(ledger + "-wal"))
      throw sql::Error(ledger + "-wal is there without its ledger; move it away first");
    return;
  }
  if (fs::file_size(ledger) > 0 && !is_untouched(ledger))
    throw sql::Error("there is a ledger in " + directory +
                     " already; restore into an empty directory, or move it away first");
}

// Brings the tables up to date too.
void enter_restore(const std::string& file) {
  const auto writer = sql::open_sqlite(file, sql::Access::write);
  open_tables(*writer);
  sql::Transaction transaction(*writer);
  append_audit(*writer,
               local_entry(time_of_database(*writer), "restore", "authledger restore", "ledger"));
  transaction.commit();
}

}  // namespace

Verification back_up(const std::string& directory, const std::string& out, const PolicyBook& book,
                     const CopyProgress& progress) {
  DataDirectory::open_to_read(directory);
  const auto parent = fs::absolute(out).parent_path();
  std::error_code none;
  if (fs::equivalent(parent, directory, none))
    throw sql::Error(out + " is in the directory of the ledger; a backup belongs elsewhere");
  PartialFile copy(out + ".part");
  sql::copy_sqlite(ledger_file(directory), copy.path(), progress.copied);
  Verification verification = check(copy.path(), book, progress);
  if (!verification.is_damaged()) copy.rename_to(out);
  return verification;
}

Verification restore(const std::string& file, const std::string& directory, const PolicyBook& book,
                     const CopyProgress& progress) {
  refuse_what_is_no_backup(file);
  make_data_directory(directory);
  const WriterLock lock(directory);
  refuse_a_ledger_in_use(directory);
  const std::string ledger = ledger_file(directory);
  PartialFile copy(ledger + ".part");
  sql::copy_sqlite(file, copy.path(), progress.copied);
  enter_restore(copy.path());
  Verification verification = check(copy.path(), book, progress);
  if (verification.is_damaged()) return verification;
  // What is left of the ledger without anything in it: its log must not be taken for that of the
  // copy.
  for (const char* suffix : {"-wal", "-shm"}) unlink((ledger + suffix).c_str());
  unlink(anchor_file(directory).c_str());
  unlink(audit_anchor_file(directory).c_str());
  copy.rename_to(ledger);
  return verification;
}

}  // namespace authledger::store
