// Not earlier and not later: windows in which a request or a review is taken, and how old what is
// sent may be. payers/RULES.md, sections 5 and 8; R5 to R7 and R12 of the worked examples.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::Answer;
using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* initial = "duty:initial-authorization";

// R5: five days before the admission, not earlier, and one business day after it, not later.
Given with_a_window(const char* admitted) {
  return given()
      .under(policy(R"("prior_authorization": {"required": true, "request": {"business_days": 1},
                                               "not_earlier": {"days": 5}})"))
      .covered_by("example-payer")
      .admitted(admitted);
}

TEST(InitialAuthorization, HasAWindow) {
  const auto now = with_a_window("2026-03-02").as_of("2026-03-02T15:00:00Z");
  EXPECT_EQ(now.opens(initial), "2026-02-25T06:00:00Z");  // Wednesday, 00:00
  EXPECT_EQ(now.due(initial), "2026-03-03T23:00:00Z");    // Tuesday, 17:00
  EXPECT_EQ(now.status(initial), "open");
}

TEST(InitialAuthorization, HasAWindowThatAHolidayStretchesOnOneSide) {
  const auto now = with_a_window("2026-05-22").as_of("2026-05-22T15:00:00Z");
  EXPECT_EQ(now.opens(initial), "2026-05-17T05:00:00Z");  // a Sunday: calendar days do not skip
  EXPECT_EQ(now.due(initial), "2026-05-26T22:00:00Z");    // behind Memorial Day
}

TEST(InitialAuthorization, IsUpcomingBeforeItsWindowOpens) {
  const Given story = with_a_window("2026-03-02");
  EXPECT_EQ(story.as_of("2026-02-25T05:59:59Z").status(initial), "upcoming");
  EXPECT_EQ(story.as_of("2026-02-25T06:00:00Z").status(initial), "open");
  EXPECT_EQ(story.as_of("2026-03-03T23:00:01Z").status(initial), "overdue");
}

TEST(InitialAuthorization, RequestedTooEarlyIsReturned) {
  const Given story = with_a_window("2026-03-02");
  const char* later = "2026-03-02T15:00:00Z";
  EXPECT_EQ(Given(story).requested("A1", "2026-02-25T05:59:59Z").as_of(later).status(initial),
            "open");
  EXPECT_EQ(Given(story).requested("A1", "2026-02-25T06:00:00Z").as_of(later).status(initial),
            "met");
  EXPECT_EQ(Given(story)
                .requested("A1", "2026-02-20T15:00:00Z")
                .requested("A2", "2026-03-04T15:00:00Z")
                .as_of("2026-03-05T15:00:00Z")
                .status(initial),
            "met_late");
}

TEST(InitialAuthorization, DecidedIsMetHoweverEarlyItWasRequested) {
  const auto now = with_a_window("2026-03-02")
                       .requested("A1", "2026-02-20T15:00:00Z")
                       .decided({.id = "A1",
                                 .at = "2026-02-24T15:00:00Z",
                                 .start = "2026-03-02",
                                 .end = "2026-03-31",
                                 .lines = {{.units = 9}}})
                       .as_of("2026-03-02T15:00:00Z");
  EXPECT_EQ(now.status(initial), "met");
}

TEST(InitialAuthorization, DueInHoursRunsFromTheInstantOfTheAdmission) {
  const auto story =
      given()
          .under(policy(R"("prior_authorization": {"required": true, "request": {"hours": 48}})"))
          .covered_by("example-payer");
  const Date day = test::date("2026-03-02");
  EXPECT_EQ(Given(story)
                .say(EpisodeAdmitted{"E1", day, "iop", {}, test::instant("2026-03-02T15:00:00Z")})
                .as_of("2026-03-02T16:00:00Z")
                .due(initial),
            "2026-03-04T15:00:00Z");
  EXPECT_EQ(Given(story).admitted("2026-03-02").as_of("2026-03-02T16:00:00Z").due(initial),
            "2026-03-04T06:00:00Z");
}

