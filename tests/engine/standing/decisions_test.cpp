// The payer's own clock, and what its approval is worth: payers/RULES.md, section 5; R21 to R24,
// R31 of the worked examples.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::Answer;
using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* later = "2026-07-01T00:00:00Z";

Given decides_by(const std::string& decision) {
  return given()
      .under(
          policy(R"("prior_authorization": {"required": false, "decision": {)" + decision + "}}"))
      .covered_by("example-payer");
}

std::string due(const Given& story, const char* requested_at) {
  return Given(story).requested("A1", requested_at).as_of(later).due("decision:A1");
}

// R21: what comes before 14:00 is answered on the day, the rest by 14:00 of the next business day.
Given with_bands() {
  return decides_by(
      R"("standard": {"days": 7}, "by_receipt": [
           {"from": "00:00", "to": "14:00", "business_days": 0, "by": "17:00"},
           {"from": "14:00", "business_days": 1, "by": "14:00"}])");
}

TEST(DecisionByReceipt, AfterTheCutoffIsTheNextBusinessDay) {
  // A fax on Friday 2026-05-22, 16:10; Monday is Memorial Day.
  EXPECT_EQ(due(with_bands(), "2026-05-22T16:10:00-05:00"), "2026-05-26T19:00:00Z");
}

TEST(DecisionByReceipt, EndsABandBeforeItsEnd) {
  EXPECT_EQ(due(with_bands(), "2026-05-20T13:59:59-05:00"), "2026-05-20T22:00:00Z");
  EXPECT_EQ(due(with_bands(), "2026-05-20T14:00:00-05:00"), "2026-05-21T19:00:00Z");
}

TEST(DecisionByReceipt, OnNoBusinessDayCountsAsTheBeginningOfTheNext) {
  EXPECT_EQ(due(with_bands(), "2026-05-23T16:10:00-05:00"), "2026-05-26T22:00:00Z");
}

TEST(DecisionByReceipt, ReadsTheClockOfThePayer) {
  const auto story = given()
                         .under(policy(R"("time_zone": "America/New_York", "prior_authorization":
              {"required": false, "decision": {"by_receipt": [
                {"from": "14:00", "business_days": 1, "by": "14:00"}]}})"))
                         .covered_by("example-payer");
  EXPECT_EQ(due(story, "2026-05-20T13:30:00-05:00"), "2026-05-21T18:00:00Z");
  EXPECT_EQ(due(story, "2026-05-20T12:30:00-05:00"), "no such");  // in no band
}

TEST(DecisionByReceipt, IsNotAboutExpeditedRequests) {
  const auto story = decides_by(
      R"("expedited": {"hours": 72}, "by_receipt": [
           {"from": "00:00", "business_days": 1, "by": "14:00"}])");
  EXPECT_EQ(Given(story)
                .requested_expedited("A1", "2026-05-20T15:00:00Z")
                .as_of(later)
                .due("decision:A1"),
            "2026-05-23T15:00:00Z");
}

// R22: 36 hours, one working day among them; from Friday 2026-03-13, 15:00.
TEST(Decision, WithinHoursThatIncludeAWorkingDay) {
  const char* friday = "2026-03-13T15:00:00-05:00";
  EXPECT_EQ(due(decides_by(R"("standard": {"hours": 36})"), friday), "2026-03-15T08:00:00Z");
  EXPECT_EQ(
      due(decides_by(R"("standard": {"later_of": [{"hours": 36}, {"business_days": 1}]})"), friday),
      "2026-03-16T22:00:00Z");
  EXPECT_EQ(due(decides_by(R"("standard": {"business_days": 5})"), friday), "2026-03-20T22:00:00Z");
}

IfLate if_late(const Answer& now) {
  for (const Obligation& obligation : now.standing().obligations)
    if (obligation.kind == ObligationKind::decision) return obligation.if_late;
  ADD_FAILURE() << "no decision is owed";
  return IfLate::unknown;
}

TEST(Decision, ThatIsLateIsSaidToBeGrantedButMakesNoUnits) {
  const auto now = decides_by(R"("standard": {"days": 7}, "if_late": "deemed_granted")")
                       .admitted("2026-03-02")
                       .requested("A1", "2026-03-02T15:00:00Z")
                       .as_of(later);
  EXPECT_EQ(now.status("decision:A1"), "overdue");
  EXPECT_EQ(if_late(now), IfLate::deemed_granted);
  EXPECT_EQ(now.remaining(), "");
  EXPECT_EQ(if_late(decides_by(R"("standard": {"days": 7}, "if_late": "deemed_denied")")
                        .requested("A1", "2026-03-02T15:00:00Z")
                        .as_of(later)),
            IfLate::deemed_denied);
  EXPECT_EQ(if_late(decides_by(R"("standard": {"days": 7})")
                        .requested("A1", "2026-03-02T15:00:00Z")
                        .as_of(later)),
            IfLate::unknown);
}

