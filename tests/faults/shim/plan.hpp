// What shall go wrong in a program, and what has happened in it so far: one page of memory that the
// test and the program under test (with shim.cpp preloaded) both map, so that a fault can be armed
// while the program runs, at the very call that a test wants.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace authledger::faults {

constexpr const char* environment_variable = "AUTHLEDGER_FAULTS";  // path of the page

// A call on a file of the data directory; `allocate` is a call of malloc and its kin anywhere.
enum class Operation : int { write, sync, read, truncate, allocate };
constexpr std::size_t operation_count = 5;

enum class File : int { any, database, wal, wal_index, directory, lock, other };
constexpr std::size_t file_count = 7;

enum class Action : int {
  fail,         // sets errno to `error`, does nothing
  half,         // writes the first half, then fails; anything but a write: as `fail`
  lie,          // does nothing and says that it did
  kill_before,  // SIGKILL in place of the call
  kill_half,    // writes the first half, then SIGKILL
  kill_after,   // SIGKILL right behind the call
};

struct Rule {
  std::atomic<bool> is_armed;
  std::atomic<File> file;
  std::atomic<Action> action;
  std::atomic<int> error;            // an errno
  std::atomic<std::int64_t> passes;  // calls that go through before the first that does not
  std::atomic<std::int64_t> times;   // calls that do not go through; negative: all from then on
  std::atomic<std::int64_t> met;     // calls that the rule has looked at
  std::atomic<std::int64_t> fired;
};

struct Plan {
  char directory[256];  // the data directory, without a slash at its end
  char trace[256];      // file of the recording; empty: none. See trace.hpp
  Rule rules[operation_count];
  std::atomic<std::int64_t> seen[operation_count][file_count];
  std::atomic<std::int64_t> clock_offset;           // nanoseconds added to the machine's clock
  std::atomic<std::int64_t> syncs_after_a_failure;  // of a file whose sync has failed before
};

// A recording is a row of these, each followed by its bytes.
enum class Mark : std::uint32_t { write, truncate, sync, remove, send };
struct TraceHead {
  Mark mark;
  File file;
  std::uint64_t offset;  // of a truncation: the new size
  std::uint64_t size;    // of the bytes that follow
};

}  // namespace authledger::faults
