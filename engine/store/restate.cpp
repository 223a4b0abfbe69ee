#include "engine/store/restate.hpp"

#include <algorithm>

#include "engine/json/standing_codec.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"

namespace authledger::store {

bool is_open(const Restated& restated) {
  const auto& discharge = restated.episode.discharge;
  if (!discharge || *discharge->fact.date >= restated.standing.today) return true;
  const auto& obligations = restated.standing.obligations;
  return std::any_of(obligations.begin(), obligations.end(),
                     [](const Obligation& it) { return is_pending(it.status); });
}

namespace {

using Row = std::vector<sql::Value>;

sql::Value value(std::optional<Date> date) {
  return date ? sql::Value(to_text(*date)) : sql::Value();
}
sql::Value value(std::optional<Instant> at) {
  return at ? sql::Value(at->microseconds()) : sql::Value();
}
sql::Value value(std::optional<int> number) {
  return number ? sql::Value(std::int64_t{*number}) : sql::Value();
}
sql::Value value(std::string_view word) {
  return std::string(word);
}

// The figures of the episode's own row, without what identifies it.
Row episode_row(const Restated& restated) {
  const Episode& episode = restated.episode;
  const Standing& standing = restated.standing;
  const auto* coverage = episode.coverage_on(standing.today);
  std::int64_t uncovered = 0;
  for (const UncoveredUnits& it : standing.uncovered) uncovered += it.units;
  return {standing.as_of.microseconds(),
          std::int64_t{is_open(restated) ? 1 : 0},
          episode.admission ? value(std::optional(episode.admission->fact.date)) : sql::Value(),
          episode.discharge ? value(episode.discharge->fact.date) : sql::Value(),
          coverage ? sql::Value(coverage->fact.payer) : sql::Value(),
          value(standing.covered_through),
          value(standing.first_uncovered_day),
          uncovered};
}

std::string because_text(const Because& because) {
  JsonWriter out;
  json::write_because(out, because);
  return std::string(out.text());
}

Row obligation_row(const Obligation& it, std::size_t position) {
  return {static_cast<std::int64_t>(position),
          it.key,
          value(word(it.kind)),
          sql::nullable(it.rule),
          sql::nullable(it.authorization),
          value(it.opens_at),
          value(it.due_at),
          value(word(it.status)),
          because_text(it.because),
          sql::nullable(it.assignee),
          value(it.snoozed_until)};
}

std::string joined(const std::vector<std::string>& codes) {
  std::string text;
  for (const std::string& code : codes) text += (text.empty() ? "" : " ") + code;
  return text;
}

Row balance_row(const AuthorizationStanding& authorization, std::size_t position) {
  const LineStanding& line = authorization.lines[position];
  return {authorization.id,
          static_cast<std::int64_t>(position),
          sql::nullable(authorization.number),
          value(word(authorization.state)),
          joined(line.codes),
          value(word(line.unit)),
          value(line.units),
          std::int64_t{line.used},
          value(line.remaining),
          value(authorization.start),
          value(authorization.end),
          value(authorization.last_covered_day),
          value(line.exhausts_on)};
}

// What has no lines but a number, such as a request that is pended, has one row all the same:
// people look for the number.
std::vector<Row> balance_rows(const AuthorizationStanding& authorization) {
  std::vector<Row> rows;
  for (std::size_t line = 0; line < authorization.lines.size(); ++line)
    rows.push_back(balance_row(authorization, line));
  if (rows.empty() && authorization.number)
    rows.push_back({authorization.id, std::int64_t{-1}, *authorization.number,
                    value(word(authorization.state)), std::string(), std::string(), sql::Value(),
                    std::int64_t{0}, sql::Value(), value(authorization.start),
                    value(authorization.end), value(authorization.last_covered_day), sql::Value()});
  return rows;
}

std::string row_text(std::string_view table, const Row& row) {
  std::string text(table);
  for (const sql::Value& cell : row) {
    text += " | ";
    if (const auto* number = std::get_if<std::int64_t>(&cell))
      text += std::to_string(*number);
    else if (const auto* string = std::get_if<std::string>(&cell))
      text += *string;
    else
      text += "null";
  }
  return text;
}

std::string row_text(std::string_view table, const sql::Row& row, int columns) {
  Row cells;
  for (int column = 0; column < columns; ++column)
    cells.push_back(row.is_null(column) ? sql::Value() : sql::Value(std::string(row.text(column))));
  return row_text(table, cells);
}

Row with_episode(const std::string& episode, Row row) {
  row.insert(row.begin(), episode);
  return row;
}

void write_rows(sql::Connection& writer, const std::string& episode, const Restated& restated,
                const std::string& fingerprint) {
  Row own_row = with_episode(episode, episode_row(restated));
  own_row.emplace_back(fingerprint);
  writer.run(
      "UPDATE episode SET restated_at = $2, is_open = $3, admitted = $4, discharged = $5,"
      " payer = $6, covered_through = $7, first_uncovered_day = $8, uncovered_units = $9,"
      " policies = $10 WHERE id = $1",
      own_row, sql::ignore_rows);
  writer.run("DELETE FROM obligation WHERE episode = $1", {episode}, sql::ignore_rows);
  const auto& obligations = restated.standing.obligations;
  for (std::size_t i = 0; i < obligations.size(); ++i)
    writer.run(
        "INSERT INTO obligation (episode, position, key, kind, rule, \"authorization\", opens_at,"
        " due_at, status, because, assignee, snoozed_until)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        with_episode(episode, obligation_row(obligations[i], i)), sql::ignore_rows);
  writer.run("DELETE FROM balance WHERE episode = $1", {episode}, sql::ignore_rows);
  for (const AuthorizationStanding& authorization : restated.standing.authorizations)
    for (Row& row : balance_rows(authorization))
      writer.run(
          "INSERT INTO balance (episode, \"authorization\", line, number, decision, codes, unit,"
          " units, used, remaining, start_date, end_date, last_covered_day, exhausts_on)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
          with_episode(episode, std::move(row)), sql::ignore_rows);
}

}  // namespace

std::optional<Restated> standing_of(sql::Connection& connection, const PolicyBook& book,
                                    const std::string& episode, Instant as_of) {
  const auto head = find_log(connection, episode);
  if (!head) return std::nullopt;
  auto facility = find_facility(connection, head->facility, as_of);
  if (!facility)
    throw sql::Error("episode " + episode + " is treated at " + head->facility +
                     ", which the register does not have");
  Episode folded = fold(read_log(connection, episode), as_of);
  Standing computed = standing(folded, book, *facility, as_of);
  return Restated{std::move(*facility), head->member, std::move(folded), std::move(computed)};
}

Restated restate(sql::Connection& writer, const PolicyBook& book, const std::string& episode,
                 Instant as_of) {
  auto restated = standing_of(writer, book, episode, as_of);
  if (!restated) throw sql::Error("the store has no episode " + episode + " to restate");
  write_rows(writer, episode, *restated, book.fingerprint);
  return std::move(*restated);
}

Restating last_restating(sql::Connection& connection, const std::string& episode) {
  Restating restating;
  connection.run(
      "SELECT restated_at, policies FROM episode WHERE id = $1", {episode},
      [&](const sql::Row& row) {
        restating = {Instant::from_microseconds(row.integer(0)), std::string(row.text(1))};
      });
  return restating;
}

std::vector<std::string> derived_rows(sql::Connection& connection, const std::string& episode) {
  std::vector<std::string> rows;
  connection.run(
      "SELECT restated_at, is_open, admitted, discharged, payer, covered_through,"
      " first_uncovered_day, uncovered_units FROM episode WHERE id = $1",
      {episode}, [&](const sql::Row& row) { rows.push_back(row_text("episode", row, 8)); });
  connection.run(
      "SELECT position, key, kind, rule, \"authorization\", opens_at, due_at, status, because,"
      " assignee, snoozed_until FROM obligation WHERE episode = $1",
      {episode}, [&](const sql::Row& row) { rows.push_back(row_text("obligation", row, 11)); });
  connection.run(
      "SELECT \"authorization\", line, number, decision, codes, unit, units, used, remaining,"
      " start_date, end_date, last_covered_day, exhausts_on FROM balance WHERE episode = $1",
      {episode}, [&](const sql::Row& row) { rows.push_back(row_text("balance", row, 13)); });
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::vector<std::string> derived_rows(const Restated& restated) {
  std::vector<std::string> rows{row_text("episode", episode_row(restated))};
  const auto& obligations = restated.standing.obligations;
  for (std::size_t i = 0; i < obligations.size(); ++i)
    rows.push_back(row_text("obligation", obligation_row(obligations[i], i)));
  for (const AuthorizationStanding& authorization : restated.standing.authorizations)
    for (const Row& row : balance_rows(authorization)) rows.push_back(row_text("balance", row));
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace authledger::store
