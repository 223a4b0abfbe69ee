// Row F21: each facility's night comes once for each of its dates, whatever its clocks do; and rows
// F20 and F72: clocks that jump, and a night that is killed.
#include "engine/store/nights.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/store/data_directory.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/tables.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

Instant at(std::string_view text) {
  return *parse_instant(text);
}

constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour;

Instant later(Instant from, std::int64_t seconds) {
  return Instant::from_seconds(from.seconds() + seconds);
}

const std::vector<std::string> zones{
    "America/New_York",    "America/Chicago",      "America/Denver",   "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage",    "Pacific/Honolulu", "America/Puerto_Rico",
    "Pacific/Guam",        "America/Indiana/Knox", "America/Detroit",  "Europe/London",
    "Australia/Lord_Howe", "America/Havana"};

// A ledger in memory with facilities, and everything that is due at a moment done at once.
class Ledger {
 public:
  Ledger() { open_tables(*connection); }

  void enter(const std::string& id, const std::string& zone, Instant now) {
    enter_facility(*connection, {id, id, "", *Zone::find(zone), {}}, now);
  }
  void admit(const std::string& episode, const std::string& facility, Instant now) {
    EpisodeAdmitted fact;
    fact.episode = episode;
    fact.date = *parse_date("2026-03-02");
    fact.level_of_care = "iop";
    const std::vector<PostedEvent> events{{"adm-" + episode, episode, facility, {}, {}, fact, {}}};
    ASSERT_EQ(record(*connection, book, events, now).front().verdict, Verdict::created);
  }

  // The nights that were done, as "facility date".
  std::vector<std::string> look(TimeOfDay hour_of_night, Instant now) {
    std::vector<std::string> done;
    for (const DueNight& due : due_nights(*connection, hour_of_night, now)) {
      while (!restate_some_of_night(*connection, book, due, now, 2).night.done_at) {
      }
      done.push_back(due.facility + " " + to_text(due.date));
    }
    return done;
  }

  std::unique_ptr<sql::Connection> connection = sql::open_sqlite(":memory:", sql::Access::write);
  PolicyBook book;
};

// Every day on which some zone's offset changes, and one on which none does, 2026 to 2036.
std::vector<Date> days_to_try(const Zone& zone) {
  std::vector<Date> days{*parse_date("2026-07-01")};
  for (Date date = *parse_date("2026-01-01"); date < *parse_date("2037-01-01");
       date = Date::from_days(date.days() + 1)) {
    const Date next = Date::from_days(date.days() + 1);
    if (zone.start_of(next).seconds() - zone.start_of(date).seconds() != day) days.push_back(date);
  }
  return days;
}

TEST(Night, ComesOnceForEachLocalDateInEveryZoneThroughEveryClockChange) {
  std::size_t changes = 0;
  for (const std::string& name : zones) {
    const Zone zone = *Zone::find(name);
    for (const Date date : days_to_try(zone)) {
      ++changes;
      for (const char* time : {"00:00", "01:30", "02:30"}) {
        Ledger ledger;
        const Instant first = zone.start_of(Date::from_days(date.days() - 2));
        ledger.enter("F", name, later(first, -10 * day));
        std::map<std::string, int> times;
        for (Instant now = first; now < later(first, 4 * day); now = later(now, 30 * minute))
          for (const std::string& night : ledger.look(*parse_time_of_day(time), now)) {
            ++times[night];
            EXPECT_TRUE(now == first || night == "F " + to_text(zone.day_of(now)))
                << name << " " << time << " " << night << " came at " << zone.wall_clock(now);
          }
        for (int i = -1; i < 2; ++i)
          EXPECT_EQ(times["F " + to_text(Date::from_days(date.days() + i))], 1)
              << name << " " << time << " around " << to_text(date);
      }
    }
  }
  EXPECT_GT(changes, 11U * 2 * 9);  // most of these zones change twice a year
}

TEST(Night, OfTwoFacilitiesComesToEachInItsOwnTime) {
  Ledger ledger;
  ledger.enter("east", "America/New_York", at("2026-03-01T00:00:00Z"));
  ledger.enter("west", "America/Los_Angeles", at("2026-03-01T00:00:00Z"));
  ledger.look({120}, at("2026-03-10T20:00:00Z"));
  EXPECT_EQ(ledger.look({120}, at("2026-03-11T05:59:59Z")), std::vector<std::string>{});
  EXPECT_EQ(ledger.look({120}, at("2026-03-11T06:00:00Z")),
            std::vector<std::string>{"east 2026-03-11"});
  EXPECT_EQ(ledger.look({120}, at("2026-03-11T08:59:59Z")), std::vector<std::string>{});
  EXPECT_EQ(ledger.look({120}, at("2026-03-11T09:00:00Z")),
            std::vector<std::string>{"west 2026-03-11"});
}

TEST(Night, WaitsForTheNextDateAtAFacilityThatWasEnteredDuringTheDay) {
  Ledger ledger;
  ledger.enter("F", "America/Chicago", at("2026-03-10T15:00:00Z"));
  EXPECT_EQ(ledger.look({120}, at("2026-03-10T16:00:00Z")), std::vector<std::string>{});
  EXPECT_EQ(ledger.look({120}, at("2026-03-11T08:00:00Z")),
            std::vector<std::string>{"F 2026-03-11"});
}

