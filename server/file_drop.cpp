#include "server/file_drop.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>

namespace authledger::server {
namespace {

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number_(open(path.c_str(), flags, 0600)) {}
  ~Descriptor() { close_now(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return number_ >= 0; }
  // What an earlier run left there may have had another mode.
  bool is_for_owner_alone() const { return fchmod(number_, S_IRUSR | S_IWUSR) == 0; }
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

bool is_written(const std::string& temporary, std::string_view text) {
  Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
  return file.is_open() && file.is_for_owner_alone() && file.write_all(text) && file.sync() &&
         file.close_now();
}

// None: it is there. A name without what a letter says: an id and an ending.
std::optional<Outcome> failure_of(const std::string& directory, const std::string& name,
                                  std::string_view text) {
  const std::string temporary = directory + "/." + name + ".tmp";
  if (!is_written(temporary, text)) return failed(temporary);
  if (std::rename(temporary.c_str(), (directory + "/" + name).c_str()) != 0)
    return failed(temporary);
  return std::nullopt;
}

bool sync_folder(const std::string& directory) {
  const Descriptor folder(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return folder.is_open() && folder.sync();
}

}  // namespace

// Whoever watches for the .json finds the letter there.
Outcome drop_file(const Parcel& parcel) {
  const std::string& directory = parcel.endpoint->directory;
  if (parcel.letter) {
    if (auto failure = failure_of(directory, parcel.id + ".html", parcel.letter->html))
      return *failure;
    if (auto failure = failure_of(directory, parcel.id + ".txt", parcel.letter->text))
      return *failure;
    if (!sync_folder(directory)) return failed("");
  }
  if (auto failure = failure_of(directory, parcel.id + ".json", parcel.body + "\n"))
    return *failure;
  if (!sync_folder(directory)) return failed("");
  return {.kind = Outcome::Kind::delivered,
          .status = 0,
          .what = parcel.letter ? "letter written" : "file"};
}

}  // namespace authledger::server
