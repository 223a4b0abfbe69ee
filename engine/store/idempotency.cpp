#include "engine/store/idempotency.hpp"

namespace authledger::store {
namespace {

std::int64_t oldest_remembered(Instant now) {
  constexpr std::int64_t microseconds_an_hour = std::int64_t{3'600} * 1'000'000;
  return now.microseconds() - hours_an_answer_is_remembered * microseconds_an_hour;
}

}  // namespace

std::optional<RememberedAnswer> find_answer(sql::Connection& connection, const std::string& key,
                                            Instant now) {
  std::optional<RememberedAnswer> answer;
  connection.run(
      "SELECT fingerprint, status, content_type, body FROM idempotency"
      " WHERE key = $1 AND recorded_at > $2",
      {key, oldest_remembered(now)}, [&](const sql::Row& row) {
        answer = RememberedAnswer{std::string(row.text(0)), static_cast<int>(row.integer(1)),
                                  std::string(row.text(2)), std::string(row.text(3))};
      });
  return answer;
}

void remember_answer(sql::Connection& writer, const std::string& key,
                     const RememberedAnswer& answer, Instant now) {
  // Twice as many as come in would do; a few more, and a heap of them is gone soon.
  writer.run(
      "DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency"
      " WHERE recorded_at <= $1 ORDER BY recorded_at LIMIT 10)",
      {oldest_remembered(now)}, sql::ignore_rows);
  writer.run(
      "INSERT INTO idempotency (key, recorded_at, fingerprint, status, content_type, body)"
      " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO UPDATE SET"
      " recorded_at = excluded.recorded_at, fingerprint = excluded.fingerprint,"
      " status = excluded.status, content_type = excluded.content_type, body = excluded.body",
      {key, now.microseconds(), answer.fingerprint, std::int64_t{answer.status},
       answer.content_type, answer.body},
      sql::ignore_rows);
}

}  // namespace authledger::store
