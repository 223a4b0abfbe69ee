// The key that backups are encrypted under: 32 random bytes, kept by the operator apart from the
// backups.
//
//     create_key_file("/etc/authledger/backup.key");
//     const BackupKey key = read_key_file("/etc/authledger/backup.key");
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>

namespace authledger::tools {

class BackupKey {
 public:
  static constexpr std::size_t size = 32;  // bytes

  explicit BackupKey(const std::array<unsigned char, size>& bytes) : bytes_(bytes) {}
  ~BackupKey();  // wipes it
  BackupKey(const BackupKey&) = delete;
  BackupKey& operator=(const BackupKey&) = delete;

  const unsigned char* bytes() const { return bytes_.data(); }

 private:
  std::array<unsigned char, size> bytes_;
};

// The key cannot be had; what() says why, and nothing of what was read.
class NoKey : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// 32 bytes as they are, or 64 hexadecimal digits and perhaps a line break. Throws NoKey; also for a
// file that its group or others can reach.
std::shared_ptr<const BackupKey> read_key_file(const std::string& path);

// The same from a descriptor that whoever started the process has opened, to its end.
std::shared_ptr<const BackupKey> read_key_descriptor(int descriptor);

// A new one, in hexadecimal, for its owner only (0600), on disk when this returns. Throws NoKey;
// also when there is such a file already.
void create_key_file(const std::string& path);

}  // namespace authledger::tools
