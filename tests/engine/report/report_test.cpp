// The reports, counted by hand from rows that no ledger made.
#include "engine/report/report.hpp"

#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger::test {
namespace {

using namespace report;

std::string text(const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* date = std::get_if<Date>(&cell)) return to_text(*date);
  if (const auto* words = std::get_if<std::string>(&cell)) return *words;
  return "-";
}

// Rows as text, cells with spaces between.
Texts counted(std::string_view name, const Asked& asked, const std::vector<Row>& rows) {
  const auto report = make_report(name, asked);
  for (const Row& row : rows) report->take(row);
  Texts lines;
  const Table table = report->finish();
  for (const auto& row : table.rows) {
    EXPECT_EQ(row.size(), table.columns.size());
    std::string line;
    for (const Cell& cell : row) line += (line.empty() ? "" : " ") + text(cell);
    lines.push_back(line);
  }
  return lines;
}

Asked first_quarter() {
  return {date("2026-01-01"), date("2026-03-31"), std::nullopt, instant("2026-03-20T12:00:00Z")};
}

Row row(std::string episode) {
  Row it{std::move(episode), "main", "m-1", "Ada", {}};
  it.figures.today = date("2026-03-20");
  return it;
}

LineFigures line(const char* start, const char* end, int units, int used) {
  LineFigures it;
  it.payer = "acme";
  it.authorization = "A1";
  it.start = date(start);
  it.end = date(end);
  it.unit = "day";
  it.units = units;
  it.used = used;
  it.remaining = units - used;
  return it;
}

TEST(Reports, CountUtilizationInTheMonthInWhichAnAuthorizationStarts) {
  Row one = row("E1"), two = row("E2");
  one.figures.lines = {line("2026-01-05", "2026-01-31", 10, 7),
                       line("2026-01-20", "2026-04-30", 20, 5),
                       line("2025-12-31", "2026-01-31", 99, 9)};
  two.figures.lines = {line("2026-01-31", "2026-03-20", 10, 0),
                       line("2026-03-01", "2026-04-30", 8, 8)};
  // January: 10+20+10 approved, 12 used, 15 and 10 remaining, 3 lapsed, 12/40 = 30 %
  EXPECT_EQ(counted("utilization", first_quarter(), {one, two}),
            (Texts{"acme 2026-01-01 day 40 12 25 3 30 2", "acme 2026-03-01 day 8 8 0 0 100 1"}));
  Asked other = first_quarter();
  other.payer = "another";
  EXPECT_EQ(counted("utilization", other, {one, two}), Texts{});
}

TEST(Reports, CountDecisionsAndWhatNobodyPays) {
  Row one = row("E1");
  one.figures.decisions = {{"acme", "approved", date("2026-01-05")},
                           {"acme", "denied", date("2026-01-31")},
                           {"acme", "denied", date("2026-02-01")},
                           {"", "pended", date("2026-02-10")},
                           {"acme", "partial", date("2026-04-01")}};
  one.figures.sessions = {{.payer = "acme",
                           .month = date("2026-02-01"),
                           .attended = 9,
                           .uncovered_sessions = 2,
                           .uncovered_units = 3}};
  EXPECT_EQ(counted("denials", first_quarter(), {one}),
            (Texts{"- 2026-02-01 0 0 0 1 0 0", "acme 2026-01-01 1 0 1 0 0 0",
                   "acme 2026-02-01 0 0 1 0 3 2"}));
}

TEST(Reports, CountRequestsWithWhatBecameOfThem) {
  Row one = row("E1");
  one.figures.requests = {{"acme", date("2026-02-01"), true, "approved", 1, 12},
                          {"acme", date("2026-02-03"), false, "partial", 4, 6},
                          {"acme", date("2026-02-04"), false, "denied", 9, 0},
                          {"acme", date("2026-02-05"), false, "pended", std::nullopt, 0},
                          {"acme", date("2026-02-28"), false, std::nullopt, std::nullopt, 0}};
  EXPECT_EQ(counted("requests", first_quarter(), {one}),
            Texts{"acme 2026-02-01 5 1 1 1 1 1 1 18 4"});
}

