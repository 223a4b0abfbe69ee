// Duties and notices as payers word them: payers/RULES.md, sections 3 and 6; R10, R11, R19 and R20
// of the worked examples.
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

Given with_duty(const std::string& duty) {
  return given()
      .under(policy(R"("duties": [{"key": "d", )" + duty + "}]"))
      .covered_by("example-payer");
}

std::string due_after_admission(const std::string& duty) {
  return with_duty(R"("after": "admission", )" + duty)
      .admitted("2026-03-02")
      .as_of("2026-03-02T15:00:00Z")
      .due("duty:d");
}
std::string first_after_admission(const std::string& duty) {
  return with_duty(R"("after": "admission", )" + duty)
      .admitted("2026-03-02")
      .as_of("2026-03-02T15:00:00Z")
      .due("duty:d#1");
}

// R10
TEST(Recertification, DependsOnWhetherTheFirstDayCounts) {
  EXPECT_EQ(first_after_admission(R"("every": {"days": 60})"), "2026-05-01T22:00:00Z");
  EXPECT_EQ(first_after_admission(R"("every": {"days": 60}, "first_day_counts": true)"),
            "2026-04-30T22:00:00Z");
  EXPECT_EQ(first_after_admission(R"("every": {"months": 1}, "first_day_counts": true)"),
            "2026-04-01T22:00:00Z");
}

TEST(Recertification, ThatCountsTheFirstDayGoesOnFromThere) {
  const auto now =
      with_duty(R"("after": "admission", "every": {"days": 60}, "first_day_counts": true)")
          .admitted("2026-03-02")
          .as_of("2026-06-01T00:00:00Z");
  EXPECT_EQ(now.due("duty:d#2"), "2026-06-29T22:00:00Z");
}

TEST(Recertification, EveryOtherMonthIsNotEverySixtyDays) {
  const auto now = with_duty(R"("after": "admission", "every": {"months": 2})")
                       .admitted("2026-03-02")
                       .as_of("2026-06-01T00:00:00Z");
  EXPECT_EQ(now.due("duty:d#1"), "2026-05-02T22:00:00Z");
  EXPECT_EQ(now.due("duty:d#2"), "2026-07-02T22:00:00Z");
  EXPECT_EQ(now.obligations(), (Texts{"duty:d#1", "duty:d#2"}));
}

TEST(Plan, IsDueWithinDaysOrBusinessDays) {
  EXPECT_EQ(due_after_admission(R"("within": {"days": 14})"), "2026-03-16T22:00:00Z");
  EXPECT_EQ(due_after_admission(R"("within": {"days": 14}, "first_day_counts": true)"),
            "2026-03-15T22:00:00Z");
  // The day before Monday is a Sunday: Monday is the first business day.
  EXPECT_EQ(due_after_admission(R"("within": {"business_days": 7}, "first_day_counts": true)"),
            "2026-03-10T22:00:00Z");
}

// R11
TEST(Document, IsDueByDaysOrByVisit) {
  EXPECT_EQ(due_after_admission(R"("within": {"business_days": 7})"), "2026-03-11T22:00:00Z");
  EXPECT_EQ(due_after_admission(R"("within": {"days": 45})"), "2026-04-16T22:00:00Z");
  const auto by_visit = [](int visit) {
    return with_duty(R"("by_session": )" + std::to_string(visit))
        .admitted("2026-03-02")
        .meets_from("2026-03-02", {"mon", "wed", "fri"}, "09:00", 180, "S9480");
  };
  EXPECT_EQ(by_visit(1).as_of("2026-03-02T12:00:00Z").due("duty:d"), "2026-03-02T23:00:00Z");
  EXPECT_EQ(by_visit(2).as_of("2026-03-02T12:00:00Z").due("duty:d"), "2026-03-04T23:00:00Z");
  // A missed visit does not advance the count.
  EXPECT_EQ(by_visit(2)
                .attended("2026-03-02")
                .no_show("2026-03-04")
                .as_of("2026-03-04T20:00:00Z")
                .due("duty:d"),
            "2026-03-06T23:00:00Z");
}

// R20
Given discharged_friday_at_16(const std::string& within) {
  return with_duty(R"("after": "discharge", "within": )" + within)
      .admitted("2026-03-02")
      .say(EpisodeDischarged{
          test::date("2026-04-03"), {}, test::instant("2026-04-03T16:00:00-05:00")});
}

TEST(DischargeReport, InHoursRunsFromTheMinuteOfTheDischarge) {
  EXPECT_EQ(discharged_friday_at_16(R"({"hours": 24})").as_of(later).due("duty:d"),
            "2026-04-04T21:00:00Z");
  EXPECT_EQ(discharged_friday_at_16(R"({"business_days": 1})").as_of(later).due("duty:d"),
            "2026-04-06T22:00:00Z");
}

