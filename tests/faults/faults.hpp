// What a test arms in a server that it starts with the shim preloaded.
//
//     Faults faults(folder.path());
//     Daemon daemon = faults.serve(...)                            // see serving.hpp
//     faults.arm(Operation::sync, {.file = File::wal, .error = EIO});
//     ...
//     EXPECT_EQ(faults.fired(Operation::sync), 1);
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

#include "tests/faults/shim/plan.hpp"
#include "tests/support/temporary_directory.hpp"

#ifdef AUTHLEDGER_WITHOUT_SHIM
#define SKIP_WITHOUT_SHIM() GTEST_SKIP() << "the shim cannot be preloaded into a sanitized program"
#else
#define SKIP_WITHOUT_SHIM() static_cast<void>(0)
#endif

namespace authledger::test {

using faults::Action;
using faults::File;
using faults::Operation;

struct Fault {
  File file = File::any;
  Action action = Action::fail;
  int error = EIO;
  std::int64_t passes = 0;  // calls that go through before
  std::int64_t times = 1;   // calls that fail; -1: all from then on
};

class Faults {
 public:
  explicit Faults(const std::string& directory) : Faults(directory, "") {}
  Faults(const std::string& directory, const std::string& trace) {
    const int file = open(path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, sizeof(faults::Plan)) != 0)
      throw std::runtime_error("no page for the plan of faults");
    void* page = mmap(nullptr, sizeof(faults::Plan), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (page == MAP_FAILED) throw std::runtime_error("no page for the plan of faults");
    plan_ = static_cast<faults::Plan*>(page);
    directory.copy(plan_->directory, sizeof plan_->directory - 1);
    trace.copy(plan_->trace, sizeof plan_->trace - 1);
  }
  ~Faults() { munmap(plan_, sizeof(faults::Plan)); }
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  void arm(Operation operation, const Fault& fault) {
    faults::Rule& rule = rule_of(operation);
    rule.is_armed = false;
    rule.file = fault.file;
    rule.action = fault.action;
    rule.error = fault.error;
    rule.passes = fault.passes;
    rule.times = fault.times;
    rule.met = 0;
    rule.fired = 0;
    rule.is_armed = true;
  }
  void disarm(Operation operation) { rule_of(operation).is_armed = false; }
  void shift_clock(std::int64_t seconds) { plan_->clock_offset = seconds * 1'000'000'000; }

  std::int64_t fired(Operation operation) { return rule_of(operation).fired; }
  std::int64_t seen(Operation operation, File file) {
    return plan_->seen[static_cast<std::size_t>(operation)][static_cast<std::size_t>(file)];
  }
  std::int64_t syncs_after_a_failure() { return plan_->syncs_after_a_failure; }

  std::string path() const { return folder_.path() + "/plan"; }

 private:
  faults::Rule& rule_of(Operation operation) {
    return plan_->rules[static_cast<std::size_t>(operation)];
  }

  TemporaryDirectory folder_;
  faults::Plan* plan_ = nullptr;
};

// While it lives, programs that are started have the shim before everything else.
class Preloaded {
 public:
  explicit Preloaded(const Faults& faults) {
    setenv("LD_PRELOAD", AUTHLEDGER_FAULT_SHIM, 1);
    setenv(faults::environment_variable, faults.path().c_str(), 1);
  }
  ~Preloaded() {
    unsetenv("LD_PRELOAD");
    unsetenv(faults::environment_variable);
  }
  Preloaded(const Preloaded&) = delete;
  Preloaded& operator=(const Preloaded&) = delete;
};

}  // namespace authledger::test
