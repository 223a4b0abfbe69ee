#include "engine/store/worklist.hpp"

#include "engine/base/json_tree.hpp"

namespace authledger::store {
namespace {

// Due dates move with every restating; the status of what is pending moves with the clock alone, so
// it is read off the dates and not off the row. Only reviews have a time before which they are
// upcoming.
constexpr std::string_view statement = R"sql(
SELECT * FROM (
  SELECT o.episode, e.facility, e.member,
         (SELECT m.entry FROM member AS m WHERE m.id = e.member
          ORDER BY m.recorded_at DESC LIMIT 1) AS member_entry,
         e.payer, o.key, o.kind, o.rule, o."authorization", o.opens_at, o.due_at, o.because,
         CASE WHEN o.due_at < $1 THEN 'overdue'
              WHEN o.kind = 'review' AND o.opens_at > $1 THEN 'upcoming'
              ELSE 'open' END AS status_now
  FROM obligation AS o JOIN episode AS e ON e.id = o.episode
  WHERE o.status IN ('upcoming', 'open', 'overdue')
    AND ($2 IS NULL OR e.facility = $2)
    AND ($3 IS NULL OR e.payer = $3)
    AND ($4 IS NULL OR o.kind = $4)
    AND ($5 IS NULL OR o.due_at < $5)
) AS pending
WHERE ($6 IS NULL OR status_now = $6)
ORDER BY due_at, episode, key
LIMIT $7 OFFSET $8
)sql";

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

std::optional<Instant> maybe_instant(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt
                             : std::optional(Instant::from_microseconds(row.integer(column)));
}

std::optional<std::string> name_in(const sql::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  JsonReader reader;
  const auto entry = reader.read(row.text(column), file_limits);
  const auto name = entry ? entry->root().find("name") : std::nullopt;
  if (!name || !name->is(JsonKind::string))
    throw sql::Error("the register holds a member that cannot be read");
  return std::string(name->text());
}

}  // namespace

std::vector<WorklistItem> worklist(sql::Connection& connection, const WorklistQuery& query) {
  std::vector<WorklistItem> items;
  connection.run(statement,
                 {query.as_of.microseconds(), sql::nullable(query.facility),
                  sql::nullable(query.payer), sql::nullable(query.kind),
                  query.due_before ? sql::Value(query.due_before->microseconds()) : sql::Value(),
                  sql::nullable(query.status), static_cast<std::int64_t>(query.limit),
                  static_cast<std::int64_t>(query.offset)},
                 [&](const sql::Row& row) {
                   WorklistItem& item = items.emplace_back();
                   item.episode = row.text(0);
                   item.facility = row.text(1);
                   item.member = maybe_text(row, 2);
                   item.member_name = name_in(row, 3);
                   item.payer = maybe_text(row, 4);
                   item.key = row.text(5);
                   item.kind = row.text(6);
                   item.rule = maybe_text(row, 7);
                   item.authorization = maybe_text(row, 8);
                   item.opens_at = maybe_instant(row, 9);
                   item.due_at = maybe_instant(row, 10);
                   item.because = row.text(11);
                   item.status = row.text(12);
                 });
  return items;
}

}  // namespace authledger::store