TEST(DischargeReport, WithoutAMinuteRunsFromTheBeginningOfTheDay) {
  const auto story = with_duty(R"("after": "discharge", "within": {"hours": 24})")
                         .admitted("2026-03-02")
                         .discharged("2026-04-03");
  EXPECT_EQ(story.as_of(later).due("duty:d"), "2026-04-04T05:00:00Z");
}

TEST(DischargeSummary, OfThirtyDaysMayBeDueOnASunday) {
  const auto now = with_duty(R"("after": "discharge", "within": {"days": 30})")
                       .admitted("2026-03-02")
                       .discharged("2026-04-10")
                       .as_of(later);
  EXPECT_EQ(now.due("duty:d"), "2026-05-10T22:00:00Z");
}

TEST(AdmissionNotice, InHoursRunsFromTheMinuteOfTheAdmission) {
  const auto now = with_duty(R"("after": "admission", "within": {"hours": 48})")
                       .say(EpisodeAdmitted{"E1",
                                            test::date("2026-03-02"),
                                            "iop",
                                            {},
                                            test::instant("2026-03-02T09:00:00-06:00")})
                       .as_of("2026-03-02T20:00:00Z");
  EXPECT_EQ(now.due("duty:d"), "2026-03-04T15:00:00Z");
}

// R19
Given with_rule(const std::string& rule) {
  return given()
      .under(policy(R"("missed_sessions": [{"key": "m", "outcomes": ["no_show"], )" + rule + "}]"))
      .covered_by("example-payer")
      .admitted("2026-03-02");
}

TEST(MissedSession, IsFollowedUpWithinHoursOrABusinessDay) {
  const auto missed_friday_at_18 = [](const std::string& notify) {
    return with_rule(R"("count": 1, "pattern": "consecutive", "repeat": "each",
                        "action": "outreach", "whom": "member", "notify": )" +
                     notify)
        .session({.id = "S", .start = "2026-05-22T18:00:00-05:00", .outcome = "no_show"})
        .as_of(later);
  };
  const auto now = missed_friday_at_18(R"({"hours": 24})");
  EXPECT_EQ(now.due("notice:m:S"), "2026-05-23T23:00:00Z");
  EXPECT_EQ(now.standing().obligations[0].action, MissedSessionRule::Action::outreach);
  EXPECT_EQ(now.standing().obligations[0].whom, "member");
  EXPECT_EQ(missed_friday_at_18(R"({"business_days": 1})").due("notice:m:S"),
            "2026-05-26T22:00:00Z");
}

TEST(MissedSessions, TwoInARowAreToldOnTheNextBusinessDay) {
  const auto now = with_rule(R"("count": 2, "pattern": "consecutive",
                                "notify": {"business_days": 1})")
                       .no_show("2026-05-20")
                       .no_show("2026-05-22")
                       .as_of(later);
  EXPECT_EQ(now.due("notice:m:2026-05-22"), "2026-05-26T22:00:00Z");
}

Given with_total(const std::string& more) {
  return with_rule(R"("count": 3, "pattern": "total", "notify": {"days": 1})" + more);
}

TEST(MissedSessions, InAllAreCountedWhateverLiesBetween) {
  const auto story = with_total("")
                         .no_show("2026-03-04")
                         .attended("2026-03-06")
                         .no_show("2026-03-20")
                         .attended("2026-04-10");
  EXPECT_EQ(story.as_of(later).obligations(), Texts{});
  EXPECT_EQ(Given(story).no_show("2026-05-20").no_show("2026-05-22").as_of(later).obligations(),
            Texts{"notice:m:2026-05-20"});
}

TEST(MissedSessions, InAllThatRepeatAreToldEachFromTheCountOn) {
  const auto now = with_total(R"(, "repeat": "each")")
                       .no_show("2026-03-04")
                       .no_show("2026-03-06")
                       .no_show("2026-03-20")
                       .attended("2026-03-23")
                       .no_show("2026-05-20")
                       .as_of(later);
  EXPECT_EQ(now.obligations(), (Texts{"notice:m:2026-03-20", "notice:m:2026-05-20"}));
}

TEST(MissedSessions, InAllAreThoseSinceTheAdmission) {
  const auto now = with_total("")
                       .no_show("2026-02-25")
                       .no_show("2026-02-27")
                       .no_show("2026-03-02")
                       .no_show("2026-03-04")
                       .as_of(later);
  EXPECT_EQ(now.obligations(), Texts{});
}

// A law that comes into force in between changes what the payer's rule is stacked with, not the
// rule.
TEST(MissedSessions, AreCountedOnWhenALawComesIntoForce) {
  const auto now = with_rule(R"("count": 2, "pattern": "consecutive",
                                "notify": {"business_days": 1})")
                       .under(policy(R"("payer": "law-of-a-state", "layer": "law",
                           "effective": {"from": "2026-05-21", "to": null})"))
                       .no_show("2026-05-20")
                       .no_show("2026-05-22")
                       .as_of(later);
  EXPECT_EQ(now.obligations(), Texts{"notice:m:2026-05-22"});
}

}  // namespace
}  // namespace authledger
