// File systems of a test's own, which need root. They exist in a mount namespace that this process
// alone (and what it starts) lives in, and go away with it.
#pragma once

#include <sched.h>
#include <sys/mount.h>

#include <string>

namespace authledger::test {

inline bool can_mount() {
  static const bool can =
      unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  return can;
}

#define SKIP_UNLESS_MOUNTABLE() \
  if (!can_mount()) GTEST_SKIP() << "mounting a file system needs root"

class SmallDisk {
 public:
  SmallDisk(std::string path, const std::string& size) : path_(std::move(path)) {
    is_there_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  ~SmallDisk() { umount2(path_.c_str(), MNT_DETACH); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_there() const { return is_there_; }
  bool resize(const std::string& size) {
    return mount("none", path_.c_str(), nullptr, MS_REMOUNT, ("size=" + size).c_str()) == 0;
  }

 private:
  std::string path_;
  bool is_there_ = false;
};

class ReadOnly {
 public:
  explicit ReadOnly(std::string path) : path_(std::move(path)) {
    is_there_ =
        mount(path_.c_str(), path_.c_str(), nullptr, MS_BIND, nullptr) == 0 &&
        mount("none", path_.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0;
  }
  ~ReadOnly() { umount2(path_.c_str(), MNT_DETACH); }
  ReadOnly(const ReadOnly&) = delete;
  ReadOnly& operator=(const ReadOnly&) = delete;

  bool is_there() const { return is_there_; }

 private:
  std::string path_;
  bool is_there_ = false;
};

}  // namespace authledger::test
