// Says on standard error how far long work has come: one line with a bar that is redrawn on a
// terminal, a plain line every few seconds elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace authledger::tools {

struct Done {
  std::string doing, what;  // `what`: the noun counted: "events", "packets"
  std::size_t done = 0;
  std::size_t total = 0;  // 0: unknown
  std::chrono::duration<double> spent{};
};
// "nightly: 120 of 400 packets (30 %), 40/s, 0:07 left"; `has_bar`: with [######-------] in the
// place of the percentage. No speed before there is one to tell.
std::string progress_line(const Done& done, bool has_bar);

class Progress {
 public:
  Progress(std::string doing, std::string what, std::size_t total);
  ~Progress();  // ends the redrawn line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void at(std::size_t done);

 private:
  void draw(std::chrono::steady_clock::time_point now);
  Done done_;
  std::chrono::steady_clock::time_point begun_, drawn_;
  bool is_terminal_;
};

}  // namespace authledger::tools
