// What changes between two standings, and what adds up.
#include "engine/compare/comparison.hpp"

#include <gtest/gtest.h>

#include "engine/compare/table.hpp"
#include "tests/support/given.hpp"

namespace authledger::compare {
namespace {

using test::Answer;
using test::given;
using test::Given;
using test::policy;
using test::Texts;
using test::zone;

constexpr const char* tuesday = "2026-03-10T12:00:00-05:00";

std::string text_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* date = std::get_if<Date>(&value)) return to_text(*date);
  if (const auto* at = std::get_if<Instant>(&value)) return to_text(*at);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return "-";
}

Texts texts(const Comparison& comparison, Section section) {
  Texts found;
  for (const Change& it : comparison.changes)
    if (it.section == section)
      found.push_back(it.what + " " + it.field + ": " + text_of(it.before) + " -> " +
                      text_of(it.after));
  return found;
}

// The same episode: three days attended of an approval of four.
Answer under(const std::string& members) {
  Given it = given();
  it.under(policy(members)).covered_by("example-payer").admitted("2026-03-02");
  it.meets({"mon", "wed", "fri"}, "09:00", 180, "S9480");
  it.approved("A1", 4, "2026-03-02", "2026-04-30");
  it.attended("2026-03-02").attended("2026-03-04", 150).attended("2026-03-06");
  it.no_show("2026-03-09");
  return it.as_of(tuesday);
}

const std::string day = R"("services": [{"codes": ["S9480"], "unit": "day",
                                         "minimum_minutes": 120}])";
const std::string long_day = R"("services": [{"codes": ["S9480"], "unit": "day",
                                              "minimum_minutes": 180}])";
const std::string review = R"(, "reviews": [{"key": "out", "before": "exhaustion", "days": 2}])";

TEST(TheSameStanding, DoesNotDiffer) {
  const Answer now = under(day + review);
  const Comparison none = compare(now.standing(), now.standing());
  EXPECT_TRUE(none.changes.empty());
  EXPECT_EQ(none.tally.sessions_changed, 0);
}

TEST(ALongerDay, TakesCoverAndMovesWhatRestsOnIt) {
  const Answer before = under(day + review), after = under(long_day + review);
  const Comparison changed = compare(before.standing(), after.standing());
  EXPECT_EQ(
      texts(changed, Section::session),
      (Texts{"2026-03-04 (2026-03-04) charged: 1 -> 0", "2026-03-04 (2026-03-04) covered: 1 -> 0",
             "2026-03-04 (2026-03-04) paid_by: 1 by A1 -> -",
             "2026-03-04 (2026-03-04) flags: - -> short"}));
  EXPECT_EQ(texts(changed, Section::coverage),
            (Texts{"covered_through date: 2026-03-11 -> 2026-03-13",
                   "first_uncovered_day date: 2026-03-13 -> 2026-03-16", "remaining day: 1 -> 2"}));
  EXPECT_EQ(texts(changed, Section::review),
            (Texts{"review:A1 due_at: 2026-03-09T22:00:00Z -> 2026-03-11T22:00:00Z",
                   "review:A1 status: overdue -> open",
                   "review:A1 opens_at: 2026-03-02T06:00:00Z -> 2026-03-04T06:00:00Z"}));
  EXPECT_EQ(changed.tally.cover_lost, 1);
  EXPECT_EQ(changed.tally.cover_gained, 0);
  EXPECT_EQ(changed.tally.sessions_changed, 1);
  EXPECT_EQ(changed.tally.obligations_moved, 1);
  EXPECT_EQ(changed.tally.obligations_turned, 1);
  EXPECT_EQ(changed.tally.uncovered_later, 1);
}

TEST(TheOtherWayRound, GainsWhatWasLost) {
  const Answer before = under(long_day + review), after = under(day + review);
  const Comparison changed = compare(before.standing(), after.standing());
  EXPECT_EQ(changed.tally.cover_gained, 1);
  EXPECT_EQ(changed.tally.cover_lost, 0);
  EXPECT_EQ(changed.tally.uncovered_earlier, 1);
}

