// Says on standard error how far long work has come: one line that is redrawn on a terminal, a
// plain line every few seconds elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace authledger::tools {

class Progress {
 public:
  // `total` 0: unknown. `what` is the noun counted: "events", "episodes".
  Progress(std::string doing, std::string what, std::size_t total);
  ~Progress();  // ends the redrawn line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void at(std::size_t done);

 private:
  void draw() const;
  std::string doing_, what_;
  std::size_t total_;
  std::size_t done_ = 0;
  std::chrono::steady_clock::time_point drawn_;
  bool is_terminal_;
};

}  // namespace authledger::tools
