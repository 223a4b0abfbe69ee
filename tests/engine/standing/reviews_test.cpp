// When the payer must hear from us: ledger rules, section 6.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* morning = "2026-03-02T14:00:00Z";

// Mondays, Wednesdays and Fridays by the day, A1 from 2 March to 15 April (a Wednesday) unless
// units run out.
Given with_reviews(const std::string& rules) {
  return given()
      .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"}], "reviews": [)" + rules +
                    "]"))
      .admitted("2026-03-02")
      .covered_by("example-payer")
      .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480");
}

std::string due(const std::string& rules, int units) {
  return with_reviews(rules)
      .approved("A1", units, "2026-03-02", "2026-04-15")
      .as_of(morning)
      .due("review:A1");
}

TEST(ReviewDue, BeforeTheEnd) {
  EXPECT_EQ(due(R"({"key": "r", "before": "end", "business_days": 2})", 18),
            "2026-04-13T22:00:00Z");
  EXPECT_EQ(due(R"({"key": "r", "before": "end", "days": 1})", 18), "2026-04-14T22:00:00Z");
  EXPECT_EQ(due(R"({"key": "r", "before": "end", "days": 0})", 18), "2026-04-15T22:00:00Z");
}

TEST(ReviewDue, RollsBackToABusinessDay) {
  EXPECT_EQ(due(R"({"key": "r", "before": "end", "days": 3})", 18),
            "2026-04-10T22:00:00Z");  // the 12th is a Sunday
}

TEST(ReviewDue, BeforeTheUnitsRunOut) {
  // 5 units: 2, 4, 6, 9, 11 March. 3 days before the 11th is a Sunday; the Friday before counts.
  EXPECT_EQ(due(R"({"key": "r", "before": "exhaustion", "days": 3})", 5), "2026-03-06T23:00:00Z");
  EXPECT_EQ(due(R"({"key": "r", "before": "exhaustion", "business_days": 1})", 5),
            "2026-03-10T22:00:00Z");
  EXPECT_EQ(due(R"({"key": "r", "before": "exhaustion", "days": 3})", 100), "no such");
}

TEST(ReviewDue, BeforeTheLastCoveredDay) {
  EXPECT_EQ(due(R"({"key": "r", "before": "last_covered_day", "days": 1})", 5),
            "2026-03-10T22:00:00Z");
  EXPECT_EQ(due(R"({"key": "r", "before": "last_covered_day", "days": 1})", 100),
            "2026-04-14T22:00:00Z");
}

TEST(ReviewDue, AfterTheStart) {
  EXPECT_EQ(due(R"({"key": "r", "after": "start", "days": 14})", 18), "2026-03-16T22:00:00Z");
  EXPECT_EQ(due(R"({"key": "r", "after": "start", "business_days": 3})", 18),
            "2026-03-05T23:00:00Z");
}

TEST(ReviewDue, WhenFewUnitsAreLeft) {
  EXPECT_EQ(due(R"({"key": "r", "units_left": 2})", 5), "2026-03-06T23:00:00Z");
  EXPECT_EQ(due(R"({"key": "r", "units_left": 0})", 5), "2026-03-11T22:00:00Z");
  EXPECT_EQ(due(R"({"key": "r", "units_left": 2})", 100), "no such");
  EXPECT_EQ(due(R"({"key": "r", "units_left": 9})", 5), "2026-03-02T23:00:00Z");
}

TEST(ReviewDue, WhenManyUnitsAreUsed) {
  EXPECT_EQ(due(R"({"key": "r", "units_used": 3})", 18), "2026-03-06T23:00:00Z");
  EXPECT_EQ(due(R"({"key": "r", "units_used": 19})", 18), "no such");
}

TEST(ReviewDue, CountsActualAndForecastUnitsOverAllLines) {
  const auto now = with_reviews(R"({"key": "r", "units_left": 3})")
                       .decided({.id = "A1",
                                 .start = "2026-03-02",
                                 .end = "2026-04-15",
                                 .lines = {{.units = 1}, {.units = 4}}})
                       .attended("2026-03-02")
                       .as_of("2026-03-02T20:00:00Z");
  EXPECT_EQ(now.due("review:A1"), "2026-03-04T23:00:00Z");
}

