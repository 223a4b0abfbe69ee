#include "engine/store/writer_memory.hpp"

#include <algorithm>
#include <array>

namespace authledger::store {
namespace {

constexpr std::size_t most_logs = 50'000;

// Of an open transaction it knows what was written last; of one that ends otherwise, nothing. The
// others are what a purge and an update of the tables do.
constexpr std::array<std::string_view, 7> taking_back{"ROLLBACK",
                                                      "UPDATE event",
                                                      "UPDATE audit",
                                                      "DELETE FROM event",
                                                      "DELETE FROM audit",
                                                      "DELETE FROM episode",
                                                      "INSERT INTO purged_event"};

}  // namespace

const LogAndWaiting* WriterMemory::find(const std::string& episode) const {
  const auto found = logs_.find(episode);
  return found == logs_.end() ? nullptr : &found->second;
}

void WriterMemory::keep(const LogAndWaiting& log) {
  if (logs_.size() >= most_logs) logs_.clear();
  logs_.insert_or_assign(log.head.episode, log);
}

void WriterMemory::saw(std::string_view statement) {
  if (std::ranges::any_of(taking_back, [&](auto it) { return statement.starts_with(it); }))
    forget();
}

void WriterMemory::forget() {
  last_event.reset();
  last_audit_entry.reset();
  logs_.clear();
}

}  // namespace authledger::store
