// What a team does about its obligations: payers/RULES.md, section 11.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::Answer;
using test::given;
using test::Given;
using test::instant;
using test::policy;

// A review due on 10 April at 22:00 UTC that opens on 31 March, a duty due on 9 March, notices of
// misses, and a payer that decides within a week.
Given program() {
  return given()
      .under(policy(R"(
          "services": [{"codes": ["S9480"], "unit": "day"}],
          "reviews": [{"key": "r", "before": "end", "days": 5, "opens": {"days": 10}}],
          "duties": [{"key": "plan", "after": "admission", "within": {"days": 7}}],
          "missed_sessions": [{"key": "m", "pattern": "consecutive", "count": 1,
                               "outcomes": ["no_show"], "notify": {"days": 2}, "whom": "payer"}],
          "prior_authorization": {"required": true, "request": {"days": 3},
                                  "decision": {"standard": {"days": 7}}},
          "clocks": [{"key": "weekly", "measures": [{"days": 14}]}])"))
      .admitted("2026-03-02")
      .covered_by("example-payer")
      .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480")
      .approved("A1", 30, "2026-03-02", "2026-04-15");
}

constexpr const char* early = "2026-03-05T12:00:00Z";     // the review is upcoming, the duty open
constexpr const char* april = "2026-04-02T12:00:00Z";     // the review is open
constexpr const char* too_late = "2026-04-13T12:00:00Z";  // it is overdue

const Obligation& obligation(const Answer& now, std::string_view key) {
  const auto& all = now.standing().obligations;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& it) { return it.key == key; });
  if (found == all.end()) throw std::out_of_range(std::string(key));
  return *found;
}

std::string status(Given& story, const char* as_of, std::string_view key) {
  return story.as_of(as_of).status(key);
}

TEST(AWaiver, EndsWhatIsPendingAndSaysWhy) {
  for (const char* when : {early, april, too_late}) {
    auto story = program().say(ObligationWaived{"review:A1", "closed by phone", "Ana"});
    const Seq waived = story.last();
    const auto now = story.as_of(when);
    EXPECT_EQ(now.status("review:A1"), "waived");
    const Obligation& it = obligation(now, "review:A1");
    EXPECT_EQ(it.waiver->reason, "closed by phone");
    EXPECT_EQ(it.waiver->by, "Ana");
    EXPECT_EQ(it.waiver->seq, waived);
    EXPECT_FALSE(is_pending(it.status));
    const auto events = now.events_of("review:A1");
    EXPECT_TRUE(std::is_sorted(events.begin(), events.end()));
    EXPECT_TRUE(std::binary_search(events.begin(), events.end(), waived));
  }
}

TEST(AWaiver, ChangesNothingElse) {
  auto plain = program().attended("2026-03-02");
  auto waived = program().attended("2026-03-02").say(ObligationWaived{"review:A1", "x", {}});
  const auto before = plain.as_of(too_late), after = waived.as_of(too_late);
  EXPECT_EQ(after.remaining(), before.remaining());
  EXPECT_EQ(after.due("review:A1"), before.due("review:A1"));
  EXPECT_EQ(after.obligations(), before.obligations());
  EXPECT_EQ(after.status("duty:plan"), before.status("duty:plan"));
}

TEST(AWaiver, IsOverWhenItIsWithdrawn) {
  auto story = program().say(ObligationWaived{"review:A1", "x", {}});
  const Seq waived = story.last();
  EXPECT_EQ(status(story, april, "review:A1"), "waived");
  story.withdraw(waived);
  EXPECT_EQ(status(story, april, "review:A1"), "open");
  EXPECT_FALSE(obligation(story.as_of(april), "review:A1").waiver);
}

TEST(AWaiver, StaysBehindWhatIsDone) {
  auto before = program().review_submitted("A1", "2026-04-01T12:00:00Z");
  EXPECT_EQ(status(before.say(ObligationWaived{"review:A1", "x", {}}), april, "review:A1"), "met");
  auto after = program().say(ObligationWaived{"review:A1", "x", {}});
  after.review_submitted("A1", "2026-04-12T12:00:00Z");
  EXPECT_EQ(status(after, too_late, "review:A1"), "met_late");
  EXPECT_FALSE(obligation(after.as_of(too_late), "review:A1").waiver);
  EXPECT_EQ(status(after, "2026-04-12T11:59:59Z", "review:A1"), "waived")
      << "what is done later has not happened yet";
}

