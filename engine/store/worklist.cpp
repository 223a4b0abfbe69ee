#include "engine/store/worklist.hpp"

#include <limits>
#include <tuple>

#include "engine/base/json_tree.hpp"

namespace authledger::store {
namespace {

// Due dates move with every restating; the status of what is pending moves with the clock alone, so
// it is read off the dates and not off the row. Only reviews have a time before which they are
// upcoming.
const std::string items = R"sql(
SELECT * FROM (
  SELECT o.episode, o.position, e.facility, e.member,
         (SELECT m.entry FROM member AS m WHERE m.id = e.member
          ORDER BY m.recorded_at DESC LIMIT 1) AS member_entry,
         e.payer, o.key, o.kind, o.rule, o."authorization", o.opens_at, o.due_at, o.because,
         CASE WHEN o.due_at < $1 THEN 'overdue'
              WHEN o.kind = 'review' AND o.opens_at > $1 THEN 'upcoming'
              ELSE 'open' END AS status_now,
         e.restated_at
  FROM obligation AS o JOIN episode AS e ON e.id = o.episode
  WHERE o.status IN ('upcoming', 'open', 'overdue')
    AND ($2 IS NULL OR e.facility = $2)
    AND ($3 IS NULL OR e.payer = $3)
    AND ($4 IS NULL OR o.kind = $4)
    AND ($5 IS NULL OR o.due_at < $5)
)sql";

// Within an episode obligations stand by (due_at, key). The index on due_at has the rest of the
// order too, so that a page costs the same wherever it begins.
const std::string dated = items + R"sql(
    AND o.due_at IS NOT NULL AND (o.due_at, o.episode, o.position) > ($8, $9, $10)
) AS pending
WHERE ($6 IS NULL OR status_now = $6)
ORDER BY due_at, episode, position
LIMIT $7
)sql";

const std::string undated = items + R"sql(
    AND o.due_at IS NULL AND (o.episode, o.position) > ($8, $9)
) AS pending
WHERE ($6 IS NULL OR status_now = $6)
ORDER BY episode, position
LIMIT $7
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

WorklistItem read_row(const sql::Row& row) {
  WorklistItem item;
  item.episode = row.text(0);
  item.position = row.integer(1);
  item.facility = row.text(2);
  item.member = maybe_text(row, 3);
  item.member_name = name_in(row, 4);
  item.payer = maybe_text(row, 5);
  item.key = row.text(6);
  item.kind = row.text(7);
  item.rule = maybe_text(row, 8);
  item.authorization = maybe_text(row, 9);
  item.opens_at = maybe_instant(row, 10);
  item.due_at = maybe_instant(row, 11);
  item.because = row.text(12);
  item.status = row.text(13);
  item.restated_at = Instant::from_microseconds(row.integer(14));
  return item;
}

// The first place of all that are due at `instant` or later.
WorklistPlace start_of(Instant instant) {
  return {instant, "", -1};
}

WorklistPlace later(const WorklistPlace& one, const WorklistPlace& other) {
  return std::tie(*one.due_at, one.episode, one.position) <
                 std::tie(*other.due_at, other.episode, other.position)
             ? other
             : one;
}

}  // namespace

std::vector<WorklistItem> worklist(sql::Connection& connection, const WorklistQuery& query) {
  constexpr Instant start_of_time =
      Instant::from_microseconds(std::numeric_limits<std::int64_t>::min());
  std::vector<WorklistItem> found;
  std::size_t to_skip = query.offset;
  const auto take = [&](const sql::Row& row) {
    if (to_skip > 0)
      --to_skip;
    else
      found.push_back(read_row(row));
  };
  const auto run = [&](const std::string& statement, std::vector<sql::Value> place) {
    const std::size_t wanted = query.limit - found.size() + to_skip;
    std::vector<sql::Value> values{
        query.as_of.microseconds(),
        sql::nullable(query.facility),
        sql::nullable(query.payer),
        sql::nullable(query.kind),
        query.due_before ? sql::Value(query.due_before->microseconds()) : sql::Value(),
        sql::nullable(query.status),
        static_cast<std::int64_t>(wanted)};
    values.insert(values.end(), place.begin(), place.end());
    connection.run(statement, values, take);
  };
  const bool is_behind_the_dated = query.after && !query.after->due_at;
  if (!is_behind_the_dated) {
    const WorklistPlace from = later(query.after.value_or(start_of(start_of_time)),
                                     start_of(query.due_from.value_or(start_of_time)));
    run(dated, {from.due_at->microseconds(), from.episode, from.position});
  }
  if (query.due_from || query.due_before || found.size() == query.limit) return found;
  if (is_behind_the_dated)
    run(undated, {query.after->episode, query.after->position});
  else
    run(undated, {std::string(), std::int64_t{-1}});
  return found;
}

}  // namespace authledger::store
