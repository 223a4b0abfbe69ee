#include "engine/store/audit_spool.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/base/json_tree.hpp"

namespace authledger::store {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_entered_meanwhile = 10'000;  // between a commit and done()

std::string spool_file(const std::string& directory) {
  return directory + "/audit-spool";
}

std::string taken_file(const std::string& directory) {
  return directory + "/audit-spool-taken";
}

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw sql::Error("cannot " + what + " " + path + ": " + std::strerror(errno));
}

class File {
 public:
  File(const std::string& path, int flags) : path_(path), file_(open(path.c_str(), flags, 0600)) {}
  ~File() {
    if (file_ >= 0) close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return file_ >= 0; }
  void lock() const {
    if (flock(file_, LOCK_EX) != 0) fail("lock", path_);
  }
  // False: whoever held the lock has moved it away meanwhile.
  bool is_still_there() const {
    struct stat mine {
    }, there{};
    return fstat(file_, &mine) == 0 && stat(path_.c_str(), &there) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
  }
  // An administrator may run a command on the ledger of the service's user.
  void give_to_owner_of(const std::string& directory) const {
    struct stat there {};
    if (stat(directory.c_str(), &there) != 0) fail("look at", directory);
    if (there.st_uid != geteuid() && fchown(file_, there.st_uid, there.st_gid) != 0)
      fail("give away", path_);
  }
  // What it wrote before a disk was full is taken back.
  void append(const std::string& line) const {
    const off_t end = lseek(file_, 0, SEEK_END);
    if (write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size())) return;
    const int why = errno;
    if (end >= 0 && ftruncate(file_, end) == 0) errno = why;
    fail("write", path_);
  }
  void sync() const {
    if (fdatasync(file_) != 0) fail("sync", path_);
  }

 private:
  std::string path_;
  int file_;
};

void sync_directory(const std::string& directory) {
  const File file(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (!file.is_open()) fail("open", directory);
  file.sync();
}

// As canonical_entry() writes it.
AuditEntry entry_of(JsonNode object) {
  const auto text = [&](std::string_view name) {
    const auto node = object.find(name);
    return node && node->is(JsonKind::string) ? std::optional(std::string(node->text()))
                                              : std::nullopt;
  };
  const auto integer = [&](std::string_view name) {
    const auto node = object.find(name);
    return node && node->is(JsonKind::integer) ? node->integer() : 0;
  };
  return {.at = Instant::from_microseconds(integer("at")),
          .actor = text("actor").value_or(""),
          .roles = text("roles").value_or(""),
          .action = text("action").value_or(""),
          .route = text("route").value_or(""),
          .record = text("record").value_or(""),
          .record_id = text("record_id"),
          .member = text("member"),
          .recipient = text("recipient"),
          .purpose = text("purpose").value_or(""),
          .status = static_cast<int>(integer("status")),
          .code = text("code").value_or(""),
          .fields = text("fields").value_or(""),
          .request = text("request").value_or("")};
}

AuditEntry unreadable() {
  AuditEntry entry = local_entry({}, "read", "audit-spool", "");
  entry.code = "unreadable_entry";
  return entry;
}

AuditEntry read_entry(const std::string& line) {
  JsonReader reader;
  const auto tree = reader.read(line, wire_limits);
  if (!tree || !tree->root().is(JsonKind::object)) return unreadable();
  const AuditEntry entry = entry_of(tree->root());
  return canonical_entry(0, entry) == line ? entry : unreadable();
}

}  // namespace

void spool_audit(const std::string& directory, const AuditEntry& entry) {
  const std::string path = spool_file(directory);
  for (;;) {
    const bool is_new = !fs::exists(path);
    const File file(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC);
    if (!file.is_open()) fail("enter a reading in the audit trail: cannot open", path);
    file.lock();
    if (!file.is_still_there()) continue;
    file.give_to_owner_of(directory);
    file.append(canonical_entry(0, entry) + "\n");
    file.sync();
    if (is_new) sync_directory(directory);
    return;
  }
}

bool has_spooled_audit(const std::string& directory) {
  return fs::exists(taken_file(directory)) || fs::exists(spool_file(directory));
}

SpooledAudit::SpooledAudit(const std::string& directory)
    : taken_(taken_file(directory)), is_left_over_(fs::exists(taken_)) {
  if (!is_left_over_) {
    const std::string path = spool_file(directory);
    const File file(path, O_RDONLY | O_CLOEXEC);
    if (!file.is_open()) {
      if (errno == ENOENT) return;
      fail("open", path);
    }
    file.lock();
    if (rename(path.c_str(), taken_.c_str()) != 0) fail("rename", path);
  }
  std::ifstream stream(taken_, std::ios::binary);
  std::string line;
  while (std::getline(stream, line)) entries_.push_back(read_entry(line));
  if (stream.bad() || !stream.eof()) fail("read", taken_);
}

// They stand in a row, before what others have entered until the process died.
bool SpooledAudit::is_entered(sql::Connection& writer) const {
  const auto searched = static_cast<std::int64_t>(size()) + most_entered_meanwhile;
  std::vector<std::string> spooled, there;
  for (const AuditEntry& entry : entries_) spooled.push_back(canonical_entry(0, entry));
  for_each_audit_entry(
      writer, "WHERE seq > $1 ORDER BY seq", {audit_head(writer).position - searched},
      [&](const StoredAuditEntry& it) { there.push_back(canonical_entry(0, it.entry)); });
  return std::search(there.begin(), there.end(), spooled.begin(), spooled.end()) != there.end();
}

void SpooledAudit::append_to(sql::Connection& writer) const {
  if (is_left_over_ && is_entered(writer)) return;
  for (const AuditEntry& entry : entries_) append_audit(writer, entry);
}

void SpooledAudit::done() {
  if (unlink(taken_.c_str()) != 0 && errno != ENOENT) fail("remove", taken_);
}

void take_spooled_audit(sql::Connection& writer, const std::string& directory) {
  while (has_spooled_audit(directory)) {
    SpooledAudit spooled(directory);
    sql::Transaction transaction(writer);
    spooled.append_to(writer);
    transaction.commit();
    spooled.done();
  }
}

}  // namespace authledger::store
