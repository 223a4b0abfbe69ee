// The sentences of the rules beyond the core: clocks, decisions by receipt, documents on top of
// another, evidence, findings, unknowns.
#include <gtest/gtest.h>

#include "tests/explain/told.hpp"

namespace authledger::explain {
namespace {

using test::given;
using test::Given;
using test::policy;

Given under(const std::string& members) {
  Given it = given();
  it.under(policy(members)).covered_by("example-payer").admitted("2026-03-02");
  return it;
}

constexpr const char* tuesday = "2026-03-17T12:00:00-05:00";
constexpr const char* service = R"("services": [{"codes": ["S9480"], "unit": "day"}])";

TEST(AClock, TellsEachMeasureAndTheEarliest) {
  Given it = under(std::string(service) +
                   R"(, "clocks": [{"key": "review", "measures": [{"days": 30},
                       {"attended_minutes": 540}], "locked": false}])");
  it.attended("2026-03-02").attended("2026-03-04").attended("2026-03-06");
  EXPECT_EQ(missing(told(it, tuesday, "duty:review#1"),
                    {"is due Friday 6 March 2026 17:00 Central",
                     "30 days after the admission, Monday 2 March, is Wednesday 1 April",
                     "3 attended sessions make 540 minutes on Friday 6 March",
                     "The earliest counts: the attended minutes"}),
            "");
}

TEST(AClock, ThatIsLockedRunsOnTheMeasureThatWasChosen) {
  Given it = under(std::string(service) +
                   R"(, "clocks": [{"key": "review", "measures": [{"days": 30},
                       {"attended_minutes": 540}], "locked": true}])");
  it.attended("2026-03-02").attended("2026-03-04").attended("2026-03-06");
  it.say(MeasureChosen{.clock = "review",
                       .measure = MeasureChosen::Measure::days,
                       .at = test::instant("2026-03-02T12:00:00-06:00")});
  EXPECT_EQ(missing(told(it, tuesday, "duty:review#1"),
                    {"is due Wednesday 1 April 2026 17:00 Central",
                     "clock review runs on days, chosen Monday 2 March 12:00"}),
            "");
}

TEST(AClock, PassesOverAChoiceOfAMeasureThatItHasNot) {
  Given it = under(std::string(service) +
                   R"(, "clocks": [{"key": "review", "measures": [{"days": 30}],
                       "locked": true}])");
  const auto choose = [&](MeasureChosen::Measure measure, const char* at) {
    it.say(MeasureChosen{.clock = "review", .measure = measure, .at = test::instant(at)});
  };
  choose(MeasureChosen::Measure::days, "2026-03-02T12:00:00-06:00");
  choose(MeasureChosen::Measure::attended_minutes, "2026-03-02T13:00:00-06:00");
  EXPECT_EQ(missing(told(it, tuesday, "duty:review#1"),
                    {"clock review runs on days, chosen Monday 2 March 12:00",
                     "The clock has no such measure, so it is no choice",
                     "clock review runs on attended minutes"}),
            "");
}

TEST(AClock, AsksForOneReviewBeforeThePlannedDischarge) {
  Given it = under(std::string(service) +
                   R"(, "clocks": [{"key": "review", "measures": [{"days": 30}],
                       "before_planned_discharge": {"days": 7}}])");
  it.say(DischargePlanned{test::date("2026-03-27")});
  it.duty_completed("duty:review#1", "2026-03-16T12:00:00-05:00");
  EXPECT_EQ(missing(told(it, tuesday, "duty:review#2"),
                    {"due Wednesday 15 April 2026 17:00 Central",
                     "when duty:review#1 was due already, so it asks for no second review"}),
            "");
}

TEST(AClock, IsNotDueBeforeTheDischargeOnTheDayThatItStarts) {
  Given it = under(std::string(service) +
                   R"(, "clocks": [{"key": "review", "measures": [{"days": 10}],
                       "before_planned_discharge": {"days": 7}}])");
  it.say(DischargePlanned{test::date("2026-03-20")});
  it.duty_completed("duty:review#1", "2026-03-13T12:00:00-05:00");
  EXPECT_EQ(missing(told(it, tuesday, "duty:review#2"),
                    {"due Monday 23 March 2026 17:00 Central", "not after the day occurrence 1"}),
            "");
}

