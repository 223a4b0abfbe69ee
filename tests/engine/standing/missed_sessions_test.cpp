// Which misses must be told: ledger rules, section 7.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* later = "2026-04-30T00:00:00Z";

Given with_rule(const std::string& rule) {
  return given()
      .under(policy("\"missed_sessions\": [" + rule + "]"))
      .admitted("2026-03-02")
      .covered_by("example-payer");
}

std::string rule(int count, const std::string& pattern, const std::string& repeat) {
  return R"({"key": "m", "outcomes": ["no_show", "cancelled_by_member"], "count": )" +
         std::to_string(count) + R"(, "pattern": )" + pattern + R"(, "repeat": ")" + repeat +
         R"(", "notify": {"business_days": 1}})";
}

TEST(MissedSessions, SecondNoShowInARowOwesANoticeByNextBusinessDay) {
  const auto now = with_rule(rule(2, "\"consecutive\"", "once"))
                       .no_show("2026-03-04")
                       .no_show("2026-03-06")
                       .as_of("2026-03-06T16:00:00Z");
  EXPECT_EQ(now.obligations(), Texts{"notice:m:2026-03-06"});
  EXPECT_EQ(now.rule("notice:m:2026-03-06"), "m");
  EXPECT_EQ(now.opens("notice:m:2026-03-06"), "2026-03-06T15:00:00Z");
  EXPECT_EQ(now.due("notice:m:2026-03-06"), "2026-03-09T22:00:00Z");
  EXPECT_EQ(now.status("notice:m:2026-03-06"), "open");
  EXPECT_EQ(now.events_of("notice:m:2026-03-06"), (std::vector<Seq>{3, 4}));
}

TEST(MissedSessions, AttendedSessionEndsTheRun) {
  EXPECT_EQ(with_rule(rule(2, "\"consecutive\"", "once"))
                .no_show("2026-03-04")
                .attended("2026-03-05")
                .no_show("2026-03-06")
                .as_of(later)
                .obligations(),
            Texts{});
}

TEST(MissedSessions, OtherSessionsLeaveTheRunAlone) {
  EXPECT_EQ(with_rule(rule(2, "\"consecutive\"", "once"))
                .no_show("2026-03-04")
                .cancelled_by_facility("2026-03-05")
                .session({.date = "2026-03-06", .outcome = "no_show", .excused = true})
                .cancelled_by_member("2026-03-09")
                .as_of(later)
                .obligations(),
            Texts{"notice:m:2026-03-09"});
}

TEST(MissedSessions, OnceInARunOrEachFurtherMiss) {
  const auto four_misses = [](const std::string& repeat) {
    return with_rule(rule(2, "\"consecutive\"", repeat))
        .no_show("2026-03-02")
        .no_show("2026-03-03")
        .no_show("2026-03-04")
        .no_show("2026-03-05")
        .attended("2026-03-06")
        .no_show("2026-03-09")
        .no_show("2026-03-10")
        .as_of(later)
        .obligations();
  };
  EXPECT_EQ(four_misses("once"), (Texts{"notice:m:2026-03-03", "notice:m:2026-03-10"}));
  EXPECT_EQ(four_misses("each"), (Texts{"notice:m:2026-03-03", "notice:m:2026-03-04",
                                        "notice:m:2026-03-05", "notice:m:2026-03-10"}));
}

TEST(MissedSessions, AreTriggeredOnceUnlessToldOtherwise) {
  EXPECT_EQ(with_rule(R"({"key": "m", "outcomes": ["no_show"], "count": 1,
                          "pattern": "consecutive", "notify": {"days": 1}})")
                .no_show("2026-03-02")
                .no_show("2026-03-03")
                .as_of(later)
                .obligations(),
            Texts{"notice:m:2026-03-02"});
}

TEST(MissedSessions, ExcusedOnesCountOnlyWhereTheRuleSaysSo) {
  const auto excused = [](const char* counts) {
    return with_rule(std::string(R"({"key": "m", "outcomes": ["no_show"], "count": 1,
                                     "pattern": "consecutive", "notify": {"days": 1},
                                     "excused_counts": )") +
                     counts + "}")
        .session({.date = "2026-03-02", .outcome = "no_show", .excused = true})
        .as_of(later)
        .obligations();
  };
  EXPECT_EQ(excused("false"), Texts{});
  EXPECT_EQ(excused("true"), Texts{"notice:m:2026-03-02"});
}

TEST(MissedSessions, WithinAWindowCountBothItsEnds) {
  const auto third_miss_on = [](const char* day) {
    return with_rule(rule(3, R"({"within_days": 30})", "each"))
        .no_show("2026-03-02")
        .attended("2026-03-03")
        .no_show("2026-03-04")
        .no_show(day)
        .as_of(later)
        .obligations();
  };
  EXPECT_EQ(third_miss_on("2026-03-31"), Texts{"notice:m:2026-03-31"});
  EXPECT_EQ(third_miss_on("2026-04-01"), Texts{});
}

TEST(MissedSessions, WithinAWindowOnceStartAgainAfterATrigger) {
  const auto five_misses = [](const std::string& repeat) {
    return with_rule(rule(2, R"({"within_days": 30})", repeat))
        .no_show("2026-03-02")
        .no_show("2026-03-03")
        .no_show("2026-03-04")
        .no_show("2026-03-05")
        .no_show("2026-03-06")
        .as_of(later)
        .obligations();
  };
  EXPECT_EQ(five_misses("once"), (Texts{"notice:m:2026-03-03", "notice:m:2026-03-05"}));
  EXPECT_EQ(five_misses("each"), (Texts{"notice:m:2026-03-03", "notice:m:2026-03-04",
                                        "notice:m:2026-03-05", "notice:m:2026-03-06"}));
}