TEST(ReviewDue, IsTheEarliestAndTheFirstListedOnATie) {
  const auto now = with_reviews(R"({"key": "late", "before": "end", "days": 0},
                                   {"key": "first", "after": "start", "days": 14},
                                   {"key": "second", "after": "start", "business_days": 10})")
                       .approved("A1", 100, "2026-03-02", "2026-04-15")
                       .as_of(morning);
  EXPECT_EQ(now.rule("review:A1"), "first");
  EXPECT_EQ(now.due("review:A1"), "2026-03-16T22:00:00Z");
}

TEST(ReviewDue, IsThePayersOwnDateWhenItStatedOne) {
  const auto now = with_reviews(R"({"key": "r", "after": "start", "days": 1})")
                       .decided({.id = "A1",
                                 .start = "2026-03-02",
                                 .end = "2026-04-15",
                                 .lines = {{.units = 18}},
                                 .next_review = "2026-03-22"})
                       .as_of(morning);
  EXPECT_EQ(now.rule("review:A1"), "stated");
  EXPECT_EQ(now.due("review:A1"), "2026-03-20T22:00:00Z");  // the 22nd is a Sunday
}

TEST(ReviewDue, IsNotBeforeTheStart) {
  EXPECT_EQ(due(R"({"key": "r", "before": "end", "days": 60})", 18), "2026-03-02T23:00:00Z");
  // A start on a Sunday still rolls back, to the Friday before.
  const auto now = with_reviews(R"({"key": "r", "before": "end", "days": 60})")
                       .approved("A1", 18, "2026-03-08", "2026-04-15")
                       .as_of(morning);
  EXPECT_EQ(now.due("review:A1"), "2026-03-06T23:00:00Z");
}

