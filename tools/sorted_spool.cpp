#include "tools/sorted_spool.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace authledger::tools {
namespace {

constexpr std::size_t bytes_at_once = std::size_t{1} << 16;

[[noreturn]] void fail_to(const char* what) {
  throw std::runtime_error(std::string("cannot ") + what +
                           " the rows of the night: " + std::strerror(errno));
}

std::string read_at(int file, std::int64_t at, std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t done = 0; done < size;) {
    const ssize_t count =
        pread(file, text.data() + done, size - done, at + static_cast<std::int64_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) fail_to("read");
    done += static_cast<std::size_t>(count);
  }
  return text;
}

}  // namespace

SortedSpool::SortedSpool(const std::string& directory) {
  std::filesystem::create_directories(directory);
  std::string path = directory + "/.rows-XXXXXX";
  file_ = mkostemp(path.data(), O_CLOEXEC);  // mode 0600
  if (file_ < 0) fail_to("write");
  unlink(path.c_str());
}

SortedSpool::~SortedSpool() {
  close(file_);
}

void SortedSpool::put(Key key, const Row& row) {
  Place place{std::move(key), written_ + static_cast<std::int64_t>(waiting_.size()), {}};
  for (std::size_t i = 0; i < row.size(); ++i) {
    place.sizes[i] = static_cast<std::uint32_t>(row[i].size());
    waiting_ += row[i];
  }
  places_.push_back(std::move(place));
  if (waiting_.size() >= bytes_at_once) write_out();
}

void SortedSpool::write_out() {
  std::string_view rest = waiting_;
  while (!rest.empty()) {
    const ssize_t count = write(file_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_to("write");
    rest.remove_prefix(static_cast<std::size_t>(count));
    written_ += count;
  }
  waiting_.clear();
}

void SortedSpool::each(const std::function<void(const Row&)>& use) {
  write_out();
  std::ranges::stable_sort(places_, {}, &Place::key);
  for (const Place& it : places_) {
    Row row;
    std::int64_t at = it.at;
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = read_at(file_, at, it.sizes[i]);
      at += it.sizes[i];
    }
    use(row);
  }
}

}  // namespace authledger::tools