TEST(ANewRule, AddsWhatItAsksForAndTheOldOneGoes) {
  const std::string first = R"(, "missed_sessions": [{"key": "one", "outcomes": ["no_show"],
      "count": 1, "pattern": "consecutive", "notify": {"days": 1}, "whom": "payer"}])";
  const std::string duty =
      R"(, "duties": [{"key": "plan", "after": "admission", "within": {"days": 7}}])";
  const Answer before = under(day + first), after = under(day + duty);
  const Comparison changed = compare(before.standing(), after.standing());
  EXPECT_EQ(
      texts(changed, Section::notice),
      (Texts{"notice:one:2026-03-09 due_at: 2026-03-10T22:00:00Z -> -",
             "notice:one:2026-03-09 status: open -> -", "notice:one:2026-03-09 rule: one -> -"}));
  EXPECT_EQ(texts(changed, Section::duty),
            (Texts{"duty:plan due_at: - -> 2026-03-09T22:00:00Z", "duty:plan status: - -> overdue",
                   "duty:plan rule: - -> plan"}));
  EXPECT_EQ(changed.tally.obligations_added, 1);
  EXPECT_EQ(changed.tally.obligations_removed, 1);
  EXPECT_EQ(changed.tally.obligations_moved, 0);
}

TEST(AnotherUnit, IsNoCoverLostOrGained) {
  const Answer before = under(day);
  const Answer after = under(R"("services": [{"codes": ["S9480"], "unit": "hour"}])");
  const Comparison changed = compare(before.standing(), after.standing());
  const Texts lines = texts(changed, Section::authorization);
  EXPECT_NE(std::find(lines.begin(), lines.end(), "A1 unit: day -> hour"), lines.end());
  // Three hours of the first day are paid by four units, and one of the second day.
  EXPECT_EQ(changed.tally.cover_lost, 1) << "the third day, which nothing pays any more";
  EXPECT_EQ(changed.tally.cover_gained, 0);
}

TEST(TwoMoments, ShowWhatHappenedInBetween) {
  Given it = given();
  it.under(policy(day)).covered_by("example-payer").admitted("2026-03-02");
  it.approved("A1", 4, "2026-03-02", "2026-04-30").attended("2026-03-02");
  it.learned("2026-03-09T20:00:00-05:00").attended("2026-03-09");
  const Answer before = it.as_of("2026-03-05T12:00:00-06:00"), after = it.as_of(tuesday);
  const Comparison changed = compare(before.standing(), after.standing());
  EXPECT_EQ(texts(changed, Section::session),
            (Texts{"2026-03-09 (2026-03-09) : - -> attended, 1 charged, 1 covered"}));
  EXPECT_EQ(changed.tally.cover_gained, 1);
}

TEST(Findings, ComeAndGo) {
  const std::string gap = R"("services": [{"codes": ["S9480"], "unit": "day",
      "minimum_minutes": 120, "maximum_gap_days": 0}])";
  const Answer before = under(day), after = under(gap);
  const Comparison changed = compare(before.standing(), after.standing());
  EXPECT_GT(changed.tally.findings_added, 0);
  EXPECT_EQ(changed.tally.findings_removed, 0);
}

TEST(TheTable, AlignsItsColumnsAndSaysTheLocalTime) {
  const Answer before = under(day + review), after = under(long_day + review);
  const Comparison changed = compare(before.standing(), after.standing());
  const std::string table = to_table(changed.changes, zone("America/Chicago"), 100);
  std::size_t arrow = std::string::npos;
  std::size_t start = 0, lines = 0;
  for (std::size_t end; (end = table.find('\n', start)) != std::string::npos; start = end + 1) {
    const std::size_t at = table.substr(start, end - start).find("  ->  ");
    if (lines++ == 0) arrow = at;
    EXPECT_EQ(at, arrow) << table;
  }
  EXPECT_EQ(lines, changed.changes.size());
  EXPECT_NE(table.find("due               Mon 2026-03-09 17:00  ->  Wed 2026-03-11 17:00"),
            std::string::npos)
      << table;
}

TEST(TheTable, CutsWhatIsEndless) {
  const Answer before = under(day + review), after = under(long_day + review);
  const Comparison changed = compare(before.standing(), after.standing());
  const std::string table = to_table(changed.changes, zone("America/Chicago"), 2);
  EXPECT_NE(table.find("and " + std::to_string(changed.changes.size() - 2) + " more changes"),
            std::string::npos);
}

}  // namespace
}  // namespace authledger::compare
