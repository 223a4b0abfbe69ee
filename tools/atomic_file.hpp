// Writes a file so that a reader sees the old content or the new one and never a part of it.
#pragma once

#include <string>
#include <string_view>

namespace authledger::tools {

// In parts:
//
//     AtomicFile file("tonight/worklist.csv");
//     for (...) file.add(line);
//     file.done();  // on disk under its name; without this, nothing is there
//
// Creates missing directories. The file is for its owner only (0600). All throw
// std::runtime_error with the path and the reason.
class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void add(std::string_view content);
  void done();

 private:
  void write_out();

  std::string path_, fresh_;
  std::string waiting_;  // not in the file yet
  int file_ = -1;
};

// At once.
void write_file(const std::string& path, std::string_view content);

// Whether it is there, can be read, and holds just this.
bool has_content(const std::string& path, std::string_view content);

}  // namespace authledger::tools