// R6: between the fifth and the third day before the last covered day.
Given with_a_review(const std::string& review, const char* end) {
  return given()
      .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"}], "reviews": [)" + review +
                    "]"))
      .covered_by("example-payer")
      .admitted("2026-03-02")
      .approved("A1", 60, "2026-03-02", end);
}

std::string status_when_submitted(const Given& story, const char* at) {
  return Given(story).review_submitted("A1", at).as_of("2026-06-30T00:00:00Z").status("review:A1");
}

TEST(Review, IsTakenBetweenTheFifthAndTheThirdDayBeforeTheLastCoveredOne) {
  const Given story = with_a_review(
      R"({"key": "before-lcd", "before": "last_covered_day", "days": 3,
          "not_earlier": {"days": 2}})",
      "2026-04-30");
  EXPECT_EQ(story.as_of("2026-04-20T00:00:00Z").due("review:A1"), "2026-04-27T22:00:00Z");
  EXPECT_EQ(status_when_submitted(story, "2026-04-25T04:59:59Z"), "overdue");  // too early
  EXPECT_EQ(status_when_submitted(story, "2026-04-25T05:00:00Z"), "met");      // a Saturday
  EXPECT_EQ(status_when_submitted(story, "2026-04-27T22:00:00Z"), "met");
  EXPECT_EQ(status_when_submitted(story, "2026-04-28T14:00:00Z"), "met_late");
}

// The due date rolls back to a business day; the window's first day stays where the payer put it.
TEST(Review, KeepsTheFirstDayOfItsWindowWhenItsLastDayRollsBack) {
  const Given story = with_a_review(
      R"({"key": "before-lcd", "before": "last_covered_day", "days": 3,
          "not_earlier": {"days": 2}})",
      "2026-04-28");
  EXPECT_EQ(story.as_of("2026-04-20T00:00:00Z").due("review:A1"), "2026-04-24T22:00:00Z");
  EXPECT_EQ(status_when_submitted(story, "2026-04-23T04:59:59Z"), "overdue");  // too early
  EXPECT_EQ(status_when_submitted(story, "2026-04-23T05:00:00Z"), "met");
}

// R7: on the last covered day itself; a weekend makes it the business day before.
constexpr const char* on_the_day = R"({"key": "on-lcd", "before": "last_covered_day", "days": 0,
                                       "not_earlier": {"days": 0}})";

TEST(Review, IsTakenOnTheLastCoveredDayOnly) {
  const Given story = with_a_review(on_the_day, "2026-05-22");
  EXPECT_EQ(status_when_submitted(story, "2026-05-21T20:00:00Z"), "overdue");
  EXPECT_EQ(status_when_submitted(story, "2026-05-22T14:00:00Z"), "met");
  EXPECT_EQ(status_when_submitted(story, "2026-05-26T14:00:00Z"), "met_late");
  const Given weekend = with_a_review(on_the_day, "2026-05-23");
  EXPECT_EQ(weekend.as_of("2026-05-01T00:00:00Z").due("review:A1"), "2026-05-22T22:00:00Z");
  EXPECT_EQ(status_when_submitted(weekend, "2026-05-22T14:00:00Z"), "met");
}

TEST(Review, TooEarlyDoesNotHideTheOneInTime) {
  const Given story = with_a_review(on_the_day, "2026-05-22");
  const auto now = Given(story)
                       .review_submitted("A1", "2026-05-21T14:00:00Z")
                       .review_submitted("A1", "2026-05-22T14:00:00Z")
                       .as_of("2026-06-30T00:00:00Z");
  EXPECT_EQ(now.status("review:A1"), "met");
}