TEST(Reports, CountReviewsByTheClock) {
  Row one = row("E1");
  const auto due = [&](const char* day, const char* status, const char* kind) {
    one.figures.due.push_back(
        {"acme", kind, instant(std::string(day) + "T12:00:00Z"), date(day), status});
  };
  due("2026-03-01", "met", "review");
  due("2026-03-02", "extended", "review");
  due("2026-03-03", "met_late", "review");
  due("2026-03-19", "open", "review");  // has passed since the restating
  due("2026-03-21", "open", "review");
  due("2026-03-22", "not_needed", "review");
  due("2026-03-23", "waived", "review");
  due("2026-03-04", "met", "notice");
  EXPECT_EQ(counted("reviews", first_quarter(), {one}), Texts{"acme 2026-03-01 7 2 2 1 2"});
}

TEST(Reports, CountMissedSessionsAndWhoWasTold) {
  Row one = row("E1");
  one.figures.sessions = {{.payer = "acme",
                           .month = date("2026-03-01"),
                           .attended = 6,
                           .missed = 1,
                           .excused = 1,
                           .cancelled_by_facility = 3}};
  const auto told = [&](const char* status) {
    one.figures.due.push_back(
        {"acme", "notice", instant("2026-03-04T12:00:00Z"), date("2026-03-04"), status});
  };
  told("met");
  told("met");
  told("met_late");
  told("overdue");
  told("moot");
  EXPECT_EQ(counted("missed-sessions", first_quarter(), {one}),
            Texts{"acme 2026-03-01 8 1 1 3 25 2 1 1"});
}

TEST(Reports, ShowHowFarAuthorizationsReach) {
  Row one = row("E1"), two = row("E2");
  one.figures.lines = {line("2026-03-01", "2026-04-30", 10, 4),
                       line("2026-01-05", "2026-03-19", 10, 7)};
  one.figures.lines[0].last_covered_day = date("2026-03-30");
  one.figures.lines[0].sessions_ahead = 5;
  two.figures.lines = {line("2026-03-01", "2026-03-25", 10, 9)};
  const Asked all{date("1900-01-01"), date("2199-12-31"), std::nullopt, first_quarter().as_of};
  EXPECT_EQ(counted("runway", all, {one, two}),
            (Texts{"E2 m-1 Ada main acme A1 - day 1 0 - - 2026-03-25",
                   "E1 m-1 Ada main acme A1 - day 6 5 10 2026-03-30 2026-04-30"}));
}

TEST(Reports, ByEpisodeSayWhereTheirFiguresComeFrom) {
  Row one = row("E1"), two = row("E2");
  one.figures.decisions = {{"acme", "denied", date("2026-01-31")},
                           {"acme", "denied", date("2026-01-05")}};
  two.figures.decisions = {{"acme", "denied", date("2026-01-07")},
                           {"acme", "approved", date("2026-02-07")}};
  two.member = two.member_name = std::nullopt;
  Asked asked = first_quarter();
  asked.by_episode = true;
  EXPECT_EQ(counted("denials", asked, {one, two}),
            (Texts{"acme 2026-01-01 E1 m-1 Ada 0 0 2 0 0 0", "acme 2026-01-01 E2 - - 0 0 1 0 0 0",
                   "acme 2026-02-01 E2 - - 1 0 0 0 0 0"}));
}

TEST(Reports, SayWhatEachColumnMeans) {
  Asked by_episode = first_quarter();
  by_episode.by_episode = true;
  for (const auto name : report_names())
    for (const Asked& asked : {first_quarter(), by_episode})
      for (const Column& column : make_report(name, asked)->finish().columns)
        EXPECT_TRUE(column.says.ends_with('.')) << name << " " << column.name;
}

TEST(Reports, AreThoseThatHaveANameAndNoOther) {
  for (const std::string_view name : report_names())
    EXPECT_FALSE(make_report(name, first_quarter())->finish().notes.empty()) << name;
  EXPECT_EQ(make_report("nothing", first_quarter()), nullptr);
}

}  // namespace
}  // namespace authledger::test
