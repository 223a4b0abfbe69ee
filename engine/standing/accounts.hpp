// What can pay: the lines of approved authorizations and of allowances, each with the time that it
// spans, in the order in which a charge tries them. Source: ledger rules, section 4, and
// payers/RULES.md, section 4.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/standing/charges.hpp"

namespace authledger {

// A charge that drew on an authorization, and where that left it: over all its lines.
struct Draw {
  Date date;
  std::int64_t units_used = 0;
  std::optional<std::int64_t> units_left;  // none: unlimited
};

// An authorization or allowance whose lines can pay.
struct Account {
  std::string id;
  const AuthorizationHistory* authorization = nullptr;  // null: an allowance
  Date start;
  std::optional<Date> end;       // none: open-ended
  std::optional<Instant> until;  // of an allowance in hours: sessions that start before it
  int payer = -1;                // on `start`; see Terms::payer_on
  std::vector<Draw> draws;       // in the order of allocation
  std::vector<Seq> sessions_drawn;

  bool spans(const Charge& charge) const {
    if (charge.date < start) return false;
    return until ? charge.start < *until : !end || charge.date <= *end;
  }
  std::optional<Date> exhausted_on() const;
  Date last_covered_day() const;  // of an account with an end
};

struct PayingLine {
  std::size_t account;
  int position;  // within its authorization
  const std::vector<std::string>* codes;
  Unit unit;
  std::optional<int> left;  // none: unlimited
  LineStanding* standing;

  bool has_units() const { return !left || *left > 0; }
  bool pays_for(const Charge& charge) const;
};

struct Accounts {
  std::vector<Account> all;       // by id
  std::vector<PayingLine> lines;  // in the order in which they are tried
};

// Fills standing.authorizations, by id. Reads the sessions of the episode and the forecast of the
// standing, from which an allowance in hours counts. The lines point into the standing.
Accounts open_accounts(const Terms& terms, Standing& standing);

}  // namespace authledger
