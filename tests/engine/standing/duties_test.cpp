// Everything else with a date: ledger rules, section 8.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* later = "2026-04-30T00:00:00Z";

Given with_duty(const std::string& duty) {
  return given()
      .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day", "max_units_per_week": 1}],
                       "duties": [)" +
                    duty + "]"))
      .covered_by("example-payer");
}

TEST(Duty, AfterAdmission) {
  const auto now = with_duty(R"({"key": "plan", "after": "admission", "within": {"days": 7}})")
                       .admitted("2026-03-02")
                       .as_of(later);
  EXPECT_EQ(now.obligations(), Texts{"duty:plan"});
  EXPECT_EQ(now.due("duty:plan"), "2026-03-09T22:00:00Z");
  EXPECT_EQ(now.opens("duty:plan"), "never");
  EXPECT_EQ(now.rule("duty:plan"), "plan");
}

TEST(Duty, AfterTheFirstAttendedSession) {
  const auto now = with_duty(R"({"key": "d", "after": "first_session", "within": {"hours": 24}})")
                       .admitted("2026-03-02")
                       .no_show("2026-03-02")
                       .attended("2026-03-06")
                       .attended("2026-03-04")
                       .as_of(later);
  EXPECT_EQ(now.due("duty:d"), "2026-03-05T06:00:00Z");  // 24 hours from 00:00 on the 4th
}

TEST(Duty, AfterDischarge) {
  const auto story =
      with_duty(R"({"key": "d", "after": "discharge", "within": {"business_days": 1}})")
          .admitted("2026-03-02");
  EXPECT_EQ(story.as_of(later).obligations(), Texts{});
  EXPECT_EQ(Given(story).discharged("2026-03-06").as_of(later).due("duty:d"),
            "2026-03-09T22:00:00Z");
  EXPECT_EQ(Given(story).discharged("2026-03-06").as_of(later).status("duty:d"), "overdue");
  EXPECT_EQ(Given(story).discharged("2026-03-06").discharge_taken_back().as_of(later).obligations(),
            Texts{});
}

TEST(Duty, AfterTheStartOfEachApprovedAuthorization) {
  const auto now =
      with_duty(R"({"key": "d", "after": "authorization_start", "within": {"days": 3}})")
          .approved("A1", 9, "2026-03-02", "2026-03-31")
          .decided({.id = "A2",
                    .decision = "partial",
                    .start = "2026-04-01",
                    .end = "2026-04-15",
                    .lines = {{.units = 9}}})
          .decided({.id = "A3", .decision = "denied", .start = "2026-04-01", .end = "2026-04-15"})
          .as_of(later);
  EXPECT_EQ(now.obligations(), (Texts{"duty:d:A1", "duty:d:A2"}));
  EXPECT_EQ(now.due("duty:d:A2"), "2026-04-04T22:00:00Z");
  EXPECT_EQ(now.standing().obligations[0].authorization, "A1");
}

TEST(Duty, AfterADenialRunsFromItsMinute) {
  const auto now =
      with_duty(R"({"key": "p2p", "after": "denial", "within": {"hours": 24}})")
          .decided({.id = "A1", .decision = "denied", .at = "2026-03-02T16:30:00-06:00"})
          .decided({.id = "A2",
                    .decision = "partial",
                    .at = "2026-03-03T10:00:00-06:00",
                    .start = "2026-03-02",
                    .end = "2026-04-15"})
          .approved("A3", 9, "2026-03-02", "2026-03-31")
          .decided({.id = "A4", .decision = "pended"})
          .as_of(later);
  EXPECT_EQ(now.obligations(), (Texts{"duty:p2p:A1", "duty:p2p:A2"}));
  EXPECT_EQ(now.due("duty:p2p:A1"), "2026-03-03T22:30:00Z");
  EXPECT_EQ(now.due("duty:p2p:A2"), "2026-03-04T16:00:00Z");
}

TEST(Duty, AfterEachUncoveredDateThatIsNotOverACap) {
  const auto now = with_duty(R"({"key": "retro", "after": "uncovered", "within": {"days": 90}})")
                       .attended("2026-03-02")
                       .attended("2026-03-04")  // over the weekly limit
                       .attended("2026-03-09")
                       .as_of(later);
  EXPECT_EQ(now.obligations(), (Texts{"duty:retro:2026-03-02", "duty:retro:2026-03-09"}));
  EXPECT_EQ(now.due("duty:retro:2026-03-02"), "2026-05-31T22:00:00Z");
}

