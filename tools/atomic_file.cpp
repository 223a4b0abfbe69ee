#include "tools/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace authledger::tools {
namespace {

[[noreturn]] void fail_on(const std::string& path) {
  throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
}

void write_all(int file, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_on(path);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void write_file(const std::string& path, std::string_view content) {
  const auto directory = std::filesystem::path(path).parent_path();
  if (!directory.empty()) std::filesystem::create_directories(directory);
  const std::string fresh = path + ".part";
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) fail_on(fresh);
  try {
    write_all(file, content, fresh);
    if (fsync(file) != 0) fail_on(fresh);
  } catch (...) {
    close(file);
    unlink(fresh.c_str());
    throw;
  }
  close(file);
  if (rename(fresh.c_str(), path.c_str()) != 0) fail_on(path);
}

}  // namespace authledger::tools
