// What is counted over many episodes, kept beside the other derived rows: what the reports count,
// the days that nobody wrote down, and the units that nobody pays.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/report/report.hpp"
#include "engine/store/compartment.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

// The row of an episode, without its id: figures, and as JSON, or NULL where there are none, its
// unrecorded days and its uncovered units.
std::vector<sql::Value> figures_row(const Restated& restated);
void write_figures(sql::Connection& writer, const std::string& episode, const Restated& restated);

struct FiguresQuery {
  Compartment visible = {};  // episodes within it only
  std::optional<std::string> facility = {}, payer = {};
};

// By episode; of payer: that of the day of the restating. Throws sql::DamagedRow when a row cannot
// be read.
void each_figures(sql::Connection& connection, const FiguresQuery& query,
                  const std::function<void(const report::Row&)>& take);

struct LooseEnds {
  std::string episode, facility;
  std::optional<std::string> member, member_name, payer;
  bool is_open = false;
  std::string unrecorded, uncovered;  // JSON arrays: of dates, and as json::write_uncovered_figures
};

// Of the episodes that have any, by id.
std::vector<LooseEnds> loose_ends(sql::Connection& connection, const FiguresQuery& query);

// Those treated at the facility that were admitted by the date and not discharged before it, as of
// the last restating; by id.
std::vector<std::string> episodes_in_care(sql::Connection& connection, const std::string& facility,
                                          Date date);

// Pending obligations that nobody lets sleep.
struct PendingCount {
  std::string status, kind, facility;  // the status as of `as_of`
  std::optional<std::string> payer, assignee;
  std::int64_t count = 0;
};
std::vector<PendingCount> count_pending(sql::Connection& connection, const FiguresQuery& query,
                                        Instant as_of);

}  // namespace authledger::store