Given with_an_approval(const std::string& decision) {
  return decides_by(decision).approved("A1", 18, "2026-03-02", "2026-04-15");
}

std::string extension_due(const Given& story, const char* at) {
  return Given(story).requested("A2", at).as_of(later).due("decision:A2");
}
std::string urgent_extension_due(const Given& story, const char* at) {
  return Given(story).requested_expedited("A2", at).as_of(later).due("decision:A2");
}

TEST(Decision, OnARequestToGoOnHasItsOwnTime) {
  const Given story =
      with_an_approval(R"("standard": {"days": 14}, "concurrent": {"business_days": 1})");
  EXPECT_EQ(extension_due(story, "2026-03-02T06:00:00Z"), "2026-03-03T23:00:00Z");
  EXPECT_EQ(extension_due(story, "2026-04-16T04:59:59Z"), "2026-04-16T22:00:00Z");
  // Before it begins and after it ends the request is a new one.
  EXPECT_EQ(extension_due(story, "2026-03-02T05:59:59Z"), "2026-03-15T22:00:00Z");
  EXPECT_EQ(extension_due(story, "2026-04-16T05:00:00Z"), "2026-04-30T22:00:00Z");
  EXPECT_EQ(extension_due(with_an_approval(R"("standard": {"days": 14})"), "2026-04-01T15:00:00Z"),
            "2026-04-15T22:00:00Z");
}

TEST(Decision, OnARequestToGoOnIsAboutTheSamePayer) {
  const auto story =
      with_an_approval(R"("standard": {"days": 14}, "concurrent": {"business_days": 1})")
          .covered_by("another-payer", "2026-03-20")
          .under(policy(R"("payer": "another-payer", "prior_authorization": {"required": false,
              "decision": {"standard": {"days": 3}, "concurrent": {"days": 1}}})"));
  EXPECT_EQ(extension_due(story, "2026-03-19T15:00:00Z"), "2026-03-20T22:00:00Z");
  EXPECT_EQ(extension_due(story, "2026-04-01T15:00:00Z"), "2026-04-04T22:00:00Z");
}

TEST(Decision, OnARequestToGoOnRestsOnWhatIsRunning) {
  auto story = with_an_approval(R"("standard": {"days": 14}, "concurrent": {"business_days": 1})");
  const Seq approved = story.last();
  story.requested("A2", "2026-04-01T15:00:00Z");
  EXPECT_EQ(story.as_of(later).events_of("decision:A2"),
            (std::vector<Seq>{approved, story.last()}));
}

// R23: filed a day before the end earns the decision of a day.
Given with_urgent_extension() {
  return with_an_approval(
      R"("standard": {"days": 14}, "expedited": {"hours": 72}, "urgent_extension":
           {"before_end": {"hours": 24}, "decide": {"hours": 24}})");
}

TEST(UrgentExtension, MadeADayBeforeTheEndIsDecidedWithinADay) {
  const Given story = with_urgent_extension();
  EXPECT_EQ(urgent_extension_due(story, "2026-04-15T05:00:00Z"), "2026-04-16T05:00:00Z");
  EXPECT_EQ(urgent_extension_due(story, "2026-04-15T05:00:01Z"), "2026-04-18T05:00:01Z");
  // Not urgent: the standard time. Nothing is running: the expedited one.
  EXPECT_EQ(extension_due(story, "2026-04-10T15:00:00Z"), "2026-04-24T22:00:00Z");
  EXPECT_EQ(urgent_extension_due(story, "2026-05-10T15:00:00Z"), "2026-05-13T15:00:00Z");
}

TEST(UrgentExtension, LooksAtTheLatestEndOfWhatIsRunning) {
  auto story = with_urgent_extension()
                   .approved("B1", 9, "2026-04-01", "2026-04-30")
                   .approved("B2", 9, "2026-04-10", "2026-04-20")
                   .approved("B3", 9, "2026-05-01", "2026-05-31");
  EXPECT_EQ(urgent_extension_due(story, "2026-04-29T15:00:00Z"), "2026-04-30T15:00:00Z");
  EXPECT_EQ(urgent_extension_due(story, "2026-04-30T15:00:00Z"), "2026-05-03T15:00:00Z");
}

