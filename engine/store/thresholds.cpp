#include "engine/store/thresholds.hpp"

namespace authledger::store {

Thresholds thresholds(sql::Connection& connection) {
  Thresholds found;
  connection.run("SELECT ending_days, few_units FROM threshold ORDER BY position DESC LIMIT 1", {},
                 [&](const sql::Row& row) {
                   found = {static_cast<int>(row.integer(0)), static_cast<int>(row.integer(1))};
                 });
  return found;
}

void set_thresholds(sql::Connection& writer, const Thresholds& wanted, const std::string& by,
                    Instant now) {
  if (thresholds(writer) == wanted) return;
  writer.run(
      "INSERT INTO threshold (position, recorded_at, recorded_by, ending_days, few_units)"
      " SELECT coalesce(max(position), 0) + 1, $1, $2, $3, $4 FROM threshold",
      {now.microseconds(), by, std::int64_t{wanted.ending_days}, std::int64_t{wanted.few_units}},
      sql::ignore_rows);
}

}  // namespace authledger::store
