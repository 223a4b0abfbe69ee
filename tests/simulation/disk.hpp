// A disk in memory that can lose power. What was written since the last sync of a file may or may
// not be on it afterwards, sector by sector, in any order; so may the name of a file that was never
// synced, and the removal of one. It can also fail: each kind of operation at a chosen count.
//
//     Disk disk;
//     disk.fail({.at_sync = 3});          // the third sync from now on reports EIO
//     disk.fail({.power_at = 40});        // the power goes within the 40th operation from now on
//     disk.lose_power(dice);              // what was alive is gone; the disk is what survived
//
// A sync that fails is over: what it should have written is marked clean, as Linux does, and no
// later sync writes it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/dice.hpp"

namespace authledger::simulation {

using test::Dice;

enum class Outcome { ok, io_error, no_space };

// Counts from 1, of operations from now on; 0: never.
struct DiskFaults {
  int at_sync = 0, at_write = 0, at_read = 0;  // EIO, once
  int full_at_write = 0;                       // ENOSPC, from then on for `full_for` writes
  int full_for = 1;
  int power_at = 0;  // within this operation of any kind
};

class DiskFile {
 public:
  const std::string& content() const { return content_; }

 private:
  friend class Disk;
  struct Change {
    std::size_t offset = 0;
    std::string bytes;
    bool is_truncation = false;  // to `offset`
  };
  static void apply(const Change& change, std::size_t from, std::size_t end, std::string& content);

  std::string content_;           // as the running system sees it
  std::string durable_;           // as of the last sync
  std::vector<Change> unsynced_;  // since then
};

class Disk {
 public:
  using File = std::shared_ptr<DiskFile>;

  File open(const std::string& name, bool may_create);  // null: not there
  bool exists(const std::string& name) const { return names_.contains(name); }
  Outcome remove(const std::string& name, bool is_durable);

  Outcome read(const DiskFile& file);
  Outcome write(DiskFile& file, std::size_t offset, std::string_view bytes);
  Outcome truncate(DiskFile& file, std::size_t size);
  Outcome sync(const File& file);

  void fail(const DiskFaults& faults) { faults_ = faults; }
  // From now on a sync of the file of this name does nothing and says that all is well.
  void lie_about_syncs_of(std::string name) { never_synced_ = std::move(name); }
  bool has_failed() const { return has_failed_; }  // some operation since the last start of power
  bool was_full() const { return was_full_; }      // likewise
  bool lost_a_sync() const { return lost_a_sync_; }
  std::uint64_t operations() const { return operations_; }

  // Nothing works any more; what is open stays so until it is closed.
  void cut_power() { is_dead_ = true; }
  bool is_dead() const { return is_dead_; }
  void lose_power(Dice& dice);  // and comes back
  // The process ended, the machine did not: everything that was written is there.
  void survive();

 private:
  bool is_due(int& countdown) const { return countdown > 0 && --countdown == 0; }
  bool power_goes();
  static std::string what_survived(const DiskFile& file, Dice& dice);

  std::map<std::string, File> names_, durable_names_;
  DiskFaults faults_;
  bool is_dead_ = false, has_failed_ = false, was_full_ = false, lost_a_sync_ = false;
  std::uint64_t operations_ = 0;
  std::string never_synced_;
};

// Makes SQLite open all files on this disk, as a process that has just started, and seeds its
// random numbers; null: on the machine's. What is still open from before gets errors only. One
// thread.
void put_sqlite_on(Disk* disk, std::uint64_t seed);

}  // namespace authledger::simulation
