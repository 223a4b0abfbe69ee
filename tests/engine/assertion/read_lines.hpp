// Lines of a file of test data.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace authledger::assertion::test {

// Of tests/data/assertion; without the line breaks.
inline std::vector<std::string> lines_of(const std::string& name) {
  std::ifstream file(AUTHLEDGER_SOURCE_DIR "/tests/data/assertion/" + name, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + name);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace authledger::assertion::test
