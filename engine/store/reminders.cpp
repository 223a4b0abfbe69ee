#include "engine/store/reminders.hpp"

namespace authledger::store {
namespace {

sql::Value value(std::optional<int> number) {
  return number ? sql::Value(std::int64_t{*number}) : sql::Value();
}

std::optional<std::string> text_of(const sql::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return std::string(row.text(column));
}

std::optional<int> number_of(const sql::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return static_cast<int>(row.integer(column));
}

}  // namespace

bool put_reminder_rules(sql::Connection& writer, const std::vector<ReminderRule>& rules) {
  if (reminder_rules(writer) == rules) return false;
  writer.run("DELETE FROM reminder_threshold", {}, sql::ignore_rows);
  for (std::size_t rule = 0; rule < rules.size(); ++rule) {
    std::vector<ReminderThreshold> thresholds = rules[rule].thresholds;
    if (thresholds.empty()) thresholds.emplace_back();  // a row all the same: it reminds of nothing
    for (std::size_t i = 0; i < thresholds.size(); ++i)
      writer.run(
          "INSERT INTO reminder_threshold (rule, position, payer, facility, units_left, days_left)"
          " VALUES ($1, $2, $3, $4, $5, $6)",
          {static_cast<std::int64_t>(rule), static_cast<std::int64_t>(i),
           sql::nullable(rules[rule].payer), sql::nullable(rules[rule].facility),
           value(thresholds[i].units_left), value(thresholds[i].days_left)},
          sql::ignore_rows);
  }
  writer.run("UPDATE episode SET policies = '' WHERE is_open = 1", {}, sql::ignore_rows);
  return true;
}

std::vector<ReminderRule> reminder_rules(sql::Connection& connection) {
  std::vector<ReminderRule> rules;
  std::int64_t last = -1;
  connection.run(
      "SELECT rule, payer, facility, units_left, days_left FROM reminder_threshold"
      " ORDER BY rule, position",
      {}, [&](const sql::Row& row) {
        if (row.integer(0) != last) rules.push_back({text_of(row, 1), text_of(row, 2), {}});
        last = row.integer(0);
        const ReminderThreshold threshold{number_of(row, 3), number_of(row, 4)};
        if (threshold != ReminderThreshold{}) rules.back().thresholds.push_back(threshold);
      });
  return rules;
}

}  // namespace authledger::store
