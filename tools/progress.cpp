#include "tools/progress.hpp"

#include <unistd.h>

#include <cstdio>

namespace authledger::tools {
namespace {

using std::chrono::steady_clock;
constexpr std::chrono::milliseconds between_redraws{100};
constexpr std::chrono::seconds between_lines{5};

}  // namespace

Progress::Progress(std::string doing, std::string what, std::size_t total)
    : doing_(std::move(doing)),
      what_(std::move(what)),
      total_(total),
      drawn_(steady_clock::now()),
      is_terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (is_terminal_ && done_ > 0) std::fputc('\n', stderr);
}

void Progress::at(std::size_t done) {
  done_ = done;
  const auto now = steady_clock::now();
  const steady_clock::duration pause =
      is_terminal_ ? steady_clock::duration(between_redraws) : between_lines;
  const bool is_last = is_terminal_ && done == total_;
  if (now - drawn_ < pause && !is_last) return;
  drawn_ = now;
  draw();
}

void Progress::draw() const {
  if (total_ > 0)
    std::fprintf(stderr, "%s%s: %zu of %zu %s (%zu %%)%s", is_terminal_ ? "\r" : "", doing_.c_str(),
                 done_, total_, what_.c_str(), done_ * 100 / total_, is_terminal_ ? "" : "\n");
  else
    std::fprintf(stderr, "%s%s: %zu %s%s", is_terminal_ ? "\r" : "", doing_.c_str(), done_,
                 what_.c_str(), is_terminal_ ? "" : "\n");
  std::fflush(stderr);
}

}  // namespace authledger::tools
