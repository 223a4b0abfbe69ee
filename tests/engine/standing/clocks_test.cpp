// Reviews that run on a clock: payers/RULES.md, section 7; R9 and R36 of the worked examples.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::Answer;
using test::given;
using test::Given;
using test::policy;
using test::Texts;

using Measure = MeasureChosen::Measure;

// Three hours on Monday, Wednesday and Friday from 2026-03-02: the 9th visit is on 03-20.
Given with_clock(const std::string& members) {
  return given()
      .under(policy(R"("clocks": [{"key": "clock", )" + members + "}]"))
      .covered_by("example-payer")
      .admitted("2026-03-02")
      .meets_from("2026-03-02", {"mon", "wed", "fri"}, "09:00", 180, "S9480");
}

// 30 days or 27 hours, as chosen.
Given with_dual_clock() {
  return with_clock(R"("locked": true, "measures": [{"days": 30}, {"attended_minutes": 1620}])");
}

Given& choose(Given& story, Measure measure, const char* at) {
  return story.say(MeasureChosen{"clock", measure, test::instant(at)});
}

Texts clock(const Answer& now) {
  Texts texts;
  for (const auto& key : now.obligations())
    texts.push_back(key + " " + now.due(key).substr(0, 10) + " " + now.status(key));
  return texts;
}

constexpr const char* at_admission = "2026-03-02T15:30:00Z";

TEST(Clock, RunsOnTheMeasureThatWasChosen) {
  Given hours = with_dual_clock();
  EXPECT_EQ(clock(choose(hours, Measure::attended_minutes, at_admission).as_of(at_admission)),
            Texts{"duty:clock#1 2026-03-20 open"});
  Given days = with_dual_clock();
  const auto now = choose(days, Measure::days, at_admission).as_of(at_admission);
  EXPECT_EQ(clock(now), Texts{"duty:clock#1 2026-04-01 open"});
  EXPECT_EQ(now.due("duty:clock#1"), "2026-04-01T22:00:00Z");
  EXPECT_EQ(now.opens("duty:clock#1"), "never");
  EXPECT_EQ(now.rule("duty:clock#1"), "clock");
}

TEST(Clock, WithoutAChoiceRunsOnTheEarliestMeasure) {
  EXPECT_EQ(clock(with_dual_clock().as_of(at_admission)), Texts{"duty:clock#1 2026-03-20 open"});
}

TEST(Clock, ThatIsNotLockedRunsOnTheEarliestMeasureWhateverWasChosen) {
  Given story = with_clock(R"("measures": [{"days": 30}, {"attended_minutes": 1620}])");
  EXPECT_EQ(clock(choose(story, Measure::days, at_admission).as_of(at_admission)),
            Texts{"duty:clock#1 2026-03-20 open"});
  const auto slow = with_clock(R"("measures": [{"days": 30}, {"attended_minutes": 6000}])");
  EXPECT_EQ(clock(slow.as_of(at_admission)), Texts{"duty:clock#1 2026-04-01 open"});
}

TEST(Clock, KeepsItsChoiceUntilTheNextReview) {
  Given story = with_dual_clock();
  choose(story, Measure::days, at_admission);
  choose(story, Measure::attended_minutes, "2026-03-11T15:00:00Z");
  EXPECT_EQ(clock(story.as_of("2026-03-12T00:00:00Z")), Texts{"duty:clock#1 2026-04-01 open"});
  // The next begins on 2026-04-01: nine visits after it end on 2026-04-22.
  story.duty_completed("duty:clock#1", "2026-04-01T15:00:00Z");
  EXPECT_EQ(clock(story.as_of("2026-04-02T00:00:00Z")),
            (Texts{"duty:clock#1 2026-04-01 met", "duty:clock#2 2026-04-22 open"}));
}

TEST(Clock, TakesAChoiceOfTheDayOnWhichItBegins) {
  Given story = with_dual_clock();
  choose(story, Measure::days, at_admission);
  story.duty_completed("duty:clock#1", "2026-03-20T15:00:00Z");
  Given in_time = story;
  choose(in_time, Measure::attended_minutes, "2026-03-21T04:59:59Z");
  EXPECT_EQ(in_time.as_of("2026-03-22T00:00:00Z").due("duty:clock#2"), "2026-04-10T22:00:00Z");
  choose(story, Measure::attended_minutes, "2026-03-21T05:00:00Z");
  EXPECT_EQ(story.as_of("2026-03-22T00:00:00Z").due("duty:clock#2"), "2026-04-19T22:00:00Z");
}

