// Everything with a date, and the weeks that fell short: the oracle's reading of ledger rules
// sections 6 to 9.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/oracle/ledger.hpp"

namespace authledger::oracle {

struct Obligation {
  std::string key, kind;
  std::optional<std::string> rule, authorization;
  std::optional<Instant> opens_at, due_at;
  std::string status;
};

struct ThinWeek {
  Date week_of;
  std::string service;
  int minutes = 0, minimum = 0;
};

std::vector<Obligation> reviews(const History& history, const Ledger& ledger);
std::vector<Obligation> notices(const History& history);
std::vector<Obligation> duties(const History& history, const Ledger& ledger);
std::vector<Obligation> payer_obligations(const History& history);
std::vector<ThinWeek> thin_weeks(const History& history);

std::optional<Date> last_covered_day(const History& history, const Ledger& ledger,
                                     const std::string& authorization);

}  // namespace authledger::oracle
