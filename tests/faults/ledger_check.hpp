// What was told to clients against what the ledger holds: I1 (acknowledged: there exactly once), I2
// (unanswered: there at most once), I8 (no seq is missing, recorded_at never goes back), and
// `authledger verify` (the derived rows are those of a rebuild).
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <set>
#include <string>

#include "engine/store/data_directory.hpp"
#include "tests/faults/serving.hpp"

namespace authledger::test {

struct Place {
  std::string episode;
  std::int64_t seq = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

// What clients know of their events.
struct Told {
  std::map<std::string, Place> acknowledged;      // by id
  std::map<std::string, std::string> unanswered;  // id to the body of its post

  void take(Told& other) {
    for (const auto& [id, place] : other.acknowledged) unanswered.erase(id);
    acknowledged.merge(other.acknowledged);
    unanswered.merge(other.unanswered);
  }
};

struct LedgerFaults {
  std::size_t lost = 0;       // acknowledged, but not there, or elsewhere in the log
  std::size_t doubled = 0;    // there more than once
  std::size_t invented = 0;   // there, but nobody sent it
  std::size_t gaps = 0;       // episodes with a seq missing
  std::size_t backwards = 0;  // events recorded before the one before them in their log
  friend bool operator==(const LedgerFaults&, const LedgerFaults&) = default;
};

inline std::ostream& operator<<(std::ostream& out, const LedgerFaults& it) {
  return out << it.lost << " lost, " << it.doubled << " doubled, " << it.invented << " invented, "
             << it.gaps << " episodes with gaps, " << it.backwards << " recorded backwards";
}

inline LedgerFaults faults_of(sql::Connection& reader, const Told& told) {
  LedgerFaults faults;
  std::map<std::string, Place> found;
  std::map<std::string, std::int64_t> last_recorded_at;
  reader.run("SELECT id, episode, seq, recorded_at FROM event ORDER BY episode, seq", {},
             [&](const sql::Row& row) {
               const std::string id(row.text(0)), episode(row.text(1));
               if (!found.emplace(id, Place{episode, row.integer(2)}).second) ++faults.doubled;
               if (!told.acknowledged.contains(id) && !told.unanswered.contains(id))
                 ++faults.invented;
               auto& last = last_recorded_at[episode];
               if (row.integer(3) < last) ++faults.backwards;
               last = row.integer(3);
             });
  reader.run("SELECT count(*), max(seq) FROM event GROUP BY episode", {},
             [&](const sql::Row& row) { faults.gaps += row.integer(0) != row.integer(1); });
  for (const auto& [id, place] : told.acknowledged) {
    const auto there = found.find(id);
    if (there == found.end() || !(there->second == place)) ++faults.lost;
  }
  return faults;
}

inline LedgerFaults faults_of(const std::string& data, const Told& told) {
  return faults_of(*store::DataDirectory::open_to_read(data).connect_to_read(), told);
}

// The whole check, on a ledger that nobody serves just now.
inline void expect_whole(const std::string& data, const Told& told) {
  EXPECT_EQ(faults_of(data, told), LedgerFaults{}) << "of " << told.acknowledged.size();
  const Ended verified = verify(data);
  EXPECT_EQ(verified.code, 0) << verified.said;
}

}  // namespace authledger::test
