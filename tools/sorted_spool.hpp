// Rows that are put in any order and read in the order of their keys. Only the keys are in memory;
// the rows lie in a file without a name, so that nothing of them is left, however a process ends.
//
//     SortedSpool spool("tonight");
//     spool.put({due_at, "E2", "A1"}, {json, csv});
//     spool.each([](const SortedSpool::Row& row) { ... });
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/time/date.hpp"

namespace authledger::tools {

class SortedSpool {
 public:
  struct Key {  // rows without an instant come first
    std::optional<Instant> at;
    std::string first, second;
    auto operator<=>(const Key&) const = default;
  };
  using Row = std::array<std::string, 2>;

  // The directory is made when it is not there. Throws std::runtime_error when the file cannot be
  // made; so do put() and each() when it cannot be written or read.
  explicit SortedSpool(const std::string& directory);
  ~SortedSpool();
  SortedSpool(const SortedSpool&) = delete;
  SortedSpool& operator=(const SortedSpool&) = delete;

  void put(Key key, const Row& row);
  std::size_t size() const { return places_.size(); }
  // Rows of equal keys come as they were put.
  void each(const std::function<void(const Row&)>& use);

 private:
  struct Place {
    Key key;
    std::int64_t at = 0;  // bytes from the start of the file
    std::array<std::uint32_t, 2> sizes{};
  };
  void write_out();

  int file_ = -1;
  std::int64_t written_ = 0;
  std::string waiting_;  // not in the file yet
  std::vector<Place> places_;
};

}  // namespace authledger::tools
