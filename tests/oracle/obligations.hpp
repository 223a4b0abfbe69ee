// Everything with a date, and the weeks that fell short: the oracle's reading of ledger rules
// sections 6 to 9, and of payers/RULES.md sections 3 and 5 to 8.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/oracle/ledger.hpp"

namespace authledger::oracle {

struct Evidence {
  std::string rule, document;
  Date from;
};

struct Obligation {
  std::string key, kind;
  std::optional<std::string> rule, authorization;
  std::optional<Instant> opens_at, due_at;
  std::string status;
  // Shown by some kinds only; an empty text is shown as null.
  std::optional<std::string> action = {}, whom = {}, if_late = {};
  std::optional<std::vector<Evidence>> evidence = {};
  // Shown where there is one.
  std::optional<std::string> assignee = {}, waived_because = {};
  std::optional<Instant> snoozed_until = {};
};

struct ThinWeek {
  Date week_of;
  std::string service;
  int minutes = 0, minimum = 0;
};

std::vector<Obligation> reviews(const History& history, const Ledger& ledger);
std::vector<Obligation> notices(const History& history);
std::vector<Obligation> duties(const History& history, const Ledger& ledger);
std::vector<Obligation> clocks(const History& history, const Ledger& ledger);
std::vector<Obligation> payer_obligations(const History& history);
std::vector<ThinWeek> thin_weeks(const History& history);

// What the team says about them: payers/RULES.md, section 11.
void act_on(std::vector<Obligation>& obligations, const History& history);

// `met` or `met_late` when it was completed, else what was given.
std::string status_by_completion(const History& history, const std::string& key, Instant due_at,
                                 const std::string& otherwise);

// The last instant at which an urgent request to go on is decided in its own time; none: no rule.
std::optional<Instant> urgent_extension_by(const History& history, const Policy* policy, Date end);

// Of an obligation that has its dates and status.
std::vector<Evidence> evidence(const History& history, const Document& document,
                               EvidenceFor purpose, const Obligation& obligation);

std::optional<Date> last_covered_day(const History& history, const Ledger& ledger,
                                     const std::string& authorization);

}  // namespace authledger::oracle