const AuthorizationStanding& authorization(const Answer& now, std::string_view id) {
  for (const AuthorizationStanding& shown : now.standing().authorizations)
    if (shown.id == id) return shown;
  throw std::invalid_argument("no authorization " + std::string(id));
}

template <class Moment>
std::string text(const std::optional<Moment>& moment) {
  return moment ? to_text(*moment) : "none";
}

TEST(UrgentExtension, ShowsItsLastInstantWithTheAuthorization) {
  const auto now =
      with_urgent_extension()
          .decided({.id = "A2", .decision = "denied", .start = "2026-04-16", .end = "2026-04-30"})
          .as_of(later);
  // The end is 2026-04-15 23:59:59, a day before it the 14th 23:59:59.
  EXPECT_EQ(text(authorization(now, "A1").urgent_extension_by), "2026-04-15T05:00:00Z");
  EXPECT_EQ(text(authorization(now, "A2").urgent_extension_by), "none");
  EXPECT_EQ(text(authorization(with_an_approval(R"("standard": {"days": 3})").as_of(later), "A1")
                     .urgent_extension_by),
            "none");
}

Given approved_on_2_march(const std::string& approvals) {
  return given()
      .under(policy(R"("approvals": {)" + approvals + "}"))
      .covered_by("example-payer")
      .decided({.id = "A1",
                .at = "2026-03-02T15:00:00-06:00",
                .start = "2026-03-09",
                .end = "2026-04-30",
                .lines = {{.units = 18}}})
      .decided({.id = "A2", .decision = "denied", .at = "2026-03-02T15:00:00-06:00"});
}

// R31, and the shortest life of an approval in R16.
TEST(Approval, CannotBeRevokedFor45WorkingDays) {
  const auto now =
      approved_on_2_march(R"("not_revocable_for": {"business_days": 45})").as_of(later);
  EXPECT_EQ(text(authorization(now, "A1").not_revocable_until), "2026-05-04");
  EXPECT_EQ(text(authorization(now, "A1").valid_until_at_least), "none");
  EXPECT_EQ(text(authorization(now, "A2").not_revocable_until), "none");
}

TEST(Approval, IsValidForSixtyDaysAtLeast) {
  const auto now = approved_on_2_march(R"("valid_at_least": {"days": 60})").as_of(later);
  EXPECT_EQ(text(authorization(now, "A1").valid_until_at_least), "2026-05-01");
  EXPECT_EQ(text(authorization(now, "A1").not_revocable_until), "none");
}

TEST(Approval, IsJudgedByThePolicyOfItsDecision) {
  const auto now = approved_on_2_march(R"("valid_at_least": {"months": 6})")
                       .covered_by("another-payer", "2026-03-09")
                       .as_of(later);
  EXPECT_EQ(text(authorization(now, "A1").valid_until_at_least), "2026-09-02");
}

// R24
Given denied_on_2_march(const std::string& duty, const char* start) {
  return given()
      .under(policy(R"("duties": [)" + duty + "]"))
      .covered_by("example-payer")
      .decided(
          {.id = "A1", .decision = "denied", .at = "2026-03-02T15:00:00-06:00", .start = start});
}

TEST(Appeal, IsDueSoManyDaysAfterTheDenial) {
  const char* six_months = R"({"key": "appeal", "after": "denial", "within": {"days": 180}})";
  const char* medicare = R"({"key": "appeal", "after": "denial", "within": {"days": 65}})";
  EXPECT_EQ(denied_on_2_march(six_months, "").as_of(later).due("duty:appeal:A1"),
            "2026-08-29T22:00:00Z");
  EXPECT_EQ(denied_on_2_march(medicare, "").as_of(later).due("duty:appeal:A1"),
            "2026-05-06T22:00:00Z");
}

TEST(Continuation, IsDueTenDaysAfterTheNoticeOrOnTheEffectiveDate) {
  const char* rule = R"({"key": "continue", "after": "denial", "within": {"days": 10},
                         "or_effective_date": true})";
  const auto due_with_start = [&](const char* start) {
    return denied_on_2_march(rule, start).as_of(later).due("duty:continue:A1");
  };
  EXPECT_EQ(due_with_start(""), "2026-03-12T22:00:00Z");
  EXPECT_EQ(due_with_start("2026-03-06"), "2026-03-12T22:00:00Z");
  EXPECT_EQ(due_with_start("2026-03-20"), "2026-03-20T22:00:00Z");
  const char* without = R"({"key": "continue", "after": "denial", "within": {"days": 10}})";
  EXPECT_EQ(denied_on_2_march(without, "2026-03-20").as_of(later).due("duty:continue:A1"),
            "2026-03-12T22:00:00Z");
}

}  // namespace
}  // namespace authledger
