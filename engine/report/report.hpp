// The reports of a program: what was approved and used, refused, asked for, reviewed, missed, and
// what is left. Each is a table that is counted from the figures of one episode after the other.
//
//     auto report = *make_report("utilization", asked);
//     for (const Row& row : rows) report->take(row);
//     Table table = report->finish();
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/report/figures.hpp"

namespace authledger::report {

struct Column {
  std::string_view name, label, kind;  // kind: "text", "number", "percent", "date", "month"
  std::string_view says;               // what a cell of it means: a sentence
};

using Cell = std::variant<std::monostate, std::int64_t, Date, std::string>;  // monostate: none

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // a cell for each column
  std::vector<std::string> notes;       // how it is counted
};

struct Asked {
  Date from, to;                     // inclusive
  std::optional<std::string> payer;  // none: all
  Instant as_of;                     // what is pending ages with it
  // Of a report by payer and month: a row for each episode that is counted there, too, which says
  // where a figure comes from.
  bool by_episode = false;
};

struct Row {  // an episode
  std::string episode, facility;
  std::optional<std::string> member, member_name;
  Figures figures;
};

class Report {
 public:
  virtual ~Report() = default;
  virtual void take(const Row& row) = 0;
  virtual Table finish() = 0;  // once
};

const std::vector<std::string_view>& report_names();

// engine/report/authorizations.cpp
std::unique_ptr<Report> make_authorizations(const Asked& asked);

// Null: there is no report of that name.
std::unique_ptr<Report> make_report(std::string_view name, const Asked& asked);

}  // namespace authledger::report
