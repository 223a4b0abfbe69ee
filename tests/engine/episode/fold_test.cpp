#include <gtest/gtest.h>

#include <algorithm>

#include "engine/episode/episode.hpp"
#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::Texts;

constexpr const char* now = "2026-03-10T20:00:00Z";

Texts sessions(const Given& story, const char* as_of) {
  Texts texts;
  for (const auto& said : story.episode(as_of).sessions)
    texts.push_back(said.fact.session + " " + std::string(word(said.fact.outcome)));
  return texts;
}

Texts authorizations(const Given& story, const char* as_of) {
  Texts texts;
  for (const auto& it : story.episode(as_of).authorizations)
    texts.push_back(it.id + (it.request ? " requested" : "") +
                    (it.decision ? " " + std::string(word(it.decision->fact.decision)) : ""));
  return texts;
}

std::string discharge(const Given& story) {
  const auto said = story.episode(now).discharge;
  return said ? to_text(*said->fact.date) : "none";
}

TEST(Fold, OfNothingIsAnEmptyEpisode) {
  const Episode episode = given().episode(now);
  EXPECT_FALSE(episode.admission || episode.discharge);
  EXPECT_TRUE(episode.sessions.empty() && episode.authorizations.empty());
  EXPECT_EQ(episode.coverage_on(test::date("2026-03-02")), nullptr);
  EXPECT_EQ(episode.schedule_on(test::date("2026-03-02")), nullptr);
}

TEST(Fold, TakesTheLastWord) {
  const auto story = given()
                         .no_show("2026-03-02")
                         .session({.date = "2026-03-02", .outcome = "cancelled_by_member"})
                         .attended("2026-03-02");
  EXPECT_EQ(sessions(story, now), Texts{"2026-03-02 attended"});
  EXPECT_EQ(story.episode(now).sessions.front().seq, 3);
}

