// Every figure explains itself: ledger rules, section 10.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::policy;

constexpr const char* cited = R"(
    "sources": [{"key": "manual", "title": "Provider manual", "address": "https://example.org/m",
                 "date": "2026-01-05", "grade": "invented", "says": "days of three hours"}],
    "services": [{"key": "iop", "codes": ["S9480"], "unit": "day", "source": "manual"}],
    "reviews": [{"key": "before-end", "before": "end", "days": 1, "source": "manual"}],
    "allowances": [{"key": "first", "codes": ["90853"], "units": 2, "source": "manual"}],
    "missed_sessions": [{"key": "one", "outcomes": ["no_show"], "count": 1,
                         "pattern": "consecutive", "notify": {"days": 1}, "source": "manual"}],
    "duties": [{"key": "plan", "after": "admission", "within": {"days": 7}, "source": "manual"}],
    "prior_authorization": {"required": true, "source": "manual"})";

const auto now = given()
                     .under(policy(cited))
                     .admitted("2026-03-02")                               // 1
                     .covered_by("example-payer")                          // 2
                     .approved("A1", 1, "2026-03-02", "2026-04-15")        // 3
                     .attended("2026-03-02")                               // 4
                     .attended("2026-03-04")                               // 5
                     .no_show("2026-03-06")                                // 6
                     .review_submitted("A1", "2026-03-05T00:00:00Z")       // 7
                     .duty_completed("duty:plan", "2026-03-05T00:00:00Z")  // 8
                     .as_of("2026-03-07T00:00:00Z");

std::string told(const Because& because) {
  std::string text = because.policy ? because.policy->payer + " " + because.policy->version
                                    : std::string("no policy");
  text += ", " + (because.rule.empty() ? "no rule" : because.rule);
  text += ", " + (because.source ? because.source->title : "no source") + ", events";
  for (const Seq seq : because.events) text += " " + std::to_string(seq);
  return text;
}

TEST(Because, OfALineNamesTheRuleTheDecisionAndTheSessions) {
  EXPECT_EQ(told(now.standing().authorizations[0].lines[0].because),
            "example-payer 1, iop, Provider manual, events 3 4");
  EXPECT_EQ(told(now.standing().authorizations[1].lines[0].because),
            "example-payer 1, first, Provider manual, events 1");
}

TEST(Because, OfAnUncoveredUnitNamesTheSessionAndWhatCouldNotPay) {
  EXPECT_EQ(told(now.standing().uncovered[0].because),
            "example-payer 1, iop, Provider manual, events 3 5");
}

TEST(Because, OfAReviewNamesTheDecisionAndTheSubmission) {
  EXPECT_EQ(told(now.because("review:A1")),
            "example-payer 1, before-end, Provider manual, events 3 7");
}

TEST(Because, OfANoticeNamesTheMisses) {
  EXPECT_EQ(told(now.because("notice:one:2026-03-06")),
            "example-payer 1, one, Provider manual, events 6");
}

TEST(Because, OfADutyNamesItsAnchorAndItsCompletion) {
  EXPECT_EQ(told(now.because("duty:plan")), "example-payer 1, plan, Provider manual, events 1 8");
  EXPECT_EQ(told(now.because("duty:initial-authorization")),
            "example-payer 1, prior_authorization, Provider manual, events 1 3");
}

TEST(Because, OfUncoveredUnitsNamesAHundredDecisionsAtMostAndFirstThoseThatSpanTheDate) {
  auto story = given().under(policy(cited)).covered_by("example-payer").attended("2026-03-02");
  for (int i = 0; i < 150; ++i)
    story.approved("B" + std::to_string(i), 5, "2026-02-01", "2026-02-28");
  story.approved("C", 0, "2026-03-01", "2026-04-15");  // event 153
  const auto answer = story.as_of("2026-03-07T00:00:00Z");
  const UncoveredUnits& uncovered = answer.standing().uncovered[0];
  EXPECT_EQ(uncovered.reason, UncoveredReason::units_exhausted);
  EXPECT_EQ(uncovered.because.events.size(), 101u);  // and the session
  EXPECT_EQ(uncovered.because.events.front(), 2);
  EXPECT_EQ(uncovered.because.events.back(), 153);
}

TEST(Because, WithoutAPolicySaysSo) {
  const auto plain = given().attended("2026-03-02").as_of("2026-03-07T00:00:00Z");
  EXPECT_EQ(told(plain.standing().uncovered[0].because), "no policy, no rule, no source, events 1");
}

TEST(Because, OfARuleWithoutAKeyNamesItsPlace) {
  const auto unnamed = given()
                           .under(policy(R"("services": [{"codes": ["H0015"], "unit": "day"},
                                                         {"codes": ["S9480"], "unit": "day"}])"))
                           .covered_by("example-payer")
                           .attended("2026-03-02")
                           .as_of("2026-03-07T00:00:00Z");
  EXPECT_EQ(told(unnamed.standing().uncovered[0].because),
            "example-payer 1, services/1, no source, events 2");
}

}  // namespace
}  // namespace authledger
