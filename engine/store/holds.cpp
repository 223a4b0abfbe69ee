#include "engine/store/holds.hpp"

#include <algorithm>

#include "engine/base/secret.hpp"
#include "engine/base/sha256.hpp"

namespace authledger::store {
namespace {

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

std::vector<LegalHold> select(sql::Connection& connection, const std::string& where,
                              const std::vector<sql::Value>& values) {
  std::vector<LegalHold> holds;
  connection.run(
      "SELECT id, member, episode, legal_hold.reason, placed_at, placed_by,"
      " legal_hold_end.reason, lifted_at, lifted_by FROM legal_hold"
      " LEFT JOIN legal_hold_end ON hold = id " +
          where + " ORDER BY number",
      values, [&](const sql::Row& row) {
        LegalHold hold{std::string(row.text(0)),
                       maybe_text(row, 1),
                       maybe_text(row, 2),
                       std::string(row.text(3)),
                       Instant::from_microseconds(row.integer(4)),
                       std::string(row.text(5)),
                       std::nullopt};
        if (!row.is_null(6))
          hold.end = HoldEnd{std::string(row.text(6)), Instant::from_microseconds(row.integer(7)),
                             std::string(row.text(8))};
        holds.push_back(std::move(hold));
      });
  return holds;
}

}  // namespace

LegalHold place_hold(sql::Connection& writer, LegalHold hold) {
  hold.id = to_hex(random_bytes(8));
  hold.end.reset();
  writer.run(
      "INSERT INTO legal_hold (number, id, member, episode, reason, placed_at, placed_by)"
      " SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5, $6 FROM legal_hold",
      {hold.id, sql::nullable(hold.member), sql::nullable(hold.episode), hold.reason,
       hold.placed_at.microseconds(), hold.placed_by},
      sql::ignore_rows);
  return hold;
}

std::optional<LegalHold> lift_hold(sql::Connection& writer, const std::string& id,
                                   const HoldEnd& end) {
  auto hold = find_hold(writer, id);
  if (!hold || hold->end) return hold;
  writer.run(
      "INSERT INTO legal_hold_end (hold, reason, lifted_at, lifted_by) VALUES ($1, $2, $3, $4)",
      {id, end.reason, end.lifted_at.microseconds(), end.lifted_by}, sql::ignore_rows);
  hold->end = end;
  return hold;
}

std::optional<LegalHold> find_hold(sql::Connection& connection, const std::string& id) {
  auto holds = select(connection, "WHERE id = $1", {id});
  if (holds.empty()) return std::nullopt;
  return std::move(holds.front());
}

std::vector<LegalHold> all_holds(sql::Connection& connection) {
  return select(connection, "", {});
}

std::vector<LegalHold> holds_on(sql::Connection& connection,
                                const std::optional<std::string>& member,
                                const std::vector<std::string>& episodes) {
  auto holds = select(connection, "WHERE hold IS NULL", {});
  std::erase_if(holds, [&](const LegalHold& hold) {
    const bool is_on_member = member && hold.member == member;
    const bool is_on_episode =
        hold.episode && std::ranges::find(episodes, *hold.episode) != episodes.end();
    return !is_on_member && !is_on_episode;
  });
  return holds;
}

}  // namespace authledger::store
