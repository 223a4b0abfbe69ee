#include "tools/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace authledger::tools {
namespace {

constexpr std::size_t bytes_at_once = std::size_t{1} << 16;

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

AtomicFile::AtomicFile(const std::string& path) : path_(path), fresh_(path + ".part") {
  const auto directory = std::filesystem::path(path).parent_path();
  if (!directory.empty()) std::filesystem::create_directories(directory);
  file_ = open(fresh_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file_ < 0) fail_on(fresh_);
}

AtomicFile::~AtomicFile() {
  if (file_ < 0) return;
  close(file_);
  unlink(fresh_.c_str());
}

void AtomicFile::add(std::string_view content) {
  if (waiting_.size() + content.size() >= bytes_at_once) write_out();
  if (content.size() >= bytes_at_once)
    write_all(file_, content, fresh_);
  else
    waiting_ += content;
}

void AtomicFile::write_out() {
  write_all(file_, waiting_, fresh_);
  waiting_.clear();
}

void AtomicFile::done() {
  write_out();
  if (fsync(file_) != 0) fail_on(fresh_);
  if (rename(fresh_.c_str(), path_.c_str()) != 0) fail_on(path_);
  close(file_);
  file_ = -1;
}

void write_file(const std::string& path, std::string_view content) {
  AtomicFile file(path);
  file.add(content);
  file.done();
}

bool has_content(const std::string& path, std::string_view content) {
  std::error_code missing;
  if (std::filesystem::file_size(path, missing) != content.size() || missing) return false;
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {}) == content;
}

}  // namespace authledger::tools
