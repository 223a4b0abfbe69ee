#include "tools/progress.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace authledger::tools {
namespace {

using std::chrono::steady_clock;
constexpr std::chrono::milliseconds between_redraws{100};
constexpr std::chrono::seconds between_lines{5};
constexpr double soonest_speed = 0.5;  // seconds; before that a speed says nothing
constexpr std::size_t bar_width = 24;

std::string bar(const Done& it) {
  const std::size_t filled = it.done * bar_width / it.total;
  return "[" + std::string(filled, '#') + std::string(bar_width - filled, '-') + "] ";
}

std::string speed_text(double a_second) {
  char text[32];
  std::snprintf(text, sizeof text, a_second < 10 ? "%.1f/s" : "%.0f/s", a_second);
  return text;
}

std::string left_text(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  char text[48];
  if (whole < 3'600)
    std::snprintf(text, sizeof text, "%ld:%02ld left", whole / 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld left", whole / 3'600, whole / 60 % 60,
                  whole % 60);
  return text;
}

}  // namespace

std::string progress_line(const Done& it, bool has_bar) {
  std::string line = it.doing + ": ";
  if (it.total > 0 && has_bar) line += bar(it);
  line += std::to_string(it.done);
  if (it.total > 0) line += " of " + std::to_string(it.total);
  line += " " + it.what;
  if (it.total > 0 && !has_bar) line += " (" + std::to_string(it.done * 100 / it.total) + " %)";
  if (it.done == 0 || it.spent.count() < soonest_speed) return line;
  const double a_second = static_cast<double>(it.done) / it.spent.count();
  line += ", " + speed_text(a_second);
  if (it.done < it.total)
    line += ", " + left_text(static_cast<double>(it.total - it.done) / a_second);
  return line;
}

Progress::Progress(std::string doing, std::string what, std::size_t total)
    : done_{std::move(doing), std::move(what), 0, total, {}},
      begun_(steady_clock::now()),
      drawn_(begun_),
      is_terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (is_terminal_ && drawn_ != begun_) std::fputc('\n', stderr);
}

void Progress::at(std::size_t done) {
  done_.done = done;
  const auto now = steady_clock::now();
  const steady_clock::duration pause =
      is_terminal_ ? steady_clock::duration(between_redraws) : between_lines;
  const bool is_last = is_terminal_ && done == done_.total;
  if (now - drawn_ < pause && !is_last) return;
  draw(now);
}

void Progress::draw(steady_clock::time_point now) {
  drawn_ = now;
  done_.spent = now - begun_;
  std::string line = progress_line(done_, is_terminal_);
  // A terminal's line is written over, and what is left of a longer one erased.
  line = is_terminal_ ? "\r" + line + "\x1b[K" : line + "\n";
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace authledger::tools
