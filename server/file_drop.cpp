#include "server/file_drop.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace authledger::server {
namespace {

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number_(open(path.c_str(), flags, 0640)) {}
  ~Descriptor() { close_now(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return number_ >= 0; }
  bool sync() const { return fsync(number_) == 0; }
  bool close_now() {
    const bool is_closed = number_ < 0 || close(number_) == 0;
    number_ = -1;
    return is_closed;
  }
  bool write_all(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t size = write(number_, text.data(), text.size());
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }

 private:
  int number_;
};

Outcome failed(const std::string& temporary) {
  Outcome outcome;
  outcome.what = std::string("file: ") + std::strerror(errno);
  if (!temporary.empty()) unlink(temporary.c_str());
  return outcome;
}

}  // namespace

Outcome drop_file(const Parcel& parcel) {
  const std::string& directory = parcel.endpoint->directory;
  const std::string temporary = directory + "/." + parcel.id + ".tmp";
  const std::string whole = directory + "/" + parcel.id + ".json";
  Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
  if (!file.is_open()) return failed("");
  if (!file.write_all(parcel.body + "\n") || !file.sync() || !file.close_now())
    return failed(temporary);
  if (std::rename(temporary.c_str(), whole.c_str()) != 0) return failed(temporary);
  const Descriptor folder(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (!folder.is_open() || !folder.sync()) return failed("");
  return {.kind = Outcome::Kind::delivered, .status = 0, .what = "file"};
}

}  // namespace authledger::server
