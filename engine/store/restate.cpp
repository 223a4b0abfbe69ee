#include "engine/store/restate.hpp"

#include <algorithm>
#include <map>

#include "engine/json/standing_codec.hpp"
#include "engine/store/figures.hpp"
#include "engine/store/log.hpp"
#include "engine/store/outbox.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/reminders.hpp"
#include "engine/store/writer_memory.hpp"

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
  std::string text(table);
  for (int column = 0; column < columns; ++column) {
    text += " | ";
    text += row.is_null(column) ? "null" : row.text(column);
  }
  return text;
}

Row with_episode(const std::string& episode, Row row) {
  Row whole;
  whole.reserve(row.size() + 3);  // the episode, and what its own row has behind
  whole.emplace_back(episode);
  for (sql::Value& cell : row) whole.push_back(std::move(cell));
  return whole;
}

void write_episode(sql::Connection& writer, const std::string& episode, const Restated& restated,
                   const std::string& fingerprint, const LogHead& head) {
  Row row = with_episode(episode, episode_row(restated));
  row.emplace_back(fingerprint);
  row.emplace_back(head.last_seq);
  row.emplace_back(head.last_recorded_at.microseconds());
  writer.run(
      "UPDATE episode SET restated_at = $2, is_open = $3, admitted = $4, discharged = $5,"
      " payer = $6, covered_through = $7, first_uncovered_day = $8, uncovered_units = $9,"
      " policies = $10, restated_seq = $11, last_seq = $11, last_recorded_at = $12 WHERE id = $1",
      row, sql::ignore_rows);
}

// Most restatings change few rows: what stands there already is not written again.
void write_obligations(sql::Connection& writer, const std::string& episode,
                       const std::vector<Obligation>& obligations) {
  std::vector<std::string> before;
  writer.run(
      "SELECT position, key, kind, rule, \"authorization\", opens_at, due_at, status, because,"
      " assignee, snoozed_until FROM obligation WHERE episode = $1 ORDER BY position",
      {episode}, [&](const sql::Row& row) { before.push_back(row_text("", row, 11)); });
  for (std::size_t i = 0; i < obligations.size(); ++i) {
    Row row = obligation_row(obligations[i], i);
    if (i < before.size() && before[i] == row_text("", row)) continue;
    writer.run(
        "INSERT INTO obligation (episode, position, key, kind, rule, \"authorization\", opens_at,"
        " due_at, status, because, assignee, snoozed_until)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (episode, position) DO UPDATE SET key = excluded.key, kind = excluded.kind,"
        " rule = excluded.rule, \"authorization\" = excluded.\"authorization\","
        " opens_at = excluded.opens_at, due_at = excluded.due_at, status = excluded.status,"
        " because = excluded.because, assignee = excluded.assignee,"
        " snoozed_until = excluded.snoozed_until",
        with_episode(episode, std::move(row)), sql::ignore_rows);
  }
  if (before.size() > obligations.size())
    writer.run("DELETE FROM obligation WHERE episode = $1 AND position >= $2",
               {episode, static_cast<std::int64_t>(obligations.size())}, sql::ignore_rows);
}

void write_balances(sql::Connection& writer, const std::string& episode,
                    const std::vector<AuthorizationStanding>& authorizations) {
  std::map<std::pair<std::string, std::int64_t>, std::string> before;
  writer.run(
      "SELECT \"authorization\", line, number, decision, codes, unit, units, used, remaining,"
      " start_date, end_date, last_covered_day, exhausts_on FROM balance WHERE episode = $1",
      {episode}, [&](const sql::Row& row) {
        before.emplace(std::pair(std::string(row.text(0)), row.integer(1)), row_text("", row, 13));
      });
  for (const AuthorizationStanding& authorization : authorizations)
    for (Row& row : balance_rows(authorization)) {
      const auto stored =
          before.extract({std::get<std::string>(row[0]), std::get<std::int64_t>(row[1])});
      if (stored && stored.mapped() == row_text("", row)) continue;
      writer.run(
          "INSERT INTO balance (episode, \"authorization\", line, number, decision, codes, unit,"
          " units, used, remaining, start_date, end_date, last_covered_day, exhausts_on)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
          " ON CONFLICT (episode, \"authorization\", line) DO UPDATE SET number = excluded.number,"
          " decision = excluded.decision, codes = excluded.codes, unit = excluded.unit,"
          " units = excluded.units, used = excluded.used, remaining = excluded.remaining,"
          " start_date = excluded.start_date, end_date = excluded.end_date,"
          " last_covered_day = excluded.last_covered_day, exhausts_on = excluded.exhausts_on",
          with_episode(episode, std::move(row)), sql::ignore_rows);
    }
  for (const auto& [key, text] : before)
    writer.run("DELETE FROM balance WHERE episode = $1 AND \"authorization\" = $2 AND line = $3",
               {episode, key.first, key.second}, sql::ignore_rows);
}