TEST(ADecision, InAStackNamesTheDocumentThatSaysItsTime) {
  Given it = under(std::string(service) +
                   R"(, "prior_authorization": {"required": true, "decision": {
                       "standard": {"days": 14}}})");
  Policy law = policy(
      R"("layer": "law", "services": [],
         "prior_authorization": {"decision": {"standard": {"days": 5}}})");
  law.payer = "law-somewhere";
  it.under(law);
  it.requested("A1", "2026-03-16T09:00:00-05:00");
  EXPECT_EQ(missing(told(it, tuesday, "decision:A1"), {"this rule stands in law-somewhere"}), "");
}

TEST(AReview, ThatMayNotComeEarlyOpensNoEarlier) {
  Given it = under(std::string(service) +
                   R"(, "reviews": [{"key": "r", "before": "end", "days": 0,
                       "opens": {"days": 14}, "not_earlier": {"days": 3}}])");
  it.approved("A1", 12, "2026-03-02", "2026-03-20");
  EXPECT_EQ(missing(told(it, tuesday, "review:A1"),
                    {"It opens at 00:00 Central on Tuesday 17 March, since before that the payer "
                     "takes nothing; by itself it would open on Friday 6 March"}),
            "");
}

Given after_a_change_of_payer() {
  Given it = given();
  Policy next = policy(std::string(service) + R"(, "transition": {"days": 30})");
  next.payer = "next-payer";
  it.under(policy(service)).under(next).admitted("2026-03-02");
  it.covered_by("example-payer", "2026-01-01").covered_by("next-payer", "2026-03-09");
  return it.approved("OLD", 1, "2026-03-02", "2026-04-15");
}

TEST(ATransition, LetsTheLinesOfThePayerBeforeBeUsedUp) {
  Given it = after_a_change_of_payer();
  it.attended("2026-03-10").attended("2026-03-11");
  EXPECT_EQ(missing(told(it, tuesday, "uncovered:2026-03-11"),
                    {"OLD spans the date, but its units are used up"}),
            "");
}

TEST(ATransition, TriesTheLinesOfThePayerBeforeLastEvenWhenTheSessionNamesOne) {
  Given it = after_a_change_of_payer();
  it.approved("NEW", 1, "2026-03-09", "2026-04-15");
  it.session({.date = "2026-03-10", .id = "S1", .authorization = "OLD"});
  EXPECT_EQ(missing(told(it, tuesday, "S1"),
                    {"in the order they are tried: NEW (S9480)", "1 unit paid by NEW"}),
            "");
}

TEST(ADay, OfFewerServicesThanTheLeastTierCostsNothingAndSaysSo) {
  Given it = under(R"("services": [{"codes": ["S9480"], "unit": "day",
                      "tiers": [{"key": "full", "services": 3}]}])");
  SessionRecorded session{.session = "S1",
                          .start = test::instant("2026-03-10T09:00:00-05:00"),
                          .end = {},
                          .given_minutes = 180,
                          .service = "S9480",
                          .authorization = {}};
  session.components = {{.kind = "group", .minutes = {}, .participants = {}}};
  it.say(session);
  EXPECT_EQ(missing(told(it, tuesday, "S1"),
                    {"this day lists 1 service, fewer than the least asks for, so 0 units"}),
            "");
}

TEST(AnAllowance, InHoursIsPastForASessionLaterOnItsLastDay) {
  Given it = under(std::string(service) +
                   R"(, "allowances": [{"key": "start", "codes": ["S9480"], "hours": 24}])");
  it.attended("2026-03-02");
  it.session({.id = "S2", .start = "2026-03-03T12:00:00-06:00"});
  EXPECT_EQ(missing(told(it, tuesday, "uncovered:2026-03-03"), {"is past its last hour"}), "");
}

TEST(ADecision, ByReceiptNamesTheBandAndTheDayItCounts) {
  Given it = under(std::string(service) +
                   R"(, "prior_authorization": {"required": true, "decision": {
                       "standard": {"days": 7}, "by_receipt": [
                       {"from": "00:00", "to": "13:00", "business_days": 0, "by": "17:00"},
                       {"from": "13:00", "business_days": 1, "by": "12:00"}]}})");
  it.requested("A1", "2026-03-07T15:00:00-06:00");
  EXPECT_EQ(missing(told(it, "2026-03-07T18:00:00-06:00", "decision:A1"),
                    {"What is received from 00:00 to before 13:00 is decided by 17:00",
                     "counts as received at 00:00 on Monday 9 March",
                     "due Monday 9 March 2026 17:00 Central"}),
            "");
}