TEST(MissedSessions, AreWalkedByStartAndThenById) {
  EXPECT_EQ(with_rule(rule(2, "\"consecutive\"", "once"))
                .session({.date = "2026-03-02", .id = "b", .outcome = "no_show"})
                .session({.date = "2026-03-02", .id = "a", .outcome = "no_show"})
                .as_of(later)
                .obligations(),
            Texts{"notice:m:b"});
}

TEST(MissedSessions, AreNoneBeforeTheyStart) {
  const auto story = with_rule(rule(1, "\"consecutive\"", "once")).no_show("2026-03-06");
  EXPECT_EQ(story.as_of("2026-03-06T14:59:59Z").obligations(), Texts{});
  EXPECT_EQ(story.as_of("2026-03-06T15:00:00Z").obligations(), Texts{"notice:m:2026-03-06"});
}

TEST(MissedSessions, OfEachPolicyVersionAreWalkedApart) {
  const auto miss = [](const char* key) {
    return std::string(R"("missed_sessions": [{"key": ")") + key +
           R"(", "outcomes": ["no_show"], "count": 2, "pattern": "consecutive",
              "notify": {"days": 1}}])";
  };
  const auto now =
      given()
          .under(
              policy(R"("effective": {"from": "2026-01-01", "to": "2026-03-03"}, )" + miss("old")))
          .under(policy(R"("version": "2", "effective": {"from": "2026-03-04"}, )" + miss("new")))
          .covered_by("example-payer")
          .no_show("2026-03-03")
          .no_show("2026-03-04")
          .no_show("2026-03-05")
          .as_of(later);
  EXPECT_EQ(now.obligations(), Texts{"notice:new:2026-03-05"});
}

TEST(MissedSessions, AreToldInHoursToo) {
  EXPECT_EQ(with_rule(R"({"key": "m", "outcomes": ["no_show"], "count": 1,
                          "pattern": "consecutive", "notify": {"hours": 24}})")
                .no_show("2026-03-06")
                .as_of(later)
                .due("notice:m:2026-03-06"),
            "2026-03-07T15:00:00Z");
}

Given one_miss() {  // due on Monday 9 March at 17:00 in Chicago
  return with_rule(rule(1, "\"consecutive\"", "once")).no_show("2026-03-06");
}

TEST(Notice, IsMetOrLateOrOverdue) {
  const auto* key = "notice:m:2026-03-06";
  EXPECT_EQ(one_miss().as_of("2026-03-09T22:00:00Z").status(key), "open");
  EXPECT_EQ(one_miss().as_of("2026-03-09T22:00:01Z").status(key), "overdue");
  EXPECT_EQ(one_miss().notice_sent(key, "2026-03-09T22:00:00Z").as_of(later).status(key), "met");
  EXPECT_EQ(one_miss().notice_sent(key, "2026-03-09T22:00:01Z").as_of(later).status(key),
            "met_late");
  EXPECT_EQ(one_miss()
                .notice_sent(key, "2026-03-10T00:00:00Z")
                .notice_sent(key, "2026-03-06T20:00:00Z")
                .as_of(later)
                .status(key),
            "met");
}

TEST(Notice, VanishesUnsentWhenACorrectionTakesItsTriggerAway) {
  EXPECT_EQ(one_miss().attended("2026-03-06").as_of(later).obligations(), Texts{});
}

TEST(Notice, SentBeforeACorrectionIsMootOnce) {
  const auto now = one_miss()
                       .notice_sent("notice:m:2026-03-06", "2026-03-06T20:00:00Z")
                       .notice_sent("notice:m:2026-03-06", "2026-03-07T20:00:00Z")
                       .attended("2026-03-06")
                       .as_of(later);
  EXPECT_EQ(now.obligations(), Texts{"notice:m:2026-03-06"});
  EXPECT_EQ(now.status("notice:m:2026-03-06"), "moot");
  EXPECT_EQ(now.rule("notice:m:2026-03-06"), "m");
  EXPECT_EQ(now.due("notice:m:2026-03-06"), "never");
  EXPECT_EQ(now.opens("notice:m:2026-03-06"), "never");
  EXPECT_EQ(now.events_of("notice:m:2026-03-06"), (std::vector<Seq>{4, 5}));
}

TEST(Notice, ThatIsMootNamesTheRuleInItsKey) {
  const auto rule_of = [](const char* key) {
    return given().notice_sent(key, "2026-03-06T20:00:00Z").as_of(later).rule(key);
  };
  EXPECT_EQ(rule_of("notice:two-in-a-row:S1"), "two-in-a-row");
  EXPECT_EQ(rule_of("notice:two-in-a-row:S:1"), "two-in-a-row");
  EXPECT_EQ(rule_of("notice::S1"), "");
  EXPECT_EQ(rule_of("notice:two-in-a-row"), "none");
  EXPECT_EQ(rule_of("letter"), "none");
}

TEST(Notice, ThatIsMootStandsLast) {
  EXPECT_EQ(one_miss().notice_sent("notice:a:x", "2026-03-06T20:00:00Z").as_of(later).obligations(),
            (Texts{"notice:m:2026-03-06", "notice:a:x"}));
}

}  // namespace
}  // namespace authledger