Facility facility_of(sql::Connection& connection, const LogHead& head, Instant as_of) {
  auto facility = find_facility(connection, head.facility, as_of);
  if (!facility)
    throw sql::Error("episode " + head.episode + " is treated at " + head.facility +
                     ", which the register does not have");
  return std::move(*facility);
}

Restated compute(sql::Connection& connection, const PolicyBook& book, const LogHead& head,
                 const std::vector<Event>& log, Instant as_of) {
  Facility facility = facility_of(connection, head, as_of);
  Episode folded = fold(log, as_of);
  Standing computed = standing(folded, book, facility, as_of);
  return Restated{std::move(facility), head.member, std::move(folded), std::move(computed)};
}

}  // namespace

std::optional<Restated> standing_of(sql::Connection& connection, const PolicyBook& book,
                                    const std::string& episode, Instant as_of) {
  LogCache none(0);
  return standing_of(connection, book, episode, as_of, none);
}

std::optional<Restated> standing_of(sql::Connection& connection, const PolicyBook& book,
                                    const std::string& episode, Instant as_of, LogCache& logs) {
  const auto head = find_log(connection, episode);
  if (!head) return std::nullopt;
  return compute(connection, book, *head, logs.read(connection, episode, head->last_seq), as_of);
}

std::optional<Restated> standing_at(sql::Connection& connection, const PolicyBook& book,
                                    const std::string& episode, const Restating& restating) {
  const auto head = find_log(connection, episode);
  if (!head) return std::nullopt;
  std::vector<Event> log = read_log(connection, episode);
  std::erase_if(log, [&](const Event& event) { return event.seq > restating.last_seq; });
  return compute(connection, book, *head, log, restating.at);
}

Restated restate(sql::Connection& writer, const PolicyBook& book, const std::string& episode,
                 Instant as_of) {
  LogCache none(0);
  return restate(writer, book, episode, as_of, none);
}

Restated restate(sql::Connection& writer, const PolicyBook& book, const std::string& episode,
                 Instant as_of, LogCache& logs) {
  const auto head = find_log(writer, episode);
  if (!head) throw sql::Error("the store has no episode " + episode + " to restate");
  Restated restated = compute(writer, book, *head, logs.read(writer, episode, head->last_seq),
                              std::max(as_of, head->last_recorded_at));
  write_episode(writer, episode, restated, book.fingerprint, *head);
  if (WriterMemory* memory = writer.memory()) memory->keep({*head, false});
  write_obligations(writer, episode, restated.standing.obligations);
  write_balances(writer, episode, restated.standing.authorizations);
  write_figures(writer, episode, restated);
  announce(writer, episode, restated.facility.id, restated.standing,
           reminders_of(restated.standing, restated.episode, restated.facility.id,
                        reminder_rules(writer)));
  return restated;
}

Restating last_restating(sql::Connection& connection, const std::string& episode) {
  Restating restating;
  connection.run("SELECT restated_at, policies, restated_seq FROM episode WHERE id = $1", {episode},
                 [&](const sql::Row& row) {
                   restating = {Instant::from_microseconds(row.integer(0)),
                                std::string(row.text(1)), row.integer(2)};
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
  connection.run("SELECT content, unrecorded, uncovered FROM figures WHERE episode = $1", {episode},
                 [&](const sql::Row& row) { rows.push_back(row_text("figures", row, 3)); });
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
  rows.push_back(row_text("figures", figures_row(restated)));
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace authledger::store