TEST(ReviewDue, IsMeasuredByThePolicyOfTheStart) {
  const auto now = given()
                       .under(policy(R"("effective": {"from": "2026-01-01", "to": "2026-03-03"},
                           "reviews": [{"key": "old", "before": "end", "days": 0}])"))
                       .under(policy(R"("version": "2", "effective": {"from": "2026-03-04"},
                           "time_zone": "America/New_York", "cutoff": "12:00",
                           "reviews": [{"key": "new", "before": "end", "days": 0}])"))
                       .admitted("2026-03-02")
                       .covered_by("example-payer")
                       .approved("A1", 1, "2026-03-03", "2026-04-15")
                       .approved("A2", 1, "2026-03-04", "2026-04-15")
                       .as_of(morning);
  EXPECT_EQ(now.due("review:A1"), "2026-04-15T22:00:00Z");
  EXPECT_EQ(now.due("review:A2"), "2026-04-15T16:00:00Z");
}

TEST(Review, IsOwedForEachApprovedAuthorizationOnly) {
  const auto now =
      given()
          .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"}],
                           "allowances": [{"key": "first", "codes": ["S9480"], "units": 15}],
                           "reviews": [{"key": "r", "before": "end", "days": 0}])"))
          .admitted("2026-03-02")
          .covered_by("example-payer")
          .requested("A0", "2026-03-02T08:00:00Z")
          .approved("A1", 18, "2026-03-02", "2026-04-15")
          .decided({.id = "A2",
                    .decision = "partial",
                    .start = "2026-03-02",
                    .end = "2026-04-15",
                    .lines = {{.codes = {"90853"}, .units = 18}}})
          .decided({.id = "A3", .decision = "denied", .start = "2026-03-02", .end = "2026-04-15"})
          .as_of(morning);
  EXPECT_EQ(now.obligations_of(ObligationKind::review), (Texts{"review:A1", "review:A2"}));
}

// Due on Monday 13 April at 17:00 in Chicago.
Given due_on_13_april(const std::string& opens) {
  return with_reviews(R"({"key": "r", "before": "end", "business_days": 2)" + opens + "}")
      .approved("A1", 100, "2026-03-02", "2026-04-15");
}

TEST(ReviewOpens, FiveBusinessDaysBeforeUnlessToldOtherwise) {
  EXPECT_EQ(due_on_13_april("").as_of(morning).opens("review:A1"), "2026-04-06T05:00:00Z");
  EXPECT_EQ(due_on_13_april(R"(, "opens": {"days": 5})").as_of(morning).opens("review:A1"),
            "2026-04-08T05:00:00Z");
}

TEST(ReviewOpens, AsThePolicySaysForAStatedDate) {
  const auto now =
      given()
          .under(policy(R"("reviews_open": {"days": 2},
                           "reviews": [{"key": "r", "before": "end", "days": 0,
                                        "opens": {"days": 9}}])"))
          .covered_by("example-payer")
          .decided(
              {.id = "A1", .start = "2026-03-02", .end = "2026-04-15", .next_review = "2026-04-10"})
          .as_of(morning);
  EXPECT_EQ(now.opens("review:A1"), "2026-04-08T05:00:00Z");
}

TEST(ReviewStatus, GoesFromUpcomingToOpenToOverdue) {
  const auto story = due_on_13_april("");
  const auto status = [&](const char* as_of) { return story.as_of(as_of).status("review:A1"); };
  EXPECT_EQ(status("2026-04-06T04:59:59Z"), "upcoming");
  EXPECT_EQ(status("2026-04-06T05:00:00Z"), "open");
  EXPECT_EQ(status("2026-04-13T22:00:00Z"), "open");
  EXPECT_EQ(status("2026-04-13T22:00:00.000001Z"), "overdue");
}

TEST(ReviewStatus, IsMetByTheEarliestSubmission) {
  const auto met = [](std::vector<const char*> moments) {
    auto story = due_on_13_april("");
    for (const auto* at : moments) story.review_submitted("A1", at);
    return story.as_of("2026-05-01T00:00:00Z").status("review:A1");
  };
  EXPECT_EQ(met({"2026-04-13T22:00:00Z"}), "met");
  EXPECT_EQ(met({"2026-04-13T22:00:01Z"}), "met_late");
  EXPECT_EQ(met({"2026-04-14T22:00:01Z", "2026-04-13T20:00:00Z"}), "met");
}

TEST(ReviewStatus, IsNotMetByAnotherOnesSubmissionNorByOneToCome) {
  EXPECT_EQ(due_on_13_april("")
                .review_submitted("A2", "2026-04-10T00:00:00Z")
                .review_submitted("A1", "2026-05-02T00:00:00Z")
                .as_of("2026-05-01T00:00:00Z")
                .status("review:A1"),
            "overdue");
}

TEST(ReviewStatus, IsExtendedWithoutAGapOfScheduledDays) {
  // A1 ends on Wednesday 15 April; the next scheduled day is the 17th.
  const auto with_next = [](const char* start, const char* end) {
    return due_on_13_april("")
        .approved("A2", 18, start, end)
        .as_of("2026-04-14T00:00:00Z")
        .status("review:A1");
  };
  EXPECT_EQ(with_next("2026-04-16", "2026-05-15"), "extended");
  EXPECT_EQ(with_next("2026-04-17", "2026-05-15"), "extended");
  EXPECT_EQ(with_next("2026-04-18", "2026-05-15"), "overdue");
  EXPECT_EQ(with_next("2026-04-01", "2026-04-16"), "extended");
  EXPECT_EQ(with_next("2026-04-01", "2026-04-15"), "overdue");  // ends no later
}

TEST(ReviewStatus, IsExtendedForEachThatIsFollowedByTheSameTimeWithoutASession) {
  // Nothing is scheduled from Saturday 11 to Sunday 19 April.
  auto story = given().under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"}],
      "reviews": [{"key": "r", "before": "end", "days": 0}])"));
  story.admitted("2026-03-02").covered_by("example-payer");
  story.meets_from("2026-03-02", {"mon", "fri"}, "09:00", 180, "S9480");
  story.meets_from("2026-04-11", {"mon"}, "09:00", 180, "S9480").closed_on("2026-04-13");
  const auto approved = [](const char* id, const char* code, const char* start, const char* end) {
    return test::Decided{.id = id, .start = start, .end = end, .lines = {{.codes = {code}}}};
  };
  const auto statuses = [&](const char* next_start) {
    auto all = story;
    all.decided(approved("A1", "S1", "2026-03-02", "2026-04-16"));
    all.decided(approved("A2", "S2", "2026-03-02", "2026-04-10"));
    all.decided(approved("A3", "S3", "2026-03-02", "2026-04-14"));
    auto next = approved("A4", "", next_start, "2026-06-15");
    next.lines.front().codes.clear();
    const auto answer = all.decided(next).as_of("2026-05-20T00:00:00Z");
    return answer.status("review:A1") + " " + answer.status("review:A2") + " " +
           answer.status("review:A3");
  };
  EXPECT_EQ(statuses("2026-04-20"), "extended extended extended");
  EXPECT_EQ(statuses("2026-04-21"), "overdue overdue overdue");
}

TEST(ReviewStatus, IsExtendedOverADayOnWhichTheFacilityIsClosed) {
  EXPECT_EQ(due_on_13_april("")
                .closed_on("2026-04-17")
                .approved("A2", 18, "2026-04-20", "2026-05-15")
                .as_of("2026-04-14T00:00:00Z")
                .status("review:A1"),
            "extended");
}

TEST(ReviewStatus, IsExtendedOnlyByOneThatSharesACode) {
  const auto with_codes = [](const test::Words& codes) {
    return due_on_13_april("")
        .decided({.id = "A2",
                  .start = "2026-04-16",
                  .end = "2026-05-15",
                  .lines = {{.codes = codes, .units = 18}}})
        .as_of("2026-04-14T00:00:00Z")
        .status("review:A1");
  };
  EXPECT_EQ(with_codes({"H0015"}), "overdue");
  EXPECT_EQ(with_codes({"H0015", "S9480"}), "extended");
  EXPECT_EQ(with_codes({}), "extended");
}

TEST(ReviewStatus, IsExtendedOnlyByOneOfTheSamePayer) {
  EXPECT_EQ(due_on_13_april("")
                .covered_by("another-payer", "2026-04-16")
                .approved("A2", 18, "2026-04-16", "2026-05-15")
                .as_of("2026-04-14T00:00:00Z")
                .status("review:A1"),
            "overdue");
}

TEST(ReviewStatus, IsNotExtendedByADenial) {
  EXPECT_EQ(due_on_13_april("")
                .decided({.id = "A2",
                          .decision = "denied",
                          .start = "2026-04-16",
                          .end = "2026-05-15",
                          .lines = {{.units = 18}}})
                .as_of("2026-04-14T00:00:00Z")
                .status("review:A1"),
            "overdue");
}

TEST(ReviewStatus, IsNotNeededAfterADischargeWithinTheCoveredDays) {
  const auto discharged = [](const char* day) {
    return due_on_13_april("").discharged(day).as_of("2026-05-01T00:00:00Z").status("review:A1");
  };
  EXPECT_EQ(discharged("2026-04-15"), "not_needed");
  EXPECT_EQ(discharged("2026-04-16"), "overdue");
}

TEST(ReviewStatus, OfSeveralTakesTheFirstThatFits) {
  auto story =
      due_on_13_april("").approved("A2", 18, "2026-04-16", "2026-05-15").discharged("2026-04-10");
  EXPECT_EQ(story.as_of("2026-05-01T00:00:00Z").status("review:A1"), "extended");
  story.review_submitted("A1", "2026-04-20T00:00:00Z");
  EXPECT_EQ(story.as_of("2026-05-01T00:00:00Z").status("review:A1"), "met_late");
}

TEST(ReviewStatus, ChangesWithHindsight) {
  // Submitted in time as was known then; a late entry shows that the units had run out before.
  auto story = with_reviews(R"({"key": "r", "before": "exhaustion", "business_days": 1})")
                   .approved("A1", 3, "2026-03-02", "2026-04-15")
                   .attended("2026-03-04")
                   .no_show("2026-03-02");
  story.review_submitted("A1", "2026-03-06T20:00:00Z");
  EXPECT_EQ(story.as_of("2026-03-06T20:00:00Z").due("review:A1"), "2026-03-06T23:00:00Z");
  EXPECT_EQ(story.as_of("2026-03-06T20:00:00Z").status("review:A1"), "met");
  story.learned("2026-03-07T00:00:00Z").attended("2026-03-02").attended("2026-03-06");
  EXPECT_EQ(story.as_of("2026-03-07T00:00:00Z").due("review:A1"), "2026-03-05T23:00:00Z");
  EXPECT_EQ(story.as_of("2026-03-07T00:00:00Z").status("review:A1"), "met_late");
  EXPECT_EQ(story.as_of("2026-03-06T20:00:00Z").status("review:A1"), "met");
}

}  // namespace
}  // namespace authledger