TEST(ADecision, OnARequestToGoOnHasItsOwnTime) {
  Given it = under(std::string(service) +
                   R"(, "prior_authorization": {"required": true, "decision": {
                       "standard": {"days": 14}, "concurrent": {"days": 2}}})");
  it.approved("A1", 12, "2026-03-02", "2026-03-31");
  it.requested("A2", "2026-03-16T09:00:00-05:00");
  EXPECT_EQ(missing(told(it, tuesday, "decision:A2"),
                    {"A request to go on, made while A1 runs, is decided within 2 days"}),
            "");
}

TEST(ADuty, WhoseFirstDayCountsStartsTheDayBefore) {
  EXPECT_EQ(missing(told(under(std::string(service) +
                               R"(, "duties": [{"key": "plan", "after": "admission",
                             "within": {"days": 7}, "first_day_counts": true}])"),
                         tuesday, "duty:plan"),
                    {"is day one, so the count starts at the day before it",
                     "due Sunday 8 March 2026 17:00 Central"}),
            "");
}

TEST(ADuty, AfterADenialWaitsForTheDayItTakesEffect) {
  Given it = under(std::string(service) +
                   R"(, "duties": [{"key": "appeal", "after": "denial", "within": {"days": 2},
                       "or_effective_date": true}])");
  it.decided({.id = "A1",
              .decision = "denied",
              .at = "2026-03-10T09:00:00-05:00",
              .start = "2026-03-20",
              .end = "2026-03-30"});
  EXPECT_EQ(missing(told(it, tuesday, "duty:appeal:A1"), {"due Friday 20 March 2026 17:00 Central",
                                                          "takes effect only on Friday 20 March"}),
            "");
}

TEST(AStack, SaysWhichDocumentsSpeakAndInWhichTheRuleStands) {
  Given it =
      under(std::string(service) +
            R"(, "duties": [{"key": "plan", "after": "admission", "within": {"days": 30}}])");
  Policy contract = policy(
      R"("layer": "contract", "services": [],
         "duties": [{"key": "plan", "after": "admission", "within": {"days": 7}}])");
  contract.version = "our-contract";
  it.under(contract);
  EXPECT_EQ(
      missing(told(it, tuesday, "duty:plan"),
              {"due Monday 9 March 2026", "of the facility's contract example-payer our-contract",
               "Several documents speak here, the later word wins: the payer's "
               "document example-payer 1 and then the facility's contract"}),
      "");
}

TEST(Evidence, SaysHowOldItMayBe) {
  Given it = under(std::string(service) +
                   R"(, "reviews": [{"key": "r", "before": "end", "days": 0}],
                      "evidence": [{"key": "fresh", "for": "review", "document": "notes",
                                    "newest_within": {"days": 14}}])");
  it.approved("A1", 12, "2026-03-02", "2026-03-20");
  EXPECT_EQ(missing(told(it, tuesday, "review:A1"),
                    {"progress notes must be from Tuesday 3 March or later: rule \"fresh\" takes "
                     "nothing older than 14 days"}),
            "");
}

TEST(AFinding, SaysWhatIsAtOddsAndByHowMuch) {
  Given it = under(
      R"("services": [{"codes": ["S9480"], "unit": "day", "authorization": "none",
                       "maximum_gap_days": 5}])");
  it.attended("2026-03-02").attended("2026-03-12");
  EXPECT_EQ(missing(told(it, "2026-03-13T12:00:00-05:00", "gap_between_days"),
                    {"9 days without an offered session of S9480 after Monday 2 March "
                     "until Thursday 12 March; at most 5 may lie between",
                     "changes no units"}),
            "");
}

TEST(AnAllowance, SaysWhatIsGivenAndForHowLong) {
  Given it = under(std::string(service) +
                   R"(, "allowances": [{"key": "start", "codes": ["S9480"], "hours": 72}])");
  it.attended("2026-03-02");
  EXPECT_EQ(missing(told(it, tuesday, "allowance:start"),
                    {"the payer gives units without limit for the sessions that start within 72 "
                     "hours of the start of the first attended one",
                     "has no limit of units; used so far: 1 day unit"}),
            "");
}

TEST(Unknowns, AreQuestionsToAskThePayer) {
  EXPECT_EQ(
      missing(told(under(std::string(service) +
                         R"(, "unknown": [{"about": "reviews", "note": "Not in the manual."}])"),
                   tuesday, "unknowns"),
              {"No source says when a review is due (example-payer 1): Not in the "
               "manual.",
               "unknown never reads as not required"}),
      "");
}

}  // namespace
}  // namespace authledger::explain