TEST(AWaiver, StaysWhereTheDateMoves) {
  auto story = program().say(ObligationWaived{"review:A1", "x", {}});
  story.approved("A1", 30, "2026-03-02", "2026-05-15");
  const auto now = story.as_of(april);
  EXPECT_EQ(now.due("review:A1"), "2026-05-08T22:00:00Z");
  EXPECT_EQ(now.status("review:A1"), "waived");
}

TEST(AWaiver, WaitsForAnObligationThatGoesAndComesBack) {
  auto story = program();
  story.say(ObligationWaived{"notice:m:2026-03-04", "the payer knows", {}});
  EXPECT_EQ(status(story, early, "notice:m:2026-03-04"), "no such");
  story.no_show("2026-03-04");
  EXPECT_EQ(status(story, early, "notice:m:2026-03-04"), "waived");
  story.attended("2026-03-04");
  EXPECT_EQ(status(story, early, "notice:m:2026-03-04"), "no such");
  story.no_show("2026-03-04");
  EXPECT_EQ(status(story, early, "notice:m:2026-03-04"), "waived");
}

TEST(AWaiver, LeavesMootAndNotNeededAsTheyAre) {
  auto story = program();
  story.notice_sent("notice:m:2026-03-04", "2026-03-04T18:00:00Z");
  story.say(ObligationWaived{"notice:m:2026-03-04", "x", {}});
  EXPECT_EQ(status(story, early, "notice:m:2026-03-04"), "moot");
  story.discharged("2026-03-10").say(ObligationWaived{"review:A1", "x", {}});
  EXPECT_EQ(status(story, april, "review:A1"), "not_needed");
}

TEST(AWaiver, HasNoEffectOnWhatThePayerOwes) {
  auto story = program().requested("A2", "2026-03-03T12:00:00Z");
  story.say(ObligationWaived{"decision:A2", "x", {}});
  EXPECT_EQ(status(story, early, "decision:A2"), "open");
  story.say(ObligationAssigned{"decision:A2", "Ana", {}});
  story.say(ObligationSnoozed{"decision:A2", instant("2026-03-06T12:00:00Z"), {}});
  const auto now = story.as_of(early);
  EXPECT_EQ(obligation(now, "decision:A2").assignee, "Ana");
  EXPECT_TRUE(obligation(now, "decision:A2").snoozed_until);
}

TEST(AWaiver, OfAnOccurrenceOfAClockStartsNoNextOne) {
  auto story = program().say(ObligationWaived{"duty:weekly#1", "x", {}});
  EXPECT_EQ(status(story, april, "duty:weekly#1"), "waived");
  EXPECT_EQ(status(story, april, "duty:weekly#2"), "no such");
  story.duty_completed("duty:weekly#1", "2026-03-17T12:00:00Z");
  EXPECT_EQ(status(story, april, "duty:weekly#1"), "met_late");
  EXPECT_EQ(status(story, april, "duty:weekly#2"), "overdue");
}

TEST(AnAssignment, IsWithWhoeverWasNamedLast) {
  auto story = program().say(ObligationAssigned{"review:A1", "Ana", {}});
  const auto who = [&] { return obligation(story.as_of(april), "review:A1").assignee; };
  EXPECT_EQ(who(), "Ana");
  story.say(ObligationAssigned{"review:A1", "Bo", "Ana"});
  const Seq to_bo = story.last();
  EXPECT_EQ(who(), "Bo");
  EXPECT_EQ(obligation(story.as_of(april), "duty:plan").assignee, std::nullopt);
  story.withdraw(to_bo);
  EXPECT_EQ(who(), "Ana");
  story.say(ObligationAssigned{"review:A1", {}, {}});
  EXPECT_EQ(who(), std::nullopt);
  EXPECT_EQ(status(story, april, "review:A1"), "open");
}