TEST(Fold, ReplacesByTheIdentityOfEachType) {
  const auto story = given()
                         .admitted("2026-03-01")
                         .admitted("2026-03-02")
                         .covered_by("one", "2026-03-02")
                         .covered_by("other", "2026-03-05")
                         .covered_by("third", "2026-03-02")
                         .meets_from("2026-03-02", {"mon"}, "09:00", 180, "S9480")
                         .meets_from("2026-03-02", {"tue"}, "09:00", 180, "S9480")
                         .used_elsewhere("S9480", 2025, 1)
                         .used_elsewhere("S9480", 2026, 2)
                         .used_elsewhere("S9480", 2026, 3)
                         .payer_asked("R1", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z")
                         .payer_asked("R1", "2026-03-02T08:00:00Z", "2026-03-04T08:00:00Z");
  const Episode episode = story.episode(now);
  EXPECT_EQ(to_text(episode.admission->fact.date), "2026-03-02");
  ASSERT_EQ(episode.coverages.size(), 2u);
  EXPECT_EQ(episode.coverages[0].fact.payer, "third");
  ASSERT_EQ(episode.schedules.size(), 1u);
  EXPECT_TRUE(episode.schedules[0].fact.meets_on(Weekday::tue));
  ASSERT_EQ(episode.prior_uses.size(), 2u);
  EXPECT_EQ(episode.prior_uses[1].fact.units, 3);
  ASSERT_EQ(episode.asks.size(), 1u);
  EXPECT_EQ(to_text(episode.asks[0].fact.due), "2026-03-04T08:00:00Z");
}

TEST(Fold, CountsEachReviewNoticeAndDuty) {
  const auto story = given()
                         .review_submitted("A1", "2026-03-02T08:00:00Z")
                         .review_submitted("A1", "2026-03-02T08:00:00Z")
                         .notice_sent("notice:x:S1", "2026-03-02T08:00:00Z")
                         .notice_sent("notice:x:S1", "2026-03-02T08:00:00Z")
                         .duty_completed("duty:x", "2026-03-02T08:00:00Z")
                         .duty_completed("duty:x", "2026-03-02T08:00:00Z");
  const Episode episode = story.episode(now);
  EXPECT_EQ(episode.reviews.size(), 2u);
  EXPECT_EQ(episode.notices.size(), 2u);
  EXPECT_EQ(episode.duties.size(), 2u);
}

TEST(Fold, OrdersByWhenItWasLearnedAndThenByPlace) {
  auto story = given();
  story.learned("2026-03-03T00:00:00Z").no_show("2026-03-02");
  story.learned("2026-03-02T00:00:00Z").attended("2026-03-02");  // stands later, learned earlier
  EXPECT_EQ(sessions(story, now), Texts{"2026-03-02 no_show"});

  auto same_instant = given();
  same_instant.say_as(7, SessionVoided{"2026-03-02"});
  same_instant.attended("2026-03-02");
  EXPECT_EQ(sessions(same_instant, now), Texts{"2026-03-02 attended"});
}

TEST(Fold, TakesALogThatStandsInAnyOrder) {
  auto story = given();
  story.no_show("2026-03-02").attended("2026-03-02").attended("2026-03-04");
  std::vector<Event> log = story.log();
  std::reverse(log.begin(), log.end());
  const Episode episode = fold(log, test::instant(now));
  ASSERT_EQ(episode.sessions.size(), 2u);
  EXPECT_EQ(word(episode.sessions[0].fact.outcome), "attended");
}

TEST(Fold, KnowsOnlyWhatWasLearnedByThen) {
  auto story = given();
  story.learned("2026-03-02T20:00:00Z").attended("2026-03-02");
  EXPECT_EQ(sessions(story, "2026-03-02T19:59:59.999999Z"), Texts{});
  EXPECT_EQ(sessions(story, "2026-03-02T20:00:00Z"), Texts{"2026-03-02 attended"});
}

TEST(Void, TakesAwayASessionUntilItIsSaidAgain) {
  auto story = given().attended("2026-03-02").session_voided("2026-03-02");
  EXPECT_EQ(sessions(story, now), Texts{});
  story.no_show("2026-03-02");
  EXPECT_EQ(sessions(story, now), Texts{"2026-03-02 no_show"});
}

TEST(Void, OfWhatIsUnknownDoesNothing) {
  const auto story = given().session_voided("S9").authorization_voided("A9").attended("2026-03-02");
  EXPECT_EQ(sessions(story, now), Texts{"2026-03-02 attended"});
  EXPECT_EQ(authorizations(story, now), Texts{});
}

TEST(Void, OfAnAuthorizationTakesAwayItsRequestToo) {
  auto story = given()
                   .requested("A1", "2026-03-02T08:00:00Z")
                   .approved("A1", 18, "2026-03-02", "2026-04-15")
                   .authorization_voided("A1");
  EXPECT_EQ(authorizations(story, now), Texts{});
  story.approved("A1", 9, "2026-03-02", "2026-04-15");
  EXPECT_EQ(authorizations(story, now), Texts{"A1 approved"});
  story.requested("A1", "2026-03-03T08:00:00Z");
  EXPECT_EQ(authorizations(story, now), Texts{"A1 requested approved"});
}

TEST(Withdrawal, MakesAnEventAsNeverSaid) {
  auto story = given().no_show("2026-03-02").attended("2026-03-02");
  story.withdraw(2);
  EXPECT_EQ(sessions(story, now), Texts{"2026-03-02 no_show"});
  story.withdraw(1);
  EXPECT_EQ(sessions(story, now), Texts{});
}

TEST(Withdrawal, OfAVoidBringsTheThingBack) {
  const auto story = given().attended("2026-03-02").session_voided("2026-03-02").withdraw(2);
  EXPECT_EQ(sessions(story, now), Texts{"2026-03-02 attended"});
}

TEST(Withdrawal, CannotBeWithdrawn) {
  const auto story = given().attended("2026-03-02").withdraw(1).withdraw(2);
  EXPECT_EQ(sessions(story, now), Texts{});
}

TEST(Withdrawal, OfAnUnknownPlaceDoesNothing) {
  const auto story = given().attended("2026-03-02").withdraw(99).withdraw(-1);
  EXPECT_EQ(sessions(story, now), Texts{"2026-03-02 attended"});
}

TEST(Withdrawal, CountsFromWhenItWasLearnedEvenIfThatIsBeforeTheEvent) {
  auto story = given();
  story.learned("2026-03-05T00:00:00Z").attended("2026-03-02");
  story.learned("2026-03-06T00:00:00Z").withdraw(1);
  EXPECT_EQ(sessions(story, "2026-03-05T12:00:00Z"), Texts{"2026-03-02 attended"});
  EXPECT_EQ(sessions(story, "2026-03-06T00:00:00Z"), Texts{});

  auto announced = given();
  announced.learned("2026-03-04T00:00:00Z").withdraw(2);
  announced.learned("2026-03-05T00:00:00Z").attended("2026-03-02");
  EXPECT_EQ(sessions(announced, now), Texts{});
}

TEST(Discharge, IsTakenBackByANullDate) {
  auto story = given().discharged("2026-03-05");
  EXPECT_EQ(discharge(story), "2026-03-05");
  story.discharge_taken_back();
  EXPECT_EQ(discharge(story), "none");
  story.discharged("2026-03-09");
  EXPECT_EQ(discharge(story), "2026-03-09");
}

TEST(FutureEvents, AttendedOnesAreAsIfNeverRecorded) {
  const auto story = given()
                         .attended("2026-03-10")  // 14:00Z
                         .no_show("2026-03-12")
                         .attended("2026-03-11");
  EXPECT_EQ(sessions(story, "2026-03-10T13:59:59Z"), Texts{"2026-03-12 no_show"});
  EXPECT_EQ(sessions(story, "2026-03-10T14:00:00Z"),
            (Texts{"2026-03-10 attended", "2026-03-12 no_show"}));
}

TEST(FutureEvents, AnAttendedOneStillReplacesWhatWasSaidBefore) {
  const auto story = given().no_show("2026-03-12").attended("2026-03-12");
  EXPECT_EQ(sessions(story, now), Texts{});
}

TEST(FutureEvents, ReviewsNoticesAndDutiesHaveNotHappenedYet) {
  const auto story = given()
                         .review_submitted("A1", "2026-03-10T20:00:01Z")
                         .notice_sent("notice:x:S1", "2026-03-10T20:00:01Z")
                         .duty_completed("duty:x", "2026-03-10T20:00:01Z");
  EXPECT_TRUE(story.episode(now).reviews.empty());
  EXPECT_TRUE(story.episode(now).notices.empty());
  EXPECT_TRUE(story.episode(now).duties.empty());
  EXPECT_EQ(story.episode("2026-03-10T20:00:01Z").reviews.size(), 1u);
}

TEST(FutureEvents, RequestsAndDecisionsCountAtOnce) {
  const auto story = given()
                         .requested("A1", "2026-04-01T00:00:00Z")
                         .decided({.id = "A2", .decision = "denied", .at = "2026-04-01T00:00:00Z"})
                         .payer_asked("R1", "2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z");
  EXPECT_EQ(authorizations(story, now), (Texts{"A1 requested", "A2 denied"}));
  EXPECT_EQ(story.episode(now).asks.size(), 1u);
}

TEST(Episode, ListsSessionsByStartAndThenById) {
  const auto story = given()
                         .session({.date = "2026-03-04", .id = "b"})
                         .session({.date = "2026-03-04", .id = "a"})
                         .session({.date = "2026-03-04", .id = "B"})
                         .session({.date = "2026-03-02", .id = "z"});
  EXPECT_EQ(sessions(story, now), (Texts{"z attended", "B attended", "a attended", "b attended"}));
}

TEST(Episode, KnowsCoverageAndScheduleOfEachDate) {
  const auto story = given()
                         .covered_by("later", "2026-03-05")
                         .covered_by("earlier", "2026-03-02")
                         .meets_from("2026-03-03", {"mon"}, "09:00", 180, "S9480");
  const Episode episode = story.episode(now);
  EXPECT_EQ(episode.coverage_on(test::date("2026-03-01")), nullptr);
  EXPECT_EQ(episode.coverage_on(test::date("2026-03-04"))->fact.payer, "earlier");
  EXPECT_EQ(episode.coverage_on(test::date("2026-03-05"))->fact.payer, "later");
  EXPECT_EQ(episode.schedule_on(test::date("2026-03-02")), nullptr);
  EXPECT_NE(episode.schedule_on(test::date("2026-03-03")), nullptr);
}

int minutes(const test::Meeting& meeting) {
  return given().session(meeting).episode(now).sessions.front().fact.minutes();
}

TEST(Minutes, AsGivenAreNet) {
  EXPECT_EQ(minutes({.date = "2026-03-02", .minutes = 170, .break_minutes = 15}), 170);
}

TEST(Minutes, FromStartToEndAreRoundedDownLessTheBreak) {
  const std::string start = "2026-03-02T09:00:00-06:00";
  EXPECT_EQ(minutes({.id = "S", .start = start, .end = "2026-03-02T12:00:59.999-06:00"}), 180);
  EXPECT_EQ(
      minutes({.id = "S", .start = start, .end = "2026-03-02T12:00:59-06:00", .break_minutes = 15}),
      165);
  EXPECT_EQ(
      minutes({.id = "S", .start = start, .end = "2026-03-02T09:10:00-06:00", .break_minutes = 15}),
      0);
  EXPECT_EQ(minutes({.id = "S", .start = start, .end = "2026-03-02T08:00:00-06:00"}), 0);
}

TEST(Minutes, OverAClockChangeAreElapsedTime) {
  EXPECT_EQ(
      minutes(
          {.id = "S", .start = "2026-03-08T01:00:00-06:00", .end = "2026-03-08T04:00:00-05:00"}),
      120);
}

TEST(Fold, KeepsTheLastWordAboutEachObligation) {
  auto story = given()
                   .say(ObligationAssigned{"b", "Ana", {}})
                   .say(ObligationAssigned{"a", "Ana", {}})
                   .say(ObligationAssigned{"b", "Bo", {}})
                   .say(ObligationWaived{"b", "first", {}})
                   .say(ObligationWaived{"b", "second", {}});
  const auto waived = story.last();
  const auto said = [](const Given& it) {
    Texts texts;
    const Episode episode = it.episode(now);
    for (const auto& one : episode.assignments)
      texts.push_back(one.fact.obligation + " " + one.fact.assignee.value_or("nobody"));
    for (const auto& one : episode.waivers) texts.push_back(one.fact.reason);
    return texts;
  };
  EXPECT_EQ(said(story), (Texts{"a Ana", "b Bo", "second"}));
  story.withdraw(waived).withdraw(3).say(ObligationAssigned{"a", {}, {}});
  EXPECT_EQ(said(story), (Texts{"a nobody", "b Ana", "first"}));
}

}  // namespace
}  // namespace authledger
