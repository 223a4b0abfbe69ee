#include "engine/library/table.hpp"

#include <gtest/gtest.h>

#include "engine/json/policy_codec.hpp"
#include "engine/library/words.hpp"

namespace authledger::library {
namespace {

constexpr std::string_view head =
    R"("payer": "sample-payer", "version": "2026-01-01", "time_zone": "America/Chicago",
       "sources": [{"key": "S1", "title": "T", "grade": "A"}, {"key": "S2", "title": "U", "grade": "C"}])";

Policy policy(std::string_view members) {
  auto read = json::read_policy_text(
      "{" + std::string(head) + ", " + std::string(members) +
      (members.find("\"effective\"") == members.npos
           ? R"(, "effective": {"from": "2026-01-01", "to": null})"
           : "") +
      (members.find("\"services\"") == members.npos ? R"(, "services": []})" : "}"));
  EXPECT_TRUE(read) << summary(read.error());
  return std::move(*read);
}

std::string said(std::string_view members) {
  std::string text;
  for (const std::string& phrase : rules_in_words(policy(members)))
    text += (text.empty() ? "" : "; ") + phrase;
  return text;
}

TEST(Words, SayWhatASessionNeedsAndCosts) {
  EXPECT_EQ(said(R"("services": [{"codes": ["S9480"], "authorization": "required", "unit": "day",
                     "minimum_minutes": 180, "modalities": ["in_person"], "max_units_per_week": 5,
                     "minimum_minutes_per_week": 540}])"),
            "authorization required, by the day, at least 3 hours a day, only in person, at most 5 "
            "days a week, at least 9 hours a week");
  EXPECT_EQ(said(R"("services": [
                {"key": "child", "codes": ["S"], "unit": "visit", "ages": {"to": 17},
                 "authorization": "none"},
                {"key": "adult", "codes": ["S"], "unit": "quarter_hour", "rounding": "up",
                 "ages": {"from": 18, "on": "admission"}, "authorization": "unknown"}])"),
            "child: no authorization, up to age 17, by the visit; adult: authorization unknown, "
            "from age 18 at admission, by the quarter hour, rounded up");
}

TEST(Words, DoNotNameAUnitThatNoSourceNames) {
  EXPECT_EQ(said(R"("services": [{"codes": ["S"], "authorization": "prohibited", "unit": "visit"}],
                    "unknown": [{"about": "unit"}])"),
            "payer may not ask for authorization");
}

TEST(Words, SayWhenThePayerMustHear) {
  EXPECT_EQ(said(R"("reviews": [{"key": "a", "before": "end", "business_days": 2},
                                {"key": "b", "before": "exhaustion", "days": 1},
                                {"key": "c", "before": "last_covered_day", "days": 3},
                                {"key": "d", "after": "start", "days": 14},
                                {"key": "e", "units_left": 2}, {"key": "f", "units_used": 9}])"),
            "review 2 business days before the end; review 1 day before units run out; review 3 "
            "days before the last covered day; review 14 days after the start; review when 2 units "
            "left; review after 9 units");
  EXPECT_EQ(said(R"("missed_sessions": [
                {"key": "a", "outcomes": ["no_show"], "count": 2, "pattern": "consecutive",
                 "notify": {"business_days": 1}, "whom": "payer"},
                {"key": "b", "outcomes": ["no_show"], "count": 3, "pattern": {"within_days": 30},
                 "notify": {"hours": 24}, "whom": "member", "action": "outreach"}])"),
            "2 missed sessions in a row: notify payer within 1 business day; 3 missed sessions in "
            "30 days: outreach member within 24 hours");
}

