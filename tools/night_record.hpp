// What a nightly run has found so far, and the files that it becomes: the worklist as JSON and CSV,
// the summary of the packets as JSON (schemas/summary.schema.json) and CSV, the documents that
// failed, and one page for people.
//
// Its rows are not in memory: a night of ten thousand packets takes what one of a hundred does. The
// page shows the first of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/night.hpp"
#include "tools/sorted_spool.hpp"

namespace authledger::tools {

// The first few of what is put, in the order of their keys.
template <class T>
class Earliest {
 public:
  void put(const SortedSpool::Key& key, T item) {
    items_.emplace(key, std::move(item));
    if (items_.size() > most) items_.erase(std::prev(items_.end()));
  }
  std::vector<T> all() const {
    std::vector<T> items;
    for (const auto& [key, item] : items_) items.push_back(item);
    return items;
  }

 private:
  static constexpr std::size_t most = 500;
  std::multimap<SortedSpool::Key, T> items_;
};

class NightRecord {
 public:
  // Throws std::runtime_error when the directory cannot be written to; so do add() and write().
  NightRecord(Instant as_of, const std::string& directory);

  void add_episode(std::size_t uncovered_units);
  void add(DueItem item);
  void add(PacketOutcome packet);
  void add(FailedDocument document);  // each once
  void add(NightFailure failure);

  const NightTotals& totals() const { return totals_; }
  const std::vector<NightFailure>& failures() const { return failures_; }

  // Each file is there whole or not at all.
  void write();

 private:
  void write_worklist();
  void write_summary();

  std::string directory_;
  NightTotals totals_;
  SortedSpool due_;        // by (due_at, episode, key)
  SortedSpool packets_;    // by (due_at, episode, authorization)
  SortedSpool documents_;  // by (facility and episode, name)
  Earliest<DueItem> first_due_;
  Earliest<PacketOutcome> first_packets_;
  Earliest<FailedDocument> first_documents_;
  std::vector<NightFailure> failures_;
};

}  // namespace authledger::tools