TEST(Duty, ThatRecursIsListedToTheFirstAfterToday) {
  const auto story = with_duty(R"({"key": "r", "after": "admission", "every": {"days": 60}})")
                         .admitted("2026-01-01");
  EXPECT_EQ(story.as_of("2026-01-01T12:00:00Z").obligations(), Texts{"duty:r#1"});
  EXPECT_EQ(story.as_of("2026-03-02T12:00:00Z").obligations(), (Texts{"duty:r#1", "duty:r#2"}));
  EXPECT_EQ(story.as_of("2026-03-01T12:00:00Z").obligations(), Texts{"duty:r#1"});
  EXPECT_EQ(story.as_of("2026-03-02T12:00:00Z").due("duty:r#2"), "2026-05-01T22:00:00Z");
}

TEST(Duty, ThatRecursEndsWithTheDischarge) {
  const auto now = with_duty(R"({"key": "r", "after": "admission", "every": {"days": 30}})")
                       .admitted("2026-01-01")
                       .discharged("2026-02-10")
                       .duty_completed("duty:r#1", "2026-01-20T00:00:00Z")
                       .as_of(later);
  EXPECT_EQ(now.obligations(), (Texts{"duty:r#1", "duty:r#2"}));
  EXPECT_EQ(now.status("duty:r#1"), "met");
  EXPECT_EQ(now.due("duty:r#2"), "2026-03-02T23:00:00Z");
  EXPECT_EQ(now.status("duty:r#2"), "not_needed");
}

TEST(Duty, ThatRecursForEachAuthorizationNamesIt) {
  EXPECT_EQ(with_duty(R"({"key": "r", "after": "authorization_start", "every": {"days": 30}})")
                .approved("A1", 9, "2026-03-31", "2026-04-29")
                .as_of("2026-04-01T00:00:00Z")
                .obligations(),
            Texts{"duty:r:A1#1"});
}

TEST(Duty, ByTheNthAttendedSession) {
  auto story = with_duty(R"({"key": "sud", "by_session": 3})")
                   .admitted("2026-03-02")
                   .attended("2026-03-02")
                   .no_show("2026-03-04")
                   .attended("2026-03-06", 1);  // too short to be charged, but attended
  EXPECT_EQ(story.as_of(later).obligations(), Texts{});
  EXPECT_EQ(Given(story).attended("2026-03-09").as_of(later).due("duty:sud"),
            "2026-03-09T22:00:00Z");
  // The schedule ahead continues the count.
  story.meets({"mon", "wed", "fri"}, "09:00", 180, "S9480");
  EXPECT_EQ(story.as_of("2026-03-07T00:00:00Z").due("duty:sud"), "2026-03-09T22:00:00Z");
}

TEST(Duty, BySessionNeedsAnAdmission) {
  EXPECT_EQ(with_duty(R"({"key": "sud", "by_session": 1})")
                .attended("2026-03-02")
                .as_of(later)
                .obligations(),
            Texts{});
}

