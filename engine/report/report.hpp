// Reports over many episodes: what was approved and used, denied and not covered, asked for,
// reviewed, missed and told, and how far each authorization still reaches.
//
//     auto report = make_report("denials", {.from = january, .to = june});
//     for (...) report->add({id, episode, standing, facility});
//     Table table = report->table();
//
// What has a date counts in the month of that date at the facility, when the date lies in the span;
// the payer is the one whose coverage spoke on that date.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/standing/standing.hpp"

namespace authledger::report {

enum class ColumnKind : std::uint8_t { text, number, percent, date, month };
std::string_view word(ColumnKind kind);

struct Column {
  std::string_view name, label;
  ColumnKind kind = ColumnKind::text;
  std::string_view meaning;  // what is counted, as a sentence without a full stop
};

// Monostate: not there, or nothing to divide by. A month is its first day.
using Cell = std::variant<std::monostate, std::int64_t, std::string, Date>;

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // a cell for each column
  std::vector<std::string_view> notes;
};

struct Span {
  Date from, to;                     // both within
  std::optional<std::string> payer;  // none: all
};

struct Seen {
  std::string_view id;
  const Episode& episode;
  const Standing& standing;
  const Facility& facility;
};

class Report {
 public:
  virtual ~Report() = default;
  virtual void add(const Seen& seen) = 0;
  virtual Table table() const = 0;  // rows in the order of their first columns
};

constexpr std::array<std::string_view, 6> report_names{"utilization", "denials",         "requests",
                                                       "reviews",     "missed-sessions", "runway"};

// Null: there is no report of that name.
std::unique_ptr<Report> make_report(std::string_view name, const Span& span);

}  // namespace authledger::report
