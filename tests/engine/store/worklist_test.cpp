// The worklist page by page, over rows that no log makes so quickly: many of one date, and some
// without any; its other orders; who has what, and what is asleep.
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

// Obligations of four episodes with two payers, three members and one that has neither; some are
// taken, one sleeps until 500.
struct Team : Ledger {
  Team() {
    connection->run_script(R"sql(
      INSERT INTO member (id, recorded_at, entry, digest) VALUES
        ('m1', 1, '{"id":"m1","name":"Young, Ada"}', ''), ('m1', 2, '{"id":"m1","name":"Old, Ada"}', ''),
        ('m2', 1, '{"id":"m2","name":"Best, Cy"}', ''), ('m3', 1, '{"id":"m3","name":"best, cy"}', '');
      INSERT INTO episode (id, facility, last_seq, last_recorded_at, restated_at, policies,
                           is_open, uncovered_units, restated_seq)
        VALUES ('E4', 'north', 1, 0, 7, '', 1, 0, 1);
      UPDATE episode SET member = 'm1', payer = 'p2' WHERE id = 'E1';
      UPDATE episode SET member = 'm2', payer = 'p1' WHERE id = 'E2';
      UPDATE episode SET member = 'm3', payer = 'p1' WHERE id = 'E3';
    )sql");
    for (std::int64_t position = 0; position < 3; ++position)
      for (const char* episode : {"E4", "E2", "E1", "E3"})
        add(episode, position,
            position < 2 ? sql::Value(std::int64_t{300 - 100 * position}) : sql::Value());
    connection->run_script(R"sql(
      UPDATE obligation SET assignee = 'Bo' WHERE episode = 'E2';
      UPDATE obligation SET assignee = 'Ana' WHERE episode = 'E3' AND position < 2;
      UPDATE obligation SET kind = 'review', opens_at = 290 WHERE position = 0;
    )sql");
  }

  void sleep(const char* episode, std::int64_t position, std::int64_t until) {
    connection->run("UPDATE obligation SET snoozed_until = $3 WHERE episode = $1 AND position = $2",
                    {std::string(episode), position, until}, sql::ignore_rows);
  }
};

Instant moment(std::int64_t microseconds) {
  return Instant::from_microseconds(microseconds);
}

TEST(WorklistOrder, IsByWhatItIsAskedFor) {
  Team team;
  const auto by = [&](WorklistSort sort, bool is_descending) {
    return team.walk({.as_of = moment(250), .sort = sort, .is_descending = is_descending});
  };
  // Ties go by due date, episode and position; the undated and those without a value come last.
  EXPECT_EQ(by(WorklistSort::payer, false), (Keys{"E2/1", "E3/1", "E2/0", "E3/0", "E2/2", "E3/2",
                                                  "E1/1", "E1/0", "E1/2", "E4/1", "E4/0", "E4/2"}));
  EXPECT_EQ(by(WorklistSort::payer, true), (Keys{"E1/1", "E1/0", "E1/2", "E2/1", "E3/1", "E2/0",
                                                 "E3/0", "E2/2", "E3/2", "E4/1", "E4/0", "E4/2"}));
  EXPECT_EQ(by(WorklistSort::member, false), (Keys{"E2/1", "E2/0", "E2/2", "E1/1", "E1/0", "E1/2",
                                                   "E3/1", "E3/0", "E3/2", "E4/1", "E4/0", "E4/2"}))
      << "by the name registered last, in bytes";
  EXPECT_EQ(by(WorklistSort::status, false), (Keys{"E1/1", "E2/1", "E3/1", "E4/1", "E1/2", "E2/2",
                                                   "E3/2", "E4/2", "E1/0", "E2/0", "E3/0", "E4/0"}))
      << "overdue, open, upcoming";
  EXPECT_EQ(by(WorklistSort::due_at, true), (Keys{"E1/0", "E2/0", "E3/0", "E4/0", "E1/1", "E2/1",
                                                  "E3/1", "E4/1", "E1/2", "E2/2", "E3/2", "E4/2"}));
  EXPECT_EQ(by(WorklistSort::assignee, false),
            (Keys{"E3/1", "E3/0", "E2/1", "E2/0", "E2/2", "E1/1", "E4/1", "E1/0", "E4/0", "E1/2",
                  "E3/2", "E4/2"}));
  EXPECT_EQ(by(WorklistSort::kind, true), (Keys{"E1/0", "E2/0", "E3/0", "E4/0", "E1/1", "E2/1",
                                                "E3/1", "E4/1", "E1/2", "E2/2", "E3/2", "E4/2"}));
  EXPECT_EQ(by(WorklistSort::facility, true).front(), "E4/1");
  EXPECT_EQ(by(WorklistSort::episode, true).front(), "E4/1");
}