TEST(Review, ThatThePayerStatedIsTakenAtAnyTime) {
  const auto now = given()
                       .under(policy(std::string(R"("reviews": [)") + on_the_day + "]"))
                       .covered_by("example-payer")
                       .decided({.id = "A1",
                                 .start = "2026-03-02",
                                 .end = "2026-05-22",
                                 .lines = {{.units = 9}},
                                 .next_review = "2026-04-10"})
                       .review_submitted("A1", "2026-04-01T14:00:00Z")
                       .as_of("2026-04-02T00:00:00Z");
  EXPECT_EQ(now.status("review:A1"), "met");
}

// R12: "notes 2026-04-20" for each piece of evidence of the obligation.
Texts evidence(const Answer& now, std::string_view key) {
  Texts texts;
  for (const Obligation& obligation : now.standing().obligations)
    if (obligation.key == key)
      for (const EvidenceWanted& wanted : obligation.evidence)
        texts.push_back(wanted.rule + ": " + std::string(word(wanted.document)) + " " +
                        to_text(wanted.from));
  return texts;
}

Given with_evidence() {
  return given()
      .under(policy(R"("prior_authorization": {"required": true, "request": {"days": 3},
                                               "not_earlier": {"days": 5}},
          "reviews": [{"key": "before-lcd", "before": "last_covered_day", "days": 3,
                       "opens": {"days": 2}}],
          "evidence": [
            {"key": "notes", "for": "review", "document": "notes", "newest_within": {"days": 7}},
            {"key": "scores", "for": "review", "document": "scores", "newest_within": {"days": 0}},
            {"key": "intake", "for": "initial", "document": "notes", "newest_within": {"days": 3}},
            {"key": "now", "for": "initial", "document": "symptoms", "newest_within": {"days": 7}},
            {"key": "life", "for": "initial", "document": "impairment",
             "newest_within": {"days": 30}}])"))
      .covered_by("example-payer")
      .admitted("2026-03-02")
      .approved("A1", 60, "2026-03-02", "2026-04-30");
}

TEST(Evidence, OfAReviewIsAsOldAsThePacketMayBe) {
  const Given story = with_evidence();
  // Due on Monday 2026-04-27, open from Saturday the 25th.
  EXPECT_EQ(evidence(story.as_of("2026-04-27T14:00:00Z"), "review:A1"),
            (Texts{"notes: notes 2026-04-20", "scores: scores 2026-04-27"}));
  EXPECT_EQ(evidence(story.as_of("2026-04-26T14:00:00Z"), "review:A1"),
            (Texts{"notes: notes 2026-04-19", "scores: scores 2026-04-26"}));
  EXPECT_EQ(evidence(story.as_of("2026-04-01T14:00:00Z"), "review:A1"),
            (Texts{"notes: notes 2026-04-18", "scores: scores 2026-04-25"}));
}

TEST(Evidence, OfAReviewThatIsOverdueIsCountedFromToday) {
  const Given story = with_evidence();
  EXPECT_EQ(evidence(story.as_of("2026-04-29T14:00:00Z"), "review:A1"),
            (Texts{"notes: notes 2026-04-22", "scores: scores 2026-04-29"}));
  const auto met =
      Given(story).review_submitted("A1", "2026-04-27T14:00:00Z").as_of("2026-04-29T14:00:00Z");
  EXPECT_EQ(evidence(met, "review:A1"),
            (Texts{"notes: notes 2026-04-20", "scores: scores 2026-04-27"}));
}

TEST(Evidence, OfTheInitialRequestIsItsOwn) {
  const Given story = with_evidence();
  // Not before 2026-02-25, due on 2026-03-05.
  EXPECT_EQ(evidence(story.as_of("2026-02-20T14:00:00Z"), initial),
            (Texts{"intake: notes 2026-02-22", "now: symptoms 2026-02-18",
                   "life: impairment 2026-01-26"}));
  EXPECT_EQ(evidence(story.as_of("2026-03-02T14:00:00Z"), initial),
            (Texts{"intake: notes 2026-02-27", "now: symptoms 2026-02-23",
                   "life: impairment 2026-01-31"}));
}

}  // namespace
}  // namespace authledger
