// The worklist page by page, over rows that no log makes so quickly: many of one date, and some
// without any.
#include "engine/store/worklist.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/store/tables.hpp"

namespace authledger::store {
namespace {

using Keys = std::vector<std::string>;

struct Ledger {
  Ledger() : connection(sql::open_sqlite(":memory:", sql::Access::write)) {
    open_tables(*connection);
    for (const char* episode : {"E1", "E2", "E3"})
      connection->run(
          "INSERT INTO episode (id, facility, last_seq, last_recorded_at, restated_at, policies,"
          " is_open, uncovered_units, restated_seq) VALUES ($1, 'main', 1, 0, 7, '', 1, 0, 1)",
          {std::string(episode)}, sql::ignore_rows);
  }
  void add(const std::string& episode, std::int64_t position, sql::Value due_at) {
    connection->run(
        "INSERT INTO obligation (episode, position, key, kind, due_at, status, because)"
        " VALUES ($1, $2, $3, 'duty', $4, 'open', '{}')",
        {episode, position, episode + "/" + std::to_string(position), std::move(due_at)},
        sql::ignore_rows);
  }
  Keys walk(WorklistQuery query) {
    Keys keys;
    for (;;) {
      const auto page = worklist(*connection, query);
      for (const WorklistItem& item : page) keys.push_back(item.key);
      if (page.size() < query.limit) return keys;
      query.after = place_of(page.back());
      query.offset = 0;
    }
  }

  std::unique_ptr<sql::Connection> connection;
};

Ledger many() {
  Ledger ledger;
  for (std::int64_t position = 0; position < 4; ++position)
    for (const char* episode : {"E3", "E1", "E2"})
      ledger.add(episode, position,
                 position < 3 ? sql::Value(std::int64_t{100 + position / 2}) : sql::Value());
  ledger.add("E2", 4, std::int64_t{-50});  // before 1970
  return ledger;
}

const Keys in_order{"E2/4", "E1/0", "E1/1", "E2/0", "E2/1", "E3/0", "E3/1",
                    "E1/2", "E2/2", "E3/2", "E1/3", "E2/3", "E3/3"};

TEST(WorklistPages, AreOneListWhereverTheyBreak) {
  Ledger ledger = many();
  for (std::size_t limit = 1; limit < 15; ++limit)
    EXPECT_EQ(ledger.walk({.as_of = {}, .limit = limit}), in_order) << limit;
}

TEST(WorklistPages, BeginWhereTheOffsetSays) {
  Ledger ledger = many();
  for (std::size_t offset = 0; offset < 15; ++offset) {
    const Keys wanted(in_order.begin() + std::ptrdiff_t(std::min(offset, in_order.size())),
                      in_order.end());
    EXPECT_EQ(ledger.walk({.as_of = {}, .limit = 4, .offset = offset}), wanted) << offset;
  }
}

TEST(WorklistPages, OfADueWindowHaveNothingWithoutADate) {
  Ledger ledger = many();
  const auto at = Instant::from_microseconds;
  EXPECT_EQ(ledger.walk({.as_of = {}, .due_from = at(101), .limit = 1}),
            (Keys{"E1/2", "E2/2", "E3/2"}));
  EXPECT_EQ(ledger.walk({.as_of = {}, .due_before = at(100), .limit = 1}), Keys{"E2/4"});
  EXPECT_EQ(ledger.walk({.as_of = {}, .due_from = at(100), .due_before = at(101), .limit = 2}),
            (Keys{"E1/0", "E1/1", "E2/0", "E2/1", "E3/0", "E3/1"}));
}

TEST(WorklistPages, GoOnBehindAnItemThatIsDoneMeanwhile) {
  Ledger ledger = many();
  WorklistQuery query{.as_of = {}, .limit = 4};
  query.after = place_of(worklist(*ledger.connection, query).back());
  ledger.connection->run("DELETE FROM obligation WHERE episode = 'E2'", {}, sql::ignore_rows);
  EXPECT_EQ(ledger.walk(query), (Keys{"E3/0", "E3/1", "E1/2", "E3/2", "E1/3", "E3/3"}));
}

// Answers each statement with how it would be carried out.
class Plans : public sql::Connection {
 public:
  explicit Plans(sql::Connection& connection) : connection_(connection) {}
  void begin() override {}
  void commit() override {}
  void rollback() override {}
  void run_script(std::string_view) override {}
  void run(std::string_view statement, const std::vector<sql::Value>& values,
           const sql::Rows&) override {
    connection_.run("EXPLAIN QUERY PLAN " + std::string(statement), values,
                    [&](const sql::Row& row) { text += std::string(row.text(3)) + "\n"; });
  }

  std::string text;

 private:
  sql::Connection& connection_;
};

// A page deep in the list must not cost the pages before it, nor a sort of all that is pending.
TEST(WorklistPages, AreReadOffTheIndex) {
  Ledger ledger = many();
  Plans plans(*ledger.connection);
  worklist(plans, {.as_of = {}, .due_before = Instant::from_microseconds(200), .limit = 3});
  EXPECT_NE(plans.text.find("INDEX obligation_due ((due_at,episode,position)>"), std::string::npos)
      << plans.text;
  EXPECT_EQ(plans.text.find("ORDER BY"), std::string::npos) << plans.text;
}

}  // namespace
}  // namespace authledger::store
