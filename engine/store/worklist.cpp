#include "engine/store/worklist.hpp"

#include <limits>
#include <tuple>
#include <utility>

#include "engine/base/json_tree.hpp"
#include "engine/base/result.hpp"

namespace authledger::store {
namespace {

// Due dates move with every restating; the status of what is pending moves with the clock alone, so
// it is read off the dates and not off the row, and so is whether it is asleep. Only reviews have a
// time before which they are upcoming.
const std::string body = R"sql(
  SELECT o.episode, o.position, e.facility, e.member,
         (SELECT m.entry FROM member AS m WHERE m.id = e.member
          ORDER BY m.recorded_at DESC LIMIT 1) AS member_entry,
         e.payer, o.key, o.kind, o.rule, o."authorization", o.opens_at, o.due_at, o.because,
         CASE WHEN o.due_at < $1 THEN 'overdue'
              WHEN o.kind = 'review' AND o.opens_at > $1 THEN 'upcoming'
              ELSE 'open' END AS status_now,
         e.restated_at, o.assignee,
         CASE WHEN o.due_at < $1 OR o.snoozed_until <= $1 THEN NULL
              ELSE o.snoozed_until END AS asleep_until
  FROM obligation AS o JOIN episode AS e ON e.id = o.episode
  WHERE o.status IN ('upcoming', 'open', 'overdue')
    AND ($2 IS NULL OR e.facility = $2)
    AND ($3 IS NULL OR e.payer = $3)
    AND ($4 IS NULL OR o.kind = $4)
    AND ($5 IS NULL OR o.due_at < $5)
    AND ($6 IS NULL OR o.assignee = $6)
    AND ($7 IS NULL OR CASE WHEN o.assignee IS NULL THEN 0 ELSE 1 END = $7)
    AND ($17 IS NULL OR e.facility IN (SELECT value FROM json_each($17)))
)sql";

const std::string items = "SELECT * FROM (" + body;

const std::string filters_on_the_clock = R"sql(
WHERE ($8 IS NULL OR status_now = $8)
  AND ($9 IS NULL OR CASE WHEN asleep_until IS NULL THEN 0 ELSE 1 END = $9)
)sql";

// Within an episode obligations stand by (due_at, key). The index on due_at has the rest of the
// order too, so that a page costs the same wherever it begins.
const std::string dated = items + R"sql(
    AND o.due_at IS NOT NULL AND (o.due_at, o.episode, o.position) > ($11, $12, $13)
) AS pending
)sql" + filters_on_the_clock +
                          R"sql(
ORDER BY due_at, episode, position
LIMIT $10
)sql";

const std::string undated = items + R"sql(
    AND o.due_at IS NULL AND (o.episode, o.position) > ($11, $12)
) AS pending
)sql" + filters_on_the_clock +
                            R"sql(
ORDER BY episode, position
LIMIT $10
)sql";

// Any other order. $11: 1 behind a place, which is ($12, $13, $14, $15) = (what is sorted by,
// due_at, episode, position); 0 from the start. $16: due_from.
std::string sorted(std::string_view value, bool is_descending) {
  const std::string behind = is_descending ? " < $12" : " > $12";
  return "SELECT * FROM (SELECT pending.*, " + std::string(value) + " AS sort_value FROM (" + body +
         "AND ($16 IS NULL OR o.due_at >= $16)) AS pending) AS valued" + filters_on_the_clock +
         " AND ($11 = 0 OR (sort_value IS NULL) > ($12 IS NULL) OR"
         " ((sort_value IS NULL) = ($12 IS NULL) AND (sort_value" +
         behind +
         " OR ((sort_value = $12 OR $12 IS NULL) AND ((due_at IS NULL) > ($13 IS NULL) OR"
         " ((due_at IS NULL) = ($13 IS NULL) AND (due_at > $13 OR ((due_at = $13 OR $13 IS NULL)"
         " AND (episode, position) > ($14, $15)))))))))"
         " ORDER BY sort_value IS NULL, sort_value" +
         (is_descending ? " DESC" : "") + ", due_at IS NULL, due_at, episode, position LIMIT $10";
}

