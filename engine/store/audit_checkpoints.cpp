#include "engine/store/audit_checkpoints.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "engine/base/sha256.hpp"
#include "engine/store/audit.hpp"

namespace authledger::store {
namespace {

constexpr std::int64_t a_day = 86'400'000'000;  // microseconds

[[noreturn]] void fail_on(const std::string& path) {
  throw sql::Error("cannot use " + path + ": " + std::strerror(errno));
}

// Closes on the way out.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags)
      : file_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~Descriptor() {
    if (file_ >= 0) ::close(file_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return file_; }

 private:
  int file_;
};

}  // namespace

std::string text_of(const AuditCheckpoint& it) {
  return "authledger audit checkpoint\n" + std::to_string(it.number) + "\n" +
         std::to_string(it.seq) + "\n" + std::to_string(it.at) + "\n" + to_hex(it.digest) + "\n";
}

void for_each_checkpoint(sql::Connection& connection,
                         const std::function<void(const AuditCheckpoint&)>& act) {
  connection.run(
      "SELECT number, seq, at, digest, public_key, signature FROM audit_checkpoint ORDER BY number",
      {}, [&](const sql::Row& row) {
        act({row.integer(0), row.integer(1), row.integer(2), std::string(row.text(3)),
             std::string(row.text(4)), std::string(row.text(5))});
      });
}

std::string audit_key_file(const std::string& directory) {
  return directory + "/audit.key";
}

std::optional<SigningKey> read_audit_key(const std::string& directory) {
  const std::string path = audit_key_file(directory);
  const Descriptor file(path, O_RDONLY);
  if (file.get() < 0 && errno == ENOENT) return std::nullopt;
  struct stat status {};
  if (file.get() < 0 || fstat(file.get(), &status) != 0) fail_on(path);
  if ((status.st_mode & 077) != 0)
    throw sql::Error(path + " may be read or written by others; chmod 600 it");
  std::string text(2 * ed25519_seed_size + 1, '\0');
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  if (size < 0) fail_on(path);
  text.resize(static_cast<std::size_t>(size));
  const auto seed = from_hex(text.substr(0, text.find('\n')));
  auto key = seed ? SigningKey::from_seed(*seed) : std::nullopt;
  if (!key) throw sql::Error(path + " does not hold a key of Ed25519");
  return key;
}

SigningKey make_audit_key(const std::string& directory) {
  const std::string path = audit_key_file(directory);
  SigningKey key = SigningKey::make();
  const std::string text = to_hex(key.seed()) + "\n";
  const std::string part = path + ".part";
  const Descriptor file(part, O_WRONLY | O_CREAT | O_TRUNC);
  if (file.get() < 0 ||
      ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      fsync(file.get()) != 0 || std::rename(part.c_str(), path.c_str()) != 0)
    fail_on(path);
  const Descriptor folder(directory, O_RDONLY | O_DIRECTORY);
  if (folder.get() < 0 || fsync(folder.get()) != 0) fail_on(directory);
  return key;
}

AuditCheckpoints::AuditCheckpoints(std::string directory, sql::Connection& connection)
    : directory_(std::move(directory)) {
  connection.run("SELECT at FROM audit WHERE seq = 1", {},
                 [&](const sql::Row& row) { last_.at = row.integer(0); });
  connection.run("SELECT number, seq, at FROM audit_checkpoint ORDER BY number DESC LIMIT 1", {},
                 [&](const sql::Row& row) {
                   last_ = {row.integer(0), row.integer(1), row.integer(2)};
                 });
  pending_ = last_;
}

void AuditCheckpoints::add_if_due(sql::Connection& writer) {
  pending_ = last_;
  AuditCheckpoint due{.number = last_.number + 1};
  writer.run("SELECT seq, at, digest FROM audit ORDER BY seq DESC LIMIT 1", {},
             [&](const sql::Row& row) {
               due.seq = row.integer(0);
               due.at = row.integer(1);
               due.digest = row.text(2);
             });
  if (due.seq == last_.seq) return;
  if (!pending_.at) pending_.at = due.at;
  if (due.seq - last_.seq < entries_of_a_checkpoint && due.at - *pending_.at < a_day) return;
  if (!key_) key_ = read_audit_key(directory_);
  if (!key_) key_ = make_audit_key(directory_);
  due.public_key = key_->public_key();
  due.signature = key_->sign(text_of(due));
  writer.run(
      "INSERT INTO audit_checkpoint (number, seq, at, digest, public_key, signature)"
      " VALUES ($1, $2, $3, $4, $5, $6)",
      {due.number, due.seq, due.at, sql::Bytes{due.digest}, sql::Bytes{due.public_key},
       sql::Bytes{due.signature}},
      sql::ignore_rows);
  pending_ = {due.number, due.seq, due.at};
}

}  // namespace authledger::store
