// verify: does the store still say what its log says? Rebuilds the derived rows of every episode as
// of its last restating, from the events that it knew, and compares them; reads every event; asks
// the database whether it is whole.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/policy/policy_book.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

struct Verification {
  std::size_t episodes = 0;
  std::size_t events = 0;
  std::size_t under_other_policies = 0;  // not rebuilt: their policies have changed since
  std::size_t waiting = 0;  // to be restated; their rows were compared with what they know
  std::vector<std::string> differences;  // a sentence each; empty: all is well
  std::size_t in_derived_rows = 0;       // of the differences: restating removes them

  // Something of the truth is missing or cannot be read: nothing can bring it back.
  bool is_damaged() const { return differences.size() > in_derived_rows; }
};

// Calls progress(done, of) after each episode.
Verification verify(sql::Connection& connection, const PolicyBook& book,
                    const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace authledger::store