TEST(Words, SayDutiesAndDecisions) {
  EXPECT_EQ(said(R"("duties": [{"key": "plan", "after": "admission", "within": {"days": 7}},
                               {"key": "start", "after": "admission", "within": {"days": 0}},
                               {"key": "again", "after": "first_session", "every": {"months": 2}},
                               {"key": "test", "by_session": 2}],
                    "prior_authorization": {"required": true, "request": {"business_days": 1},
                      "decision": {"standard": {"later_of": [{"hours": 36}, {"business_days": 1}]},
                                   "expedited": {"hours": 72}}})"),
            "plan within 7 days of admission; start on the day of admission; again every 2 months "
            "from first session; test by session 2; request within 1 business day of admission; "
            "decision in the later of 36 hours and 1 business day, expedited in 72 hours");
}

TEST(Words, SayWhatMayBeAskedForAndUntilWhen) {
  EXPECT_EQ(said(R"("allowances": [{"key": "a", "codes": ["S"], "units": 15, "days": 28}],
                    "request_amounts": [{"key": "b", "codes": ["S"], "amounts": [12, 18, 30]}],
                    "retro_authorization": {"allowed": "within", "within": {"days": 90}},
                    "timely_filing": {"within": {"months": 6}},
                    "not_required": [{"about": "missed_sessions", "source": "S1"}])"),
            "first 15 units within 28 days without authorization; ask for 12 or 18 or 30 units; "
            "retroactive authorization within 90 days; claim within 6 months; missed sessions: not "
            "required");
}

Library library_of(std::vector<Policy> policies) {
  Library library;
  library.book.documents = std::move(policies);
  library.places.resize(library.book.documents.size());
  return library;
}

TEST(Table, HasARowForEachDocumentWithItsRulesByGrade) {
  const auto table = table_of(
      library_of({policy(R"("services": [{"codes": ["S"], "authorization": "none", "unit": "visit",
                               "source": "S1"}],
                 "duties": [{"key": "d", "by_session": 2, "source": "S2"}],
                 "unknown": [{"about": "missed_sessions"}, {"about": "reviews"}])"),
                  policy(R"("effective": {"from": "2026-01-01", "to": "2026-06-30"}, "layer": "law",
                 "applies_to": {"state": "IL", "funding": "insured", "network": "in"})")}));
  ASSERT_EQ(table.size(), 3u);
  EXPECT_EQ(table[1], (TableRow{"sample-payer", "any coverage", "2026-01-01 to now",
                                "no authorization, by the visit; d by session 2", "1", "", "1", "",
                                "missed sessions, reviews"}));
  EXPECT_EQ(table[2], (TableRow{"sample-payer", "law, IL, insured, in network",
                                "2026-01-01 to 2026-06-30", "", "", "", "", "", ""}));
}

TEST(Table, IsAlignedAsTextAndBreaksLongCells) {
  TableRow row;
  row.fill("x");
  row[3] = "aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbb ccccccccccccccccccc ddddddddd";
  EXPECT_EQ(as_text({row}),
            "x  x  x  aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbb ccccccccccccccccccc   x  x  x  x  x\n"
            "         ddddddddd\n");
}

TEST(Table, EscapesBarsInMarkdown) {
  TableRow row;
  row.fill("a|b");
  EXPECT_EQ(as_markdown({row}),
            "| a\\|b | a\\|b | a\\|b | a\\|b | a\\|b | a\\|b | a\\|b | a\\|b | a\\|b |\n"
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
}

TEST(Table, GoesBetweenItsTwoMarkersAndNowhereElse) {
  const std::string page =
      "before\n<!-- table: authledger check payers --table --markdown -->\nold\n"
      "<!-- end of table -->\nafter\n";
  const auto refreshed = with_table(page, "| new |\n");
  ASSERT_TRUE(refreshed);
  EXPECT_EQ(*refreshed,
            "before\n<!-- table: authledger check payers --table --markdown -->\n\n| new |\n\n"
            "<!-- end of table -->\nafter\n");
  EXPECT_EQ(with_table(*refreshed, "| new |\n"), refreshed);
  EXPECT_FALSE(with_table("before\nafter\n", "| new |\n"));
}

}  // namespace
}  // namespace authledger::library
