// What is at odds with a rule without a deadline: the oracle's reading of payers/RULES.md
// section 9.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/oracle/ledger.hpp"

namespace authledger::oracle {

struct Finding {
  std::string kind;
  Date from;
  std::optional<Date> to = {};
  std::string service = {};  // empty: none
  std::string subject = {};  // likewise
  std::optional<int> actual = {}, limit = {};
  bool open = false;
};

// By (from, kind, subject, service), then by `to`.
std::vector<Finding> findings(const History& history, const Ledger& ledger);

// Attended, with a rule and a modality that it takes, and what the rule is.
struct Treatment {
  SessionRecorded session;
  Date date;
  Document document;
  const ServiceRule* rule = nullptr;
};
std::vector<Treatment> treatments(const History& history);

// Of weeks and other stretches of time.
void add_weekly_band(const History& history, std::vector<Finding>& found);
void add_gaps(const History& history, std::vector<Finding>& found);
void add_quotas(const History& history, std::vector<Finding>& found);

}  // namespace authledger::oracle
