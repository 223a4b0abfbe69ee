// decisions.json, built into the program: what follows for each tag of a record, state of consent,
// purpose and class of recipient.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/consent/may_disclose.hpp"

namespace authledger::consent {

extern const std::string_view decision_document;  // engine/consent/decisions.json as it is

struct Ground {
  std::string reason, citation, remedy;
};

struct DecisionRow {
  Tag tag;
  State state;
  Purpose purpose;
  RecipientClass recipient;
  bool is_allowed = false;
  std::string ground;                // key of a Ground
  std::vector<std::string> notices;  // keys of texts
};

struct DecisionTable {
  std::map<std::string, Ground> grounds;
  std::map<std::string, std::string> notices;  // key to text
  std::vector<DecisionRow> rows;

  // Null: there is no row, so it is refused.
  const DecisionRow* find(Tag tag, State state, Purpose purpose, RecipientClass recipient) const;
};

// Refuses unknown words, rows that say a thing twice, and keys that lead nowhere.
Result<DecisionTable> read_decisions(std::string_view text);

const DecisionTable& decision_table();  // the one built in

}  // namespace authledger::consent