TEST(Duty, IsMeasuredByThePolicyOfItsAnchor) {
  const auto now = given()
                       .under(policy(R"("effective": {"from": "2026-01-01", "to": "2026-03-03"},
                           "duties": [{"key": "d", "after": "uncovered", "within": {"days": 1}}])"))
                       .under(policy(R"("version": "2", "effective": {"from": "2026-03-04"},
                           "duties": [{"key": "d", "after": "uncovered", "within": {"days": 9}}])"))
                       .covered_by("example-payer")
                       .attended("2026-03-03")
                       .attended("2026-03-04")
                       .as_of(later);
  EXPECT_EQ(now.due("duty:d:2026-03-03"), "2026-03-04T23:00:00Z");
  EXPECT_EQ(now.due("duty:d:2026-03-04"), "2026-03-13T22:00:00Z");
}

TEST(DutyStatus, IsOpenUntilItsSecondAndOverdueAfter) {
  const auto story = with_duty(R"({"key": "d", "after": "admission", "within": {"days": 7}})")
                         .admitted("2026-03-02");
  EXPECT_EQ(story.as_of("2026-03-02T00:00:00Z").status("duty:d"), "open");
  EXPECT_EQ(story.as_of("2026-03-09T22:00:00Z").status("duty:d"), "open");
  EXPECT_EQ(story.as_of("2026-03-09T22:00:01Z").status("duty:d"), "overdue");
}

TEST(DutyStatus, IsMetByTheEarliestCompletion) {
  const auto completed = [](std::vector<const char*> moments) {
    auto story = with_duty(R"({"key": "d", "after": "admission", "within": {"days": 7}})")
                     .admitted("2026-03-02");
    for (const auto* at : moments) story.duty_completed("duty:d", at);
    return story.as_of(later).status("duty:d");
  };
  EXPECT_EQ(completed({"2026-03-09T22:00:00Z"}), "met");
  EXPECT_EQ(completed({"2026-03-09T22:00:01Z"}), "met_late");
  EXPECT_EQ(completed({"2026-04-01T00:00:00Z", "2026-03-03T00:00:00Z"}), "met");
  EXPECT_EQ(completed({"2027-01-01T00:00:00Z"}), "overdue");
}

TEST(DutyStatus, IsNotNeededAfterADischargeByTheDueDate) {
  const auto status = [](const char* after, const char* discharged) {
    return with_duty(std::string(R"({"key": "d", "after": ")") + after +
                     R"(", "within": {"days": 7}})")
        .admitted("2026-03-02")
        .attended("2026-03-02")
        .discharged(discharged)
        .as_of(later)
        .status("duty:d");
  };
  EXPECT_EQ(status("admission", "2026-03-09"), "not_needed");
  EXPECT_EQ(status("admission", "2026-03-10"), "overdue");
  EXPECT_EQ(status("first_session", "2026-03-09"), "not_needed");
  EXPECT_EQ(status("discharge", "2026-03-09"), "overdue");
}

TEST(DutyStatus, BySessionIsNotNeededAfterADischargeOnItsDay) {
  EXPECT_EQ(with_duty(R"({"key": "d", "by_session": 1})")
                .admitted("2026-03-02")
                .attended("2026-03-02")
                .discharged("2026-03-02")
                .as_of(later)
                .status("duty:d"),
            "not_needed");
}

TEST(DutyStatus, AfterADenialIsNeededEvenAfterDischarge) {
  EXPECT_EQ(with_duty(R"({"key": "d", "after": "denial", "within": {"days": 7}})")
                .admitted("2026-03-02")
                .decided({.id = "A1", .decision = "denied", .at = "2026-03-02T16:30:00-06:00"})
                .discharged("2026-03-02")
                .as_of(later)
                .status("duty:d:A1"),
            "overdue");
}

Given with_prior_authorization(const std::string& members) {
  return given()
      .under(policy("\"prior_authorization\": {" + members + "}"))
      .admitted("2026-03-02")
      .covered_by("example-payer");
}

TEST(InitialAuthorization, IsDueOnTheDayOfAdmissionUnlessToldOtherwise) {
  const auto* key = "duty:initial-authorization";
  EXPECT_EQ(with_prior_authorization(R"("required": true)").as_of(later).due(key),
            "2026-03-02T23:00:00Z");
  EXPECT_EQ(with_prior_authorization(R"("required": true, "request": {"business_days": 2})")
                .as_of(later)
                .due(key),
            "2026-03-04T23:00:00Z");
  EXPECT_EQ(with_prior_authorization(R"("required": false)").as_of(later).obligations(), Texts{});
  EXPECT_EQ(with_prior_authorization(R"("required": true)").as_of(later).rule(key),
            "initial-authorization");
}

TEST(InitialAuthorization, IsMetByTheEarliestRequestDecisionOrCompletion) {
  const auto* key = "duty:initial-authorization";
  const auto status = [&](Given story) { return story.as_of(later).status(key); };
  const auto required = [] { return with_prior_authorization(R"("required": true)"); };
  EXPECT_EQ(status(required()), "overdue");
  EXPECT_EQ(status(required().requested("A1", "2026-03-02T23:00:00Z")), "met");
  EXPECT_EQ(status(required().requested("A1", "2026-03-02T23:00:01Z")), "met_late");
  EXPECT_EQ(status(required()
                       .requested("A1", "2026-03-05T00:00:00Z")
                       .decided({.id = "A2", .decision = "denied", .at = "2026-03-01T00:00:00Z"})),
            "met");
  EXPECT_EQ(status(required().duty_completed(key, "2026-03-02T23:00:00Z")), "met");
  EXPECT_EQ(status(required().requested("A1", "2026-03-02T12:00:00Z").authorization_voided("A1")),
            "overdue");
  EXPECT_EQ(status(required().discharged("2026-03-02")), "overdue");  // never not_needed
}

constexpr const char* decision_spans =
    R"("required": false, "decision": {"standard": {"days": 7}, "expedited": {"hours": 72}})";

TEST(PayersDecision, IsDueFromTheRequest) {
  const auto now = with_prior_authorization(decision_spans)
                       .requested("A1", "2026-03-02T23:30:00-06:00")
                       .requested_expedited("A2", "2026-03-02T23:30:00-06:00")
                       .as_of("2026-03-06T00:00:00Z");
  EXPECT_EQ(now.due("decision:A1"), "2026-03-09T22:00:00Z");
  EXPECT_EQ(now.due("decision:A2"), "2026-03-06T05:30:00Z");
  EXPECT_EQ(now.status("decision:A1"), "open");
  EXPECT_EQ(now.rule("decision:A1"), "decision");
  EXPECT_EQ(now.standing().obligations[0].authorization, "A2");
  EXPECT_EQ(word(now.standing().obligations[0].kind), "decision");
}

TEST(PayersDecision, IsAwaitedUntilItIsMade) {
  const auto story =
      with_prior_authorization(decision_spans).requested("A1", "2026-03-02T12:00:00Z");
  const auto after = [&](const char* decision, const char* at) {
    return Given(story)
        .decided({.id = "A1",
                  .decision = decision,
                  .at = at,
                  .start = "2026-03-02",
                  .end = "2026-04-15"})
        .as_of(later)
        .status("decision:A1");
  };
  EXPECT_EQ(story.as_of(later).status("decision:A1"), "overdue");
  EXPECT_EQ(after("approved", "2026-03-02T12:00:00Z"), "no such");
  EXPECT_EQ(after("denied", "2026-03-05T12:00:00Z"), "no such");
  EXPECT_EQ(after("pended", "2026-03-05T12:00:00Z"), "overdue");
  EXPECT_EQ(after("denied", "2026-03-02T11:59:59Z"), "overdue");  // of an earlier request
}

TEST(PayersDecision, IsNoneWithoutASpan) {
  EXPECT_EQ(with_prior_authorization(R"("required": false, "decision": {"standard": {"days": 7}})")
                .requested_expedited("A1", "2026-03-02T12:00:00Z")
                .as_of(later)
                .obligations(),
            Texts{});
  EXPECT_EQ(given().requested("A1", "2026-03-02T12:00:00Z").as_of(later).obligations(), Texts{});
}

TEST(PayersRequest, IsDueAsStated) {
  const auto story = given().payer_asked("R1", "2026-03-02T12:00:00Z", "2026-03-05T12:00:00Z");
  EXPECT_EQ(story.as_of("2026-03-05T12:00:00Z").status("request:R1"), "open");
  EXPECT_EQ(story.as_of("2026-03-05T12:00:01Z").status("request:R1"), "overdue");
  EXPECT_EQ(story.as_of(later).opens("request:R1"), "2026-03-02T12:00:00Z");
  EXPECT_EQ(story.as_of(later).due("request:R1"), "2026-03-05T12:00:00Z");
  EXPECT_EQ(story.as_of(later).rule("request:R1"), "stated");
  EXPECT_EQ(Given(story)
                .duty_completed("request:R1", "2026-03-05T12:00:00Z")
                .as_of(later)
                .status("request:R1"),
            "met");
  EXPECT_EQ(Given(story)
                .duty_completed("request:R1", "2026-03-06T12:00:00Z")
                .as_of(later)
                .status("request:R1"),
            "met_late");
}

TEST(Obligations, StandByDueDateThenByKey) {
  const auto now = with_duty(R"({"key": "b", "after": "admission", "within": {"days": 7}},
                   {"key": "a", "after": "admission", "within": {"days": 7}},
                   {"key": "c", "after": "admission", "within": {"days": 1}})")
                       .admitted("2026-03-02")
                       .notice_sent("notice:x:y", "2026-03-02T12:00:00Z")
                       .as_of(later);
  EXPECT_EQ(now.obligations(), (Texts{"duty:c", "duty:a", "duty:b", "notice:x:y"}));
}

}  // namespace
}  // namespace authledger
