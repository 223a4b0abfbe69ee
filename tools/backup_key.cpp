#include "tools/backup_key.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace authledger::tools {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return descriptor_; }

 private:
  int descriptor_;
};

using KeyBytes = std::array<unsigned char, BackupKey::size>;

std::shared_ptr<const BackupKey> key_of(const char* text, std::size_t size,
                                        const std::string& place) {
  KeyBytes bytes{};
  const void* const raw = text;
  const bool has_line_break = size == 2 * bytes.size() + 1 && text[size - 1] == '\n';
  const std::size_t digits = has_line_break ? size - 1 : size;
  std::size_t written = 0;
  bool is_key = size == bytes.size();
  if (is_key)
    std::memcpy(bytes.data(), raw, size);
  else if (digits == 2 * bytes.size())
    is_key =
        sodium_hex2bin(bytes.data(), bytes.size(), text, digits, nullptr, &written, nullptr) == 0 &&
        written == bytes.size();
  auto key = std::make_shared<const BackupKey>(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  if (!is_key) throw NoKey(place + " holds no key: 32 bytes, or 64 hexadecimal digits");
  return key;
}

std::shared_ptr<const BackupKey> read_all(int descriptor, const std::string& place) {
  std::array<char, 2 * BackupKey::size + 2> text{};  // a byte more than any key has
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = read(descriptor, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw NoKey(place + " cannot be read: " + std::strerror(errno));
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  try {
    auto key = key_of(text.data(), size, place);
    sodium_memzero(text.data(), text.size());
    return key;
  } catch (...) {
    sodium_memzero(text.data(), text.size());
    throw;
  }
}

}  // namespace

BackupKey::~BackupKey() {
  sodium_memzero(bytes_.data(), bytes_.size());
}

std::shared_ptr<const BackupKey> read_key_file(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (file < 0 || fstat(file, &status) != 0)
    throw NoKey("cannot open " + path + ": " + std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw NoKey(path + " is no file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    throw NoKey(path +
                " can be reached by others than its owner; chmod 600 it, and think of who "
                "has read it already");
  return read_all(file, path);
}

std::shared_ptr<const BackupKey> read_key_descriptor(int descriptor) {
  return read_all(descriptor, "descriptor " + std::to_string(descriptor));
}

void create_key_file(const std::string& path) {
  if (sodium_init() < 0) throw NoKey("libsodium does not start");
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file < 0) throw NoKey("cannot create " + path + ": " + std::strerror(errno));
  KeyBytes bytes{};
  std::array<char, 2 * BackupKey::size + 1> text{};
  randombytes_buf(bytes.data(), bytes.size());
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.back() = '\n';
  const bool is_written =
      fchmod(file, 0600) == 0 &&
      write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(file) == 0;
  const int why = errno;
  sodium_memzero(bytes.data(), bytes.size());
  sodium_memzero(text.data(), text.size());
  if (is_written) return;
  unlink(path.c_str());
  throw NoKey("cannot write " + path + ": " + std::strerror(why));
}

}  // namespace authledger::tools
