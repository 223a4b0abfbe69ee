// The source files of engine/, server/ and tools/, as text.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace authledger::test {

struct Include {
  int line;
  std::string name;  // as written: "engine/time/date.hpp" or "vector"
  bool is_quoted;
};

struct SourceFile {
  std::string path;                // from the top of the repository
  std::string room;                // "engine/time", "server"
  std::vector<std::string> lines;  // as they stand
  std::vector<Include> includes;
};

// "engine/time" of "engine/time/date.hpp", "server" of "server/http.cpp".
inline std::string room_of(const std::string& path) {
  const auto first = path.find('/');
  if (!path.starts_with("engine/")) return path.substr(0, first);
  return path.substr(0, path.find('/', first + 1));
}

inline SourceFile read_source(const std::filesystem::path& path, const std::string& shown) {
  static const std::regex include(R"~(\s*#\s*include\s*([<"])([^>"]+)[>"].*)~");
  SourceFile file{shown, room_of(shown), {}, {}};
  std::ifstream text(path);
  for (std::string line; std::getline(text, line);) {
    file.lines.push_back(line);
    std::smatch match;
    if (std::regex_match(line, match, include))
      file.includes.push_back({static_cast<int>(file.lines.size()), match[2], match[1] == "\""});
  }
  return file;
}

inline const std::vector<SourceFile>& source_files() {
  static const std::vector<SourceFile> files = [] {
    const std::filesystem::path top(AUTHLEDGER_SOURCE_DIR);
    std::vector<SourceFile> found;
    for (const auto* folder : {"engine", "server", "tools"})
      for (const auto& entry : std::filesystem::recursive_directory_iterator(top / folder))
        if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
          found.push_back(
              read_source(entry.path(), std::filesystem::relative(entry.path(), top).string()));
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    return found;
  }();
  return files;
}

}  // namespace authledger::test
