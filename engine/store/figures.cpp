#include "engine/store/figures.hpp"

#include "engine/json/figures_codec.hpp"
#include "engine/json/lists.hpp"

namespace authledger::store {

namespace {

constexpr std::string_view of_whom =
    " AND ($1 IS NULL OR e.facility IN (SELECT value FROM json_each($1)))"
    " AND ($2 IS NULL OR e.facility = $2) AND ($3 IS NULL OR e.payer = $3)";
constexpr std::string_view name_of_member =
    "(SELECT m.entry ->> 'name' FROM member AS m WHERE m.id = e.member"
    " ORDER BY m.recorded_at DESC LIMIT 1)";

std::vector<sql::Value> values_of(const FiguresQuery& query) {
  return {list_of(query.visible), sql::nullable(query.facility), sql::nullable(query.payer)};
}

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

template <class Item, class Write>
sql::Value list_text(const std::vector<Item>& items, Write write) {
  if (items.empty()) return {};
  JsonWriter out;
  out.begin_array();
  for (const Item& item : items) write(out, item);
  out.end_array();
  return std::string(out.text());
}

}  // namespace

std::vector<sql::Value> figures_row(const Restated& restated) {
  JsonWriter out;
  json::write_figures(
      out, report::figures_of(restated.episode, restated.standing, restated.facility.zone));
  return {std::string(out.text()),
          list_text(restated.standing.unrecorded, [](JsonWriter& to, Date it) { to.value(it); }),
          list_text(report::uncovered_of(restated.standing), json::write_uncovered_figures)};
}

void write_figures(sql::Connection& writer, const std::string& episode, const Restated& restated) {
  std::vector<sql::Value> values = figures_row(restated);
  values.insert(values.begin(), episode);
  writer.run(
      "INSERT INTO figures (episode, content, unrecorded, uncovered) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (episode) DO UPDATE SET content = excluded.content,"
      " unrecorded = excluded.unrecorded, uncovered = excluded.uncovered"
      " WHERE figures.content <> excluded.content"
      " OR figures.unrecorded IS DISTINCT FROM excluded.unrecorded"
      " OR figures.uncovered IS DISTINCT FROM excluded.uncovered",
      values, sql::ignore_rows);
}

void each_figures(sql::Connection& connection, const FiguresQuery& query,
                  const std::function<void(const report::Row&)>& take) {
  JsonReader reader;
  connection.run(
      "SELECT e.id, e.facility, e.member, " + std::string(name_of_member) +
          ", f.content FROM episode AS e JOIN figures AS f ON f.episode = e.id WHERE 1" +
          std::string(of_whom) + " ORDER BY e.id",
      values_of(query), [&](const sql::Row& row) {
        report::Row it;
        it.episode = row.text(0);
        it.facility = row.text(1);
        it.member = maybe_text(row, 2);
        it.member_name = maybe_text(row, 3);
        const auto tree = reader.read(row.text(4), file_limits);
        Problems problems;
        if (tree) it.figures = json::read_figures(tree->root(), json::Place(""), problems);
        if (!tree || !problems.empty())
          throw sql::DamagedRow("the figures of episode " + it.episode + " cannot be read");
        take(it);
      });
}

std::vector<LooseEnds> loose_ends(sql::Connection& connection, const FiguresQuery& query) {
  std::vector<LooseEnds> all;
  connection.run(
      "SELECT e.id, e.facility, e.member, " + std::string(name_of_member) +
          ", e.payer, e.is_open, f.unrecorded, f.uncovered"
          " FROM figures AS f CROSS JOIN episode AS e ON f.episode = e.id"
          " WHERE (f.unrecorded IS NOT NULL OR f.uncovered IS NOT NULL)" +
          std::string(of_whom) + " ORDER BY e.id",
      values_of(query), [&](const sql::Row& row) {
        all.push_back({std::string(row.text(0)), std::string(row.text(1)), maybe_text(row, 2),
                       maybe_text(row, 3), maybe_text(row, 4), row.integer(5) != 0,
                       maybe_text(row, 6).value_or("[]"), maybe_text(row, 7).value_or("[]")});
      });
  return all;
}

std::vector<std::string> episodes_in_care(sql::Connection& connection, const std::string& facility,
                                          Date date) {
  std::vector<std::string> ids;
  connection.run(
      "SELECT id FROM episode WHERE facility = $1 AND (admitted IS NULL OR admitted <= $2)"
      " AND (discharged IS NULL OR discharged >= $2) ORDER BY id",
      {facility, to_text(date)}, [&](const sql::Row& row) { ids.emplace_back(row.text(0)); });
  return ids;
}

// As the worklist has it: see worklist.cpp.
std::vector<PendingCount> count_pending(sql::Connection& connection, const FiguresQuery& query,
                                        Instant as_of) {
  auto values = values_of(query);
  values.emplace_back(as_of.microseconds());
  std::vector<PendingCount> all;
  connection.run(
      "SELECT CASE WHEN o.due_at < $4 THEN 'overdue'"
      " WHEN o.kind = 'review' AND o.opens_at > $4 THEN 'upcoming' ELSE 'open' END AS status_now,"
      " o.kind, e.facility, e.payer, o.assignee, count(*)"
      " FROM obligation AS o JOIN episode AS e ON e.id = o.episode"
      " WHERE o.status IN ('upcoming', 'open', 'overdue')"
      " AND NOT coalesce(o.snoozed_until > $4 AND (o.due_at IS NULL OR o.due_at >= $4), 0)" +
          std::string(of_whom) + " GROUP BY 1, 2, 3, 4, 5",
      values, [&](const sql::Row& row) {
        all.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
                       maybe_text(row, 3), maybe_text(row, 4), row.integer(5)});
      });
  return all;
}

}  // namespace authledger::store
