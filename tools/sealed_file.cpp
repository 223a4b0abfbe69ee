#include "tools/sealed_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <utility>
#include <vector>

namespace authledger::tools {
namespace {

constexpr std::size_t magic_size = 16, name_size = 16;
constexpr std::array<unsigned char, magic_size + 1> beginning{
    'A', 'U', 'T', 'H', 'L', 'E', 'D', 'G', 'E', 'R', 'B', 'A', 'C', 'K', 'U', 'P', 1};  // version
constexpr std::size_t stream_size = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t more_size = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t chunk_size = std::size_t{1} << 16;
constexpr char context[crypto_kdf_CONTEXTBYTES + 1] = "ledgerbk";
static_assert(BackupKey::size == crypto_kdf_KEYBYTES);
static_assert(BackupKey::size == crypto_secretstream_xchacha20poly1305_KEYBYTES);

using Bytes = std::vector<unsigned char>;
using Write = std::function<void(const unsigned char*, std::size_t)>;

// What is derived of a key: one part encrypts, the other is written into the file as its name.
struct Derived {
  explicit Derived(const BackupKey& key) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    crypto_kdf_derive_from_key(secret.data(), secret.size(), 1, context, key.bytes());
    crypto_kdf_derive_from_key(name.data(), name.size(), 2, context, key.bytes());
    std::copy(beginning.begin(), beginning.end(), head.begin());
    std::copy(name.begin(), name.end(), head.begin() + beginning.size());
  }
  ~Derived() { sodium_memzero(secret.data(), secret.size()); }
  Derived(const Derived&) = delete;
  Derived& operator=(const Derived&) = delete;

  std::array<unsigned char, BackupKey::size> secret;
  std::array<unsigned char, name_size> name;
  std::array<unsigned char, beginning.size() + name_size> head;  // goes with every chunk
};

class Input {
 public:
  explicit Input(const std::string& path) : path_(path), stream_(path, std::ios::binary) {
    if (!stream_) throw std::runtime_error("cannot read " + path);
  }
  // Up to `size` bytes; fewer at the end only.
  std::size_t read(unsigned char* to, std::size_t size) {
    void* const out = to;
    stream_.read(static_cast<char*>(out), static_cast<std::streamsize>(size));
    if (stream_.bad()) throw std::runtime_error("cannot read " + path_);
    return static_cast<std::size_t>(stream_.gcount());
  }
  bool is_at_end() { return stream_.peek() == std::ifstream::traits_type::eof(); }

 private:
  std::string path_;
  std::ifstream stream_;
};

// Gone again unless it is finished.
class Output {
 public:
  explicit Output(const std::string& path) : path_(path) {
    unlink(path.c_str());
    file_ = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file_ < 0) fail();
  }
  ~Output() {
    if (file_ < 0) return;
    close(file_);
    unlink(path_.c_str());
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(const unsigned char* bytes, std::size_t size) {
    while (size > 0) {
      const ssize_t written = ::write(file_, bytes, size);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail();
      bytes += written;
      size -= static_cast<std::size_t>(written);
    }
  }
  void finish() {
    if (fsync(file_) != 0) fail();
    close(std::exchange(file_, -1));
  }

 private:
  [[noreturn]] void fail() const {
    throw std::runtime_error("cannot write " + path_ + ": " + std::strerror(errno));
  }

  std::string path_;
  int file_ = -1;
};

void check_head(Input& in, const Derived& derived) {
  std::array<unsigned char, beginning.size() + name_size> head{};
  const std::size_t size = in.read(head.data(), head.size());
  if (size < head.size() || !std::equal(beginning.begin(), beginning.end() - 1, head.begin()))
    throw NotAsSealed("it does not begin as an encrypted backup does");
  if (head[magic_size] != beginning.back())
    throw NotAsSealed("it is of a version that this program does not know");
  if (head != derived.head) throw NotAsSealed("it was encrypted under another key");
}

void unseal(Input& in, const BackupKey& key, const Write& write) {
  const Derived derived(key);
  check_head(in, derived);
  std::array<unsigned char, stream_size> header{};
  crypto_secretstream_xchacha20poly1305_state state;
  if (in.read(header.data(), header.size()) < header.size() ||
      crypto_secretstream_xchacha20poly1305_init_pull(&state, header.data(),
                                                      derived.secret.data()) != 0)
    throw NotAsSealed("it is cut off");
  Bytes sealed(chunk_size + more_size), chunk(chunk_size);
  unsigned char tag = 0;
  while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
    const std::size_t size = in.read(sealed.data(), sealed.size());
    if (size == 0) throw NotAsSealed("it is cut off");
    unsigned long long written = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&state, chunk.data(), &written, &tag,
                                                   sealed.data(), size, derived.head.data(),
                                                   derived.head.size()) != 0)
      throw NotAsSealed("it was changed, or is cut off");
    write(chunk.data(), static_cast<std::size_t>(written));
  }
  if (!in.is_at_end()) throw NotAsSealed("there is something behind its end");
}

}  // namespace

bool is_sealed(const std::string& file) {
  std::array<unsigned char, magic_size> read{};
  std::ifstream stream(file, std::ios::binary);
  void* const out = read.data();
  stream.read(static_cast<char*>(out), static_cast<std::streamsize>(read.size()));
  return stream && std::equal(read.begin(), read.end(), beginning.begin());
}

void seal_file(const std::string& from, const std::string& to, const BackupKey& key) {
  const Derived derived(key);
  Input in(from);
  Output out(to);
  std::array<unsigned char, stream_size> header{};
  crypto_secretstream_xchacha20poly1305_state state;
  crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), derived.secret.data());
  out.write(derived.head.data(), derived.head.size());
  out.write(header.data(), header.size());
  Bytes chunk(chunk_size), sealed(chunk_size + more_size);
  for (bool is_last = false; !is_last;) {
    const std::size_t size = in.read(chunk.data(), chunk.size());
    is_last = in.is_at_end();
    const unsigned char tag = is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                      : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    unsigned long long written = 0;
    crypto_secretstream_xchacha20poly1305_push(&state, sealed.data(), &written, chunk.data(), size,
                                               derived.head.data(), derived.head.size(), tag);
    out.write(sealed.data(), static_cast<std::size_t>(written));
  }
  out.finish();
}

void check_sealed(const std::string& file, const BackupKey& key) {
  Input in(file);
  unseal(in, key, [](const unsigned char*, std::size_t) {});
}

void unseal_file(const std::string& from, const std::string& to, const BackupKey& key) {
  Input in(from);
  Output out(to);
  unseal(in, key, [&](const unsigned char* bytes, std::size_t size) { out.write(bytes, size); });
  out.finish();
}

}  // namespace authledger::tools