TEST(ASnooze, LastsUntilItsInstantOrTheDueDateAndChangesNothing) {
  const auto asleep = [](const char* until, const char* as_of) {
    auto story = program().say(ObligationSnoozed{"review:A1", instant(until), {}});
    const auto now = story.as_of(as_of);
    const Obligation& it = obligation(now, "review:A1");
    EXPECT_EQ(word(it.status), program().as_of(as_of).status("review:A1"));
    EXPECT_EQ(to_text(*it.due_at), "2026-04-10T22:00:00Z");
    return it.snoozed_until.has_value();
  };
  EXPECT_TRUE(asleep("2026-04-03T12:00:00Z", april));
  EXPECT_TRUE(asleep("2026-04-02T12:00:01Z", april));
  EXPECT_FALSE(asleep("2026-04-02T12:00:00Z", april)) << "it is over";
  EXPECT_TRUE(asleep("2026-06-01T12:00:00Z", "2026-04-10T22:00:00Z")) << "due this second";
  EXPECT_FALSE(asleep("2026-06-01T12:00:00Z", "2026-04-10T22:00:01Z")) << "overdue";
}

TEST(ASnooze, EndsWhenItIsWithdrawnOrWokenUp) {
  auto story = program().say(ObligationSnoozed{"review:A1", instant("2026-04-03T12:00:00Z"), {}});
  const Seq first = story.last();
  const auto asleep = [&] {
    return obligation(story.as_of(april), "review:A1").snoozed_until.has_value();
  };
  story.say(ObligationSnoozed{"review:A1", {}, {}});
  const Seq woken = story.last();
  EXPECT_FALSE(asleep());
  story.withdraw(woken);
  EXPECT_TRUE(asleep());
  story.withdraw(first);
  EXPECT_FALSE(asleep());
}

TEST(ACompletion, IsShownAsItWasSaid) {
  auto story = program();
  story.say(
      ReviewSubmitted{"A1", instant("2026-04-01T12:00:00Z"), {"fax 4411", "read back", "Ana"}});
  const auto now = story.as_of(april);
  const Obligation& it = obligation(now, "review:A1");
  ASSERT_TRUE(it.completion);
  EXPECT_EQ(it.completion->at, instant("2026-04-01T12:00:00Z"));
  EXPECT_EQ(it.completion->note, (CompletionNote{"fax 4411", "read back", "Ana"}));
  EXPECT_EQ(it.completion->seq, story.last());
}

TEST(ACompletion, OfSeveralIsTheEarliest) {
  auto story = program();
  story.say(DutyCompleted{"duty:plan", instant("2026-03-04T12:00:00Z"), {"second", {}, {}}});
  story.say(DutyCompleted{"duty:plan", instant("2026-03-03T12:00:00Z"), {"first", {}, {}}});
  story.say(DutyCompleted{"duty:plan", instant("2026-03-03T12:00:00Z"), {"again", {}, {}}});
  EXPECT_EQ(obligation(story.as_of(early), "duty:plan").completion->note.reference, "first");
}

TEST(ACompletion, OfEveryKindOfObligationIsShown) {
  auto story = program()
                   .no_show("2026-03-04")
                   .payer_asked("q", "2026-03-03T12:00:00Z", "2026-03-09T12:00:00Z");
  const CompletionNote note{"ref", {}, {}};
  const Instant at = instant("2026-03-05T11:00:00Z");
  story.say(NoticeSent{"notice:m:2026-03-04", at, note});
  story.say(DutyCompleted{"request:q", at, note});
  story.say(DutyCompleted{"duty:weekly#1", at, note});
  const auto now = story.as_of(early);
  for (const char* key : {"notice:m:2026-03-04", "request:q", "duty:weekly#1"}) {
    ASSERT_TRUE(obligation(now, key).completion) << key;
    EXPECT_EQ(obligation(now, key).completion->note, note) << key;
  }
}

TEST(ACompletion, OfTheFirstRequestIsShownOnlyWhenItMetIt) {
  const auto shown = [](const char* done_at) {
    auto story = given()
                     .under(policy(R"("prior_authorization":
                                      {"required": true, "request": {"days": 30}})"))
                     .admitted("2026-03-02")
                     .covered_by("example-payer")
                     .requested("A1", "2026-03-03T12:00:00Z")
                     .duty_completed("duty:initial-authorization", done_at);
    const auto now = story.as_of(early);
    EXPECT_EQ(now.status("duty:initial-authorization"), "met");
    return obligation(now, "duty:initial-authorization").completion.has_value();
  };
  EXPECT_TRUE(shown("2026-03-03T11:00:00Z"));
  EXPECT_FALSE(shown("2026-03-03T13:00:00Z"));
}

}  // namespace
}  // namespace authledger