TEST(Clock, FirstTakesTheFirstChoiceIfThereIsNoneEarlier) {
  Given story = with_dual_clock();
  choose(story, Measure::days, "2026-03-09T15:00:00Z");
  choose(story, Measure::attended_minutes, "2026-03-10T15:00:00Z");
  EXPECT_EQ(clock(story.as_of("2026-03-11T00:00:00Z")), Texts{"duty:clock#1 2026-04-01 open"});
}

TEST(Clock, KnowsOnlyItsOwnChoicesAndMeasures) {
  Given other = with_dual_clock();
  other.say(MeasureChosen{"another", Measure::days, test::instant(at_admission)});
  EXPECT_EQ(clock(other.as_of(at_admission)), Texts{"duty:clock#1 2026-03-20 open"});
  Given lacking = with_clock(R"("locked": true, "measures": [{"days": 30}])");
  EXPECT_EQ(clock(choose(lacking, Measure::attended_minutes, at_admission).as_of(at_admission)),
            Texts{"duty:clock#1 2026-04-01 open"});
}

TEST(Clock, OfMinutesCountsWhatWasAttended) {
  const auto story = with_clock(R"("measures": [{"attended_minutes": 1620}])")
                         .attended("2026-03-02")
                         .attended("2026-03-04")
                         .no_show("2026-03-06")
                         .attended("2026-03-09", 120);
  // 480 minutes so far, 180 in each of the seven sessions that are left: the 25th.
  EXPECT_EQ(story.as_of("2026-03-10T00:00:00Z").due("duty:clock#1"), "2026-03-25T22:00:00Z");
}

TEST(Clock, OfMinutesBeginsAnewAfterTheDayOfTheReview) {
  const auto story = with_clock(R"("measures": [{"attended_minutes": 540}])")
                         .attended("2026-02-27")  // before the admission
                         .attended("2026-03-02")
                         .attended("2026-03-04")
                         .attended("2026-03-06")
                         .attended("2026-03-09")
                         .duty_completed("duty:clock#1", "2026-03-06T20:00:00Z")
                         .duty_completed("duty:clock#1", "2026-03-07T20:00:00Z");
  EXPECT_EQ(clock(story.as_of("2026-03-10T00:00:00Z")),
            (Texts{"duty:clock#1 2026-03-06 met", "duty:clock#2 2026-03-13 open"}));
}

TEST(Clock, OfMinutesThatAreNeverReachedAsksForNothing) {
  const auto story = with_clock(R"("measures": [{"attended_minutes": 1620}])")
                         .attended("2026-03-02")
                         .discharged("2026-03-06");
  EXPECT_EQ(clock(story.as_of("2026-03-10T00:00:00Z")), Texts{});
}

TEST(Clock, StopsAtTheDischarge) {
  const auto story = with_clock(R"("measures": [{"days": 30}])")
                         .duty_completed("duty:clock#1", "2026-04-02T20:00:00Z")
                         .discharged("2026-04-10");
  EXPECT_EQ(clock(story.as_of("2026-06-01T00:00:00Z")),
            (Texts{"duty:clock#1 2026-04-01 met_late", "duty:clock#2 2026-05-02 not_needed"}));
  EXPECT_EQ(clock(with_clock(R"("measures": [{"days": 30}])").as_of("2026-04-01T22:00:01Z")),
            Texts{"duty:clock#1 2026-04-01 overdue"});
}

// R36: 27 hours of treatment, and a review before the planned discharge.
Given before_discharge() {
  return with_clock(
      R"("measures": [{"attended_minutes": 1620}], "before_planned_discharge": {"days": 1})");
}
Given& plan_discharge(Given& story, std::optional<Date> date) {
  return story.say(DischargePlanned{date});
}

TEST(Clock, IsAlsoDueBeforeThePlannedDischarge) {
  Given story = before_discharge();
  plan_discharge(story, test::date("2026-03-13"));
  EXPECT_EQ(clock(story.as_of("2026-03-09T00:00:00Z")), Texts{"duty:clock#1 2026-03-12 open"});
  plan_discharge(story, test::date("2026-04-30"));
  EXPECT_EQ(story.as_of("2026-03-09T00:00:00Z").due("duty:clock#1"), "2026-03-27T22:00:00Z");
}