TEST(Night, ThatWasMissedIsMadeUpForTheLatestDateOnlyAndSaysHowMany) {
  Ledger ledger;
  ledger.enter("F", "America/Chicago", at("2026-03-01T00:00:00Z"));
  ledger.look({120}, at("2026-03-02T12:00:00Z"));
  const auto due = due_nights(*ledger.connection, {120}, at("2026-03-09T12:00:00Z"));
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(to_text(due.front().date), "2026-03-09");
  EXPECT_EQ(due.front().missed, 6U);
  EXPECT_EQ(ledger.look({120}, at("2026-03-09T12:00:00Z")),
            std::vector<std::string>{"F 2026-03-09"});
  EXPECT_EQ(ledger.look({120}, at("2026-03-09T13:00:00Z")), std::vector<std::string>{});
}

TEST(Night, IsNeitherDoubledNorLostByAClockThatJumps) {
  Ledger ledger;
  ledger.enter("F", "America/Chicago", at("2026-03-01T00:00:00Z"));
  std::map<std::string, int> times;
  const Instant first = at("2026-04-01T00:00:00Z");
  int i = 0;
  for (Instant now = first; now < later(first, 10 * day); now = later(now, hour))
    for (const std::int64_t jump : {0L, 1L, -1L, hour, -hour, 2 * day, -2 * day, 365 * day})
      for (const std::string& night : ledger.look({120}, later(now, ++i % 3 == 0 ? jump : 0)))
        ++times[night];
  for (const auto& [night, count] : times) EXPECT_EQ(count, 1) << night;
  for (int date = 2; date <= 9; ++date)
    EXPECT_EQ(times["F 2026-04-0" + std::to_string(date)], 1) << date;
}

// What the episodes' rows say, with when they were restated.
std::vector<std::string> rows_of(sql::Connection& connection) {
  std::vector<std::string> rows;
  connection.run("SELECT id FROM episode ORDER BY id", {},
                 [&](const sql::Row& row) { rows.emplace_back(row.text(0)); });
  std::vector<std::string> all;
  for (const std::string& id : rows)
    for (const std::string& text : derived_rows(connection, id)) all.push_back(id + ": " + text);
  return all;
}

class NightOfFive : public testing::Test {
 protected:
  NightOfFive() {
    ledger.enter("F", "America/Chicago", at("2026-03-01T00:00:00Z"));
    ledger.enter("G", "America/Chicago", at("2026-03-01T00:00:00Z"));
    for (const char* id : {"E1", "E2", "E3", "E4", "E5"})
      ledger.admit(id, "F", at("2026-03-02T15:00:00Z"));
    ledger.admit("other", "G", at("2026-03-02T15:00:00Z"));
    due = due_nights(*ledger.connection, {120}, night).front();
  }
  Instant restated_at(const std::string& id) { return last_restating(*ledger.connection, id).at; }

  Ledger ledger;
  Instant night = at("2026-03-10T08:00:00Z");
  DueNight due;
};

TEST_F(NightOfFive, GoesOnWhereItWasAndRestatesNoEpisodeTwice) {
  EXPECT_EQ(episodes_left(*ledger.connection, due), 5U);
  EXPECT_FALSE(restate_some_of_night(*ledger.connection, ledger.book, due, night, 2).night.done_at);
  const Instant after_crash = later(night, hour);
  const auto again = due_nights(*ledger.connection, {120}, after_crash);
  ASSERT_EQ(again.size(), 2U);
  EXPECT_TRUE(again.front().is_begun);
  EXPECT_EQ(episodes_left(*ledger.connection, due), 3U);
  std::size_t steps = 0;
  NightStep step;
  do {
    step = restate_some_of_night(*ledger.connection, ledger.book, due, after_crash, 2);
    ++steps;
  } while (!step.night.done_at);
  EXPECT_EQ(steps, 2U);
  EXPECT_EQ(step.night.episodes, 5U);
  EXPECT_EQ(restated_at("E2"), night);
  EXPECT_EQ(restated_at("E3"), after_crash);
  EXPECT_EQ(restated_at("other"), at("2026-03-02T15:00:00Z")) << "of the other facility";
}

TEST_F(NightOfFive, ThatWasUndoneHalfwayThroughAStepIsAsIfTheStepHadNotBeen) {
  restate_some_of_night(*ledger.connection, ledger.book, due, night, 2);
  const auto rows = rows_of(*ledger.connection);
  {
    const sql::Transaction killed(*ledger.connection);
    restate_some_of_night(*ledger.connection, ledger.book, due, later(night, hour), 2);
    EXPECT_NE(rows_of(*ledger.connection), rows);
  }
  EXPECT_EQ(rows_of(*ledger.connection), rows);
  EXPECT_EQ(find_night(*ledger.connection, "F", due.date)->episodes, 2U);
}

TEST_F(NightOfFive, AgainIsANoOpOnceItIsDone) {
  ledger.look({120}, night);
  const auto rows = rows_of(*ledger.connection);
  EXPECT_EQ(ledger.look({120}, later(night, hour)), std::vector<std::string>{});
  const auto step =
      restate_some_of_night(*ledger.connection, ledger.book, due, later(night, hour), 2);
  EXPECT_EQ(step.seen, 0U);
  EXPECT_EQ(step.night.done_at, night);
  EXPECT_EQ(rows_of(*ledger.connection), rows);
}

TEST_F(NightOfFive, LeavesAnEpisodeAloneThatCannotBeReadAndGoesOn) {
  ledger.connection->run_script("UPDATE event SET fact = '{' WHERE episode = 'E3'");
  const auto step = restate_some_of_night(*ledger.connection, ledger.book, due, night, 9);
  EXPECT_EQ(step.damaged, 1U);
  EXPECT_EQ(step.night.episodes, 4U);
  EXPECT_TRUE(step.night.done_at);
  EXPECT_EQ(restated_at("E5"), night);
}

}  // namespace
}  // namespace authledger::store