std::string_view value_of(WorklistSort sort) {
  switch (sort) {
    case WorklistSort::due_at:
      return "due_at";
    case WorklistSort::payer:
      return "payer";
    case WorklistSort::member:
      return "member_entry ->> 'name'";
    case WorklistSort::status:
      return "CASE status_now WHEN 'overdue' THEN '1' WHEN 'open' THEN '2' ELSE '3' END";
    case WorklistSort::kind:
      return "kind";
    case WorklistSort::facility:
      return "facility";
    case WorklistSort::assignee:
      return "assignee";
    case WorklistSort::episode:
      return "episode";
  }
  fail("a sort of the worklist without a value");
}

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
  item.assignee = maybe_text(row, 15);
  item.snoozed_until = maybe_instant(row, 16);
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

sql::Value moment(const std::optional<Instant>& at) {
  if (!at) return {};
  return at->microseconds();
}

// What every statement takes first, in the order of its numbers; the place follows.
std::vector<sql::Value> first_values(const WorklistQuery& query, std::size_t wanted) {
  const auto flag = [](std::optional<bool> it) {
    return it ? sql::Value(std::int64_t{*it}) : sql::Value();
  };
  return {query.as_of.microseconds(),
          sql::nullable(query.facility),
          sql::nullable(query.payer),
          sql::nullable(query.kind),
          moment(query.due_before),
          sql::nullable(query.assignee),
          flag(query.is_assigned),
          sql::nullable(query.status),
          query.snoozed == Snoozed::show ? sql::Value() : flag(query.snoozed == Snoozed::only),
          static_cast<std::int64_t>(wanted)};
}

// Takes rows after the first `to_skip` ones.
class Page {
 public:
  Page(sql::Connection& connection, const WorklistQuery& query)
      : connection_(connection), query_(query), to_skip_(query.offset) {}

  void run(const std::string& statement, const std::vector<sql::Value>& place) {
    auto values = first_values(query_, query_.limit - found.size() + to_skip_);
    values.insert(values.end(), place.begin(), place.end());
    values.resize(16);  // not every order takes as many
    values.push_back(list_of(query_.visible));
    connection_.run(statement, values, [&](const sql::Row& row) {
      if (to_skip_ > 0) {
        --to_skip_;
        return;
      }
      found.push_back(read_row(row));
      if (query_.sort != WorklistSort::due_at) found.back().sorted_by = maybe_text(row, 17);
    });
  }

  bool is_full() const { return found.size() == query_.limit; }

  std::vector<WorklistItem> found;

 private:
  sql::Connection& connection_;
  const WorklistQuery& query_;
  std::size_t to_skip_;
};

constexpr Instant start_of_time =
    Instant::from_microseconds(std::numeric_limits<std::int64_t>::min());

void run_by_due_date(Page& page, const WorklistQuery& query) {
  const bool is_behind_the_dated = query.after && !query.after->due_at;
  if (!is_behind_the_dated) {
    const WorklistPlace from = later(query.after.value_or(start_of(start_of_time)),
                                     start_of(query.due_from.value_or(start_of_time)));
    page.run(dated, {from.due_at->microseconds(), from.episode, from.position});
  }
  if (query.due_from || query.due_before || page.is_full()) return;
  if (is_behind_the_dated)
    page.run(undated, {query.after->episode, query.after->position});
  else
    page.run(undated, {std::string(), std::int64_t{-1}});
}

void run_sorted(Page& page, const WorklistQuery& query) {
  const WorklistPlace after = query.after.value_or(WorklistPlace{});
  const bool by_due_date = query.sort == WorklistSort::due_at;
  page.run(sorted(value_of(query.sort), query.is_descending),
           {std::int64_t{query.after ? 1 : 0},
            by_due_date ? moment(after.due_at) : sql::nullable(after.sorted_by),
            moment(after.due_at), after.episode, after.position, moment(query.due_from)});
}

}  // namespace

std::vector<WorklistItem> worklist(sql::Connection& connection, const WorklistQuery& query) {
  Page page(connection, query);
  if (query.sort == WorklistSort::due_at && !query.is_descending)
    run_by_due_date(page, query);
  else
    run_sorted(page, query);
  return std::move(page.found);
}

}  // namespace authledger::store
