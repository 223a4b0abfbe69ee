// A payer's rules for one period, as plain data: what a session costs, when reviews and notices are
// due, which other duties have a date. A closed vocabulary, not a language: a new shape of rule is
// a change of this file.
//
// Meaning of every field: ledger rules, sections 3 to 9. The JSON form and its manual:
// schemas/policy.schema.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/attendance.hpp"
#include "engine/time/deadline.hpp"

namespace authledger {

// Where a rule comes from. `grade` is A (payer, state or federal text), B (their document at a
// third party), C (a third party's description), invented (made up for examples), or empty when
// nobody graded it.
struct Citation {
  std::string key;
  std::string title;
  std::string address;
  std::string retrieved;  // date or year of the reading, as text
  std::string grade;
  std::string says;  // the fact in our own words
};

// Every rule names itself within its document and may point to its citation by index into
// Policy::sources (-1: none).
struct RuleName {
  std::string key;
  int source = -1;
};

enum class Unit : std::uint8_t { visit, day, hour, quarter_hour };
enum class Rounding : std::uint8_t { down, nearest, up };
enum class Requirement : std::uint8_t { required, none, unknown };  // of an authorization

std::string_view word(Unit unit);
std::string_view word(Rounding rounding);
std::string_view word(Requirement requirement);

struct ServiceRule {
  RuleName name;
  std::vector<std::string> codes;
  bool for_ages = false;                // a rule for ages never fits a member without birth date
  std::optional<int> age_from, age_to;  // whole years on the service date, inclusive
  Requirement authorization = Requirement::required;
  Unit unit = Unit::visit;
  int minimum_minutes = 0;
  Rounding rounding = Rounding::down;
  std::vector<std::string> modalities;  // empty: any
  std::optional<int> max_units_per_day, max_units_per_week, max_units_per_year;
  std::optional<int> minimum_minutes_per_week;
};

struct AllowanceRule {
  RuleName name;
  std::vector<std::string> codes;
  std::optional<int> units;  // none: unlimited
  std::optional<int> days;   // none: open-ended
};

struct ReviewRule {
  enum class Shape : std::uint8_t {
    before_end,
    before_exhaustion,
    before_last_covered_day,
    after_start,
    units_left,
    units_used
  };
  RuleName name;
  Shape shape = Shape::before_end;
  Span span;                  // days or business days, of the shapes before and after
  int units = 0;              // of units_left and units_used
  std::optional<Span> opens;  // days or business days; none: the policy's reviews_open
};

struct MissedSessionRule {
  RuleName name;
  std::vector<Outcome> outcomes;
  bool excused_counts = false;
  int count = 1;
  std::optional<int> within_days;  // none: consecutive
  bool each = false;               // repeat: each; else once
  Span notify;
  std::string whom;
};

struct DutyRule {
  enum class After : std::uint8_t {
    admission,
    first_session,
    discharge,
    authorization_start,
    denial,
    uncovered,
    by_session  // not an anchor: due on the day of the n-th attended session
  };
  RuleName name;
  After after = After::admission;
  Span span;           // within, or every
  bool every = false;  // recurring
  int by_session = 0;
};
std::string_view word(DutyRule::After after);

struct PriorAuthorization {
  RuleName name;
  bool required = false;
  Span request = Span::days(0);
  std::optional<Span> standard, expedited;  // the payer's own time to decide
};

struct Policy {
  std::string payer;
  std::string version;
  Date from;
  std::optional<Date> to;                                    // none: open
  std::optional<std::string> plan, line_of_business, state;  // applies_to; none: any

  PayerTime time;
  Weekday week_starts = Weekday::sun;
  std::vector<ServiceRule> services;
  std::vector<AllowanceRule> allowances;
  std::vector<ReviewRule> reviews;
  Span reviews_open = Span::business_days(5);
  std::vector<MissedSessionRule> missed_sessions;
  std::vector<DutyRule> duties;
  std::optional<PriorAuthorization> prior_authorization;
  std::vector<Citation> sources;

  bool covers(Date date) const { return from <= date && (!to || date <= *to); }
  const Citation* source_of(const RuleName& rule) const {
    return rule.source < 0 ? nullptr : &sources[static_cast<std::size_t>(rule.source)];
  }
};

}  // namespace authledger
