// Charges, the lines that may pay them, and who paid what: the oracle's reading of ledger rules
// sections 3 to 5 and of payers/RULES.md section 4. Everything is kept as a list of draws; every
// balance is a sum over them, taken anew each time it is asked for.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/oracle/history.hpp"

namespace authledger::oracle {

struct Charge {
  Date date;
  bool actual = true;
  Instant start;
  std::string session;  // empty for a forecast
  std::string service;  // of its session
  std::set<std::string> services;
  std::optional<std::string> names;  // the authorization, by id or number
  Document document;
  const ServiceRule* rule = nullptr;
  int units = 0;     // before caps, then what the caps leave
  std::string tier;  // the highest that its date reached
};

struct Line {
  std::string authorization;
  std::optional<std::string> number;
  int position = 0;
  std::vector<std::string> codes;
  std::optional<int> units;  // none: unlimited
  Unit unit = Unit::visit;
  bool is_allowance = false;
  bool is_approved = false;  // or an allowance
  std::optional<Date> start, end;
  std::optional<Instant> before;  // an allowance in hours pays only sessions that start before
};

struct Draw {
  std::size_t charge = 0;
  std::optional<std::size_t> line;  // none: no authorization is required
  int units = 0;
};

struct Shortfall {
  std::size_t charge = 0;
  int units = 0;
  std::string reason;
};

class Ledger {
 public:
  explicit Ledger(const History& history);
  // As if only so many of a hundred forecast sessions were attended: payers/RULES.md, section 10.
  Ledger(const History& history, int forecast_rate);

  std::vector<Charge> charges;  // in the order of allocation
  std::vector<Line> lines;      // of everything that was decided, and of allowances
  std::vector<Draw> draws;
  std::vector<Shortfall> shortfalls;
  std::map<std::string, std::set<std::string>> flags;  // by session

  // Units that the charges up to `charge` have drawn from the line.
  int drawn(std::size_t line, std::size_t charge) const;
  int drawn(std::size_t line, bool actual) const;
  // Whether the charge draws from the authorization, and what its lines have left afterwards.
  bool is_on(std::size_t charge, const std::string& authorization) const;
  int used_after(std::size_t charge, const std::string& authorization) const;
  int left_after(std::size_t charge, const std::string& authorization) const;

  std::optional<Date> exhaustion(const std::string& authorization) const;
  std::optional<Date> exhausts_on(std::size_t line) const;

 private:
  void add_allowances();
  void add_authorized_lines();
  Unit unit_of(const std::vector<std::string>& codes, std::optional<Date> start) const;
  std::optional<Instant> first_session_start() const;
  void add_actual_charges();
  void add_forecast_charges(int rate);
  void apply_tiers(const std::vector<SessionRecorded>& summed, Charge& charge,
                   std::set<std::string>& session_flags) const;
  void apply_caps(std::size_t charge);
  void allocate(std::size_t charge);
  std::vector<SessionRecorded> summed_with(const SessionRecorded& session) const;
  int charged_before(std::size_t charge, Date from, Date to) const;
  int prior_use(const Charge& charge) const;
  bool has_code(const Line& line, const Charge& charge) const;
  bool is_of_payer(const Line& line, const Charge& charge) const;
  bool is_in_transition(const Line& line, const Charge& charge) const;
  std::vector<std::size_t> lines_with_code(const Charge& charge) const;
  std::optional<int> left(std::size_t line) const;
  void sort_by_preference(std::vector<std::size_t>& candidates, const Charge& charge) const;

  const History& history_;
  std::optional<Instant> first_forecast_;  // attended at this rate or not
};

bool takes_modality(const ServiceRule& rule, const std::string& modality);
bool is_cap(const std::string& reason);

}  // namespace authledger::oracle