TEST(WorklistOrder, IsOneListWhereverItsPagesBreak) {
  using enum WorklistSort;
  Team team;
  for (const WorklistSort sort : {due_at, payer, member, status, kind, facility, assignee, episode})
    for (const bool is_descending : {false, true}) {
      WorklistQuery query{.as_of = moment(250), .sort = sort, .is_descending = is_descending};
      const Keys whole = team.walk(query);
      EXPECT_EQ(whole.size(), 12u);
      for (query.limit = 1; query.limit < 6; ++query.limit)
        EXPECT_EQ(team.walk(query), whole) << int(sort) << is_descending << " " << query.limit;
      query.offset = 5;
      EXPECT_EQ(team.walk(query), Keys(whole.begin() + 5, whole.end())) << int(sort);
    }
}

TEST(WorklistOrder, GoesOnWhereItWasWhateverIsDoneMeanwhile) {
  Team team;
  WorklistQuery query{.as_of = moment(250), .sort = WorklistSort::payer, .limit = 2};
  const Keys whole = team.walk(query);
  query.after = place_of(worklist(*team.connection, query).back());
  team.connection->run_script("DELETE FROM obligation WHERE episode = 'E3' AND position = 1");
  team.add("E2", 9, std::int64_t{1});
  EXPECT_EQ(team.walk(query), Keys(whole.begin() + 2, whole.end()));
}

TEST(WorklistFilters, AreByWhoHasIt) {
  Team team;
  EXPECT_EQ(team.walk({.as_of = {}, .assignee = "Ana"}), (Keys{"E3/1", "E3/0"}));
  EXPECT_EQ(team.walk({.as_of = {}, .is_assigned = true}),
            (Keys{"E2/1", "E3/1", "E2/0", "E3/0", "E2/2"}));
  EXPECT_EQ(team.walk({.as_of = {}, .is_assigned = false}).size(), 7u);
  EXPECT_EQ(team.walk({.as_of = {}, .kind = "duty", .assignee = "Ana"}), Keys{"E3/1"});
  EXPECT_EQ(
      team.walk(
          {.as_of = {}, .assignee = "Ana", .due_from = moment(250), .sort = WorklistSort::payer}),
      Keys{"E3/0"});
  EXPECT_EQ(team.walk({.as_of = {}, .assignee = "nobody"}), Keys{});
}

TEST(WorklistFilters, LeaveOutWhatIsAsleep) {
  Team team;
  team.sleep("E1", 0, 500);  // due at 300
  team.sleep("E1", 2, 500);  // without a due date
  team.sleep("E2", 0, 260);
  const auto walk = [&](std::int64_t as_of, Snoozed snoozed) {
    return team.walk({.as_of = moment(as_of), .snoozed = snoozed});
  };
  EXPECT_EQ(walk(250, Snoozed::only), (Keys{"E1/0", "E2/0", "E1/2"}));
  EXPECT_EQ(walk(250, Snoozed::hide).size(), 9u);
  EXPECT_EQ(walk(250, Snoozed::show).size(), 12u);
  EXPECT_EQ(walk(260, Snoozed::only), (Keys{"E1/0", "E1/2"})) << "its time is over";
  EXPECT_EQ(walk(300, Snoozed::only), (Keys{"E1/0", "E1/2"})) << "due this microsecond";
  EXPECT_EQ(walk(301, Snoozed::only), Keys{"E1/2"}) << "overdue";
  EXPECT_EQ(walk(500, Snoozed::only), Keys{});
  const auto item = worklist(*team.connection, {.as_of = moment(250), .snoozed = Snoozed::only});
  EXPECT_EQ(item.front().snoozed_until, moment(500));
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
