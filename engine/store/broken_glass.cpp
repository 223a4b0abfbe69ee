#include "engine/store/broken_glass.hpp"

#include "engine/base/secret.hpp"
#include "engine/base/sha256.hpp"

namespace authledger::store {
namespace {

constexpr std::size_t bytes_of_id = 8;

BrokenGlass read_row(const sql::Row& row) {
  BrokenGlass it{.id = std::string(row.text(0)),
                 .subject = std::string(row.text(1)),
                 .facility = std::string(row.text(2)),
                 .reason = std::string(row.text(3)),
                 .begun_at = Instant::from_microseconds(row.integer(4)),
                 .ends_at = Instant::from_microseconds(row.integer(5))};
  if (!row.is_null(6)) {
    it.ended_at = Instant::from_microseconds(row.integer(6));
    it.ended_by = row.text(7);
  }
  if (!row.is_null(8))
    it.review = {Instant::from_microseconds(row.integer(8)), std::string(row.text(9)),
                 row.integer(10) != 0, std::string(row.text(11))};
  return it;
}

std::vector<BrokenGlass> select(sql::Connection& connection, std::string_view rest,
                                const std::vector<sql::Value>& values) {
  std::vector<BrokenGlass> all;
  connection.run(
      "SELECT id, subject, facility, reason, begun_at, ends_at, ended_at, ended_by,"
      " reviewed_at, reviewed_by, was_justified, review FROM broken_glass " +
          std::string(rest),
      values, [&](const sql::Row& row) { all.push_back(read_row(row)); });
  return all;
}

}  // namespace

bool is_in_force(const BrokenGlass& it, Instant now) {
  return !it.ended_at && now < it.ends_at;
}

BrokenGlass broken(const std::string& subject, const std::string& facility,
                   const std::string& reason, Instant now, std::chrono::minutes lasts) {
  const std::chrono::microseconds long_(lasts);
  return {.id = to_hex(random_bytes(bytes_of_id)),
          .subject = subject,
          .facility = facility,
          .reason = reason,
          .begun_at = now,
          .ends_at = Instant::from_microseconds(now.microseconds() + long_.count())};
}

void enter(sql::Connection& writer, const BrokenGlass& it) {
  writer.run(
      "INSERT INTO broken_glass (id, subject, facility, reason, begun_at, ends_at)"
      " VALUES ($1, $2, $3, $4, $5, $6)",
      {it.id, it.subject, it.facility, it.reason, it.begun_at.microseconds(),
       it.ends_at.microseconds()},
      sql::ignore_rows);
}

void end(sql::Connection& writer, const std::string& id, Instant now, const std::string& by) {
  writer.run(
      "UPDATE broken_glass SET ended_at = $2, ended_by = $3"
      " WHERE id = $1 AND ended_at IS NULL AND ends_at > $2",
      {id, now.microseconds(), by}, sql::ignore_rows);
}

void review(sql::Connection& writer, const std::string& id, const BrokenGlassReview& said) {
  writer.run(
      "UPDATE broken_glass SET reviewed_at = $2, reviewed_by = $3, was_justified = $4, review = $5"
      " WHERE id = $1 AND reviewed_at IS NULL",
      {id, said.at.microseconds(), said.by, std::int64_t{said.was_justified}, said.text},
      sql::ignore_rows);
}

std::optional<BrokenGlass> find_broken_glass(sql::Connection& connection, const std::string& id) {
  auto found = select(connection, "WHERE id = $1", {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<BrokenGlass> all_broken_glass(sql::Connection& connection) {
  return select(connection, "ORDER BY begun_at, id", {});
}

std::set<std::string> broken_in_force(sql::Connection& connection, const std::string& subject,
                                      Instant now) {
  std::set<std::string> facilities;
  connection.run(
      "SELECT facility FROM broken_glass WHERE subject = $1 AND ends_at > $2 AND ended_at IS NULL",
      {subject, now.microseconds()}, [&](const sql::Row& row) { facilities.emplace(row.text(0)); });
  return facilities;
}

}  // namespace authledger::store