TEST(Clock, ReviewedBeforeThePlannedDischargeBeginsAnewWhenItIsCancelled) {
  Given story = before_discharge();
  for (const char* day : {"2026-03-02", "2026-03-04", "2026-03-06", "2026-03-09", "2026-03-11"})
    story.attended(day);
  plan_discharge(story, test::date("2026-03-13"));
  story.duty_completed("duty:clock#1", "2026-03-12T15:00:00Z");
  plan_discharge(story, std::nullopt);
  // Nine visits after 2026-03-12: the 13th is the first, 2026-04-01 the ninth.
  EXPECT_EQ(clock(story.as_of("2026-03-12T20:00:00Z")),
            (Texts{"duty:clock#1 2026-03-20 met", "duty:clock#2 2026-04-01 open"}));
}

TEST(Clock, ReviewedOnceBeforeThePlannedDischargeIsNotAskedForAgain) {
  for (const char* done : {"2026-03-10T15:00:00Z", "2026-03-12T15:00:00Z"}) {
    Given story = before_discharge();
    plan_discharge(story, test::date("2026-03-13"));
    story.duty_completed("duty:clock#1", done);
    const auto now = story.as_of("2026-03-12T20:00:00Z");
    EXPECT_EQ(now.status("duty:clock#1"), "met");
    EXPECT_EQ(now.due("duty:clock#1"), "2026-03-12T22:00:00Z");
    EXPECT_GT(now.due("duty:clock#2"), "2026-03-20") << done;
  }
}

TEST(Clock, IsNotMovedByADischargePlannedForBeforeItBegan) {
  Given story = before_discharge();
  plan_discharge(story, test::date("2026-03-02"));
  EXPECT_GT(story.as_of("2026-03-02T20:00:00Z").due("duty:clock#1"), "2026-03-20");
  plan_discharge(story, test::date("2026-03-03"));
  EXPECT_EQ(story.as_of("2026-03-02T20:00:00Z").due("duty:clock#1"), "2026-03-02T23:00:00Z");
}

TEST(Clock, SaysWhatItRestsOn) {
  Given story = with_dual_clock();
  const Seq admitted = story.last() - 1;  // the schedule was said after it
  choose(story, Measure::attended_minutes, at_admission);
  const Seq chosen = story.last();
  story.attended("2026-03-02").no_show("2026-03-04").attended("2026-03-06");
  const Seq attended = story.last();
  story.duty_completed("duty:clock#1", "2026-03-23T15:00:00Z");
  const Seq done = story.last();
  const auto now = story.as_of("2026-03-23T20:00:00Z");
  EXPECT_EQ(now.events_of("duty:clock#1"),
            (std::vector<Seq>{admitted, chosen, attended - 2, attended, done}));
  EXPECT_EQ(now.events_of("duty:clock#2"), (std::vector<Seq>{chosen, done}));
}

TEST(Clock, OfALongLogIsComputedInTime) {
  Given story = with_clock(
      R"("locked": true, "measures": [{"days": 1}, {"attended_minutes": 1000000}],
         "before_planned_discharge": {"days": 0})");
  constexpr int of_each = 2'500;
  const Instant start = test::instant("2020-01-01T15:00:00Z");
  for (int i = 0; i < of_each; ++i) {
    const std::string number = std::to_string(i + 1);
    SessionRecorded session;
    session.session = "S" + number;
    session.start = start.plus_hours(24 * (i % 700));
    session.given_minutes = 1'000;
    session.service = "S9480";
    story.say(std::move(session));
    // Each review is done on the admission: all of them count the same sessions.
    story.duty_completed("duty:clock#" + number, "2020-01-01T15:00:00Z");
    story.say(MeasureChosen{"clock", Measure::attended_minutes, start.plus_hours(-i)});
    story.say(DischargePlanned{test::date("2026-03-13")});
  }
  const Answer now = story.admitted("2020-01-01").as_of("2026-03-02T00:00:00Z");
  EXPECT_EQ(now.obligations().size(), of_each + 1u);
  for (const Obligation& obligation : now.standing().obligations)
    EXPECT_LE(obligation.because.events.size(), 110u);
}

}  // namespace
}  // namespace authledger
