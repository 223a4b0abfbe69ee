// What a session costs: ledger rules, section 3.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* evening = "2026-03-03T00:00:00Z";  // of 2 March in Chicago

// A member whose payer has one service rule; nothing is authorized.
Given under_rule(const std::string& rule) {
  return given()
      .under(policy("\"services\": [" + rule + "]"))
      .admitted("2026-03-02")
      .covered_by("example-payer");
}

std::string charge(const std::string& rule, int minutes) {
  return under_rule(rule).attended("2026-03-02", minutes).as_of(evening).session("2026-03-02");
}

TEST(Visit, IsOneUnitFromItsMinimumOn) {
  const auto* rule = R"({"codes": ["S9480"], "unit": "visit", "minimum_minutes": 45})";
  EXPECT_EQ(charge(rule, 45), "charged 1, covered 0");
  EXPECT_EQ(charge(rule, 44), "charged 0, covered 0, short");
  EXPECT_EQ(charge(R"({"codes": ["S9480"], "unit": "visit"})", 0), "charged 1, covered 0");
}

TEST(Visit, IsChargedForEachSession) {
  const auto now = under_rule(R"({"codes": ["S9480"], "unit": "visit"})")
                       .session({.date = "2026-03-02", .id = "a"})
                       .session({.date = "2026-03-02", .id = "b"})
                       .as_of(evening);
  EXPECT_EQ(now.session("a"), "charged 1, covered 0");
  EXPECT_EQ(now.session("b"), "charged 1, covered 0");
}

TEST(Day, AddsTheMinutesOfTheDate) {
  const auto now = under_rule(R"({"codes": ["S9480"], "unit": "day", "minimum_minutes": 180})")
                       .session({.date = "2026-03-02", .id = "b", .minutes = 100})
                       .session({.date = "2026-03-02", .id = "a", .minutes = 80})
                       .session({.date = "2026-03-04", .id = "c", .minutes = 179})
                       .as_of("2026-03-05T00:00:00Z");
  EXPECT_EQ(now.session("a"), "charged 1, covered 0");  // the first by start, then id
  EXPECT_EQ(now.session("b"), "charged 0, covered 0");
  EXPECT_EQ(now.session("c"), "charged 0, covered 0, short");
}

TEST(Day, ThatIsShortFlagsEachSession) {
  const auto now = under_rule(R"({"codes": ["S9480"], "unit": "day", "minimum_minutes": 180})")
                       .session({.date = "2026-03-02", .id = "a", .minutes = 100})
                       .session({.date = "2026-03-02", .id = "b", .minutes = 79})
                       .as_of(evening);
  EXPECT_EQ(now.session("a"), "charged 0, covered 0, short");
  EXPECT_EQ(now.session("b"), "charged 0, covered 0, short");
}

TEST(Day, AddsOnlyWhatStandsUnderTheSameRule) {
  const auto now =
      under_rule(R"({"codes": ["S9480"], "unit": "day", "minimum_minutes": 180},
                                 {"codes": ["H0015"], "unit": "day", "minimum_minutes": 180})")
          .session({.date = "2026-03-02", .id = "a", .minutes = 100})
          .session({.date = "2026-03-02", .id = "b", .minutes = 100, .service = "H0015"})
          .as_of(evening);
  EXPECT_EQ(now.session("a"), "charged 0, covered 0, short");
  EXPECT_EQ(now.session("b"), "charged 0, covered 0, short");
}

TEST(Day, IsTheFacilitysCalendarDay) {
  const auto now =
      under_rule(R"({"codes": ["S9480"], "unit": "day", "minimum_minutes": 180})")
          .session({.id = "late", .start = "2026-03-02T23:30:00-06:00", .minutes = 100})
          .session({.id = "early", .start = "2026-03-03T00:30:00-06:00", .minutes = 100})
          .as_of("2026-03-04T00:00:00Z");
  EXPECT_EQ(now.session("late"), "charged 0, covered 0, short");
  EXPECT_EQ(now.session("early"), "charged 0, covered 0, short");
}

TEST(QuarterHours, AreRoundedDownUnlessToldOtherwise) {
  const auto* rule = R"({"codes": ["S9480"], "unit": "quarter_hour"})";
  EXPECT_EQ(charge(rule, 14), "charged 0, covered 0");
  EXPECT_EQ(charge(rule, 15), "charged 1, covered 0");
  EXPECT_EQ(charge(rule, 44), "charged 2, covered 0");
}

TEST(QuarterHours, RoundToTheNearestWithHalfGoingUp) {
  const auto* rule = R"({"codes": ["S9480"], "unit": "quarter_hour", "rounding": "nearest"})";
  EXPECT_EQ(charge(rule, 7), "charged 0, covered 0");
  EXPECT_EQ(charge(rule, 8), "charged 1, covered 0");
  EXPECT_EQ(charge(rule, 22), "charged 1, covered 0");
  EXPECT_EQ(charge(rule, 23), "charged 2, covered 0");
}

TEST(Hours, RoundToTheNearestWithHalfGoingUp) {
  const auto* rule = R"({"codes": ["S9480"], "unit": "hour", "rounding": "nearest"})";
  EXPECT_EQ(charge(rule, 89), "charged 1, covered 0");
  EXPECT_EQ(charge(rule, 90), "charged 2, covered 0");
  EXPECT_EQ(charge(rule, 150), "charged 3, covered 0");
}

TEST(Hours, RoundUp) {
  const auto* rule = R"({"codes": ["S9480"], "unit": "hour", "rounding": "up"})";
  EXPECT_EQ(charge(rule, 0), "charged 0, covered 0");
  EXPECT_EQ(charge(rule, 1), "charged 1, covered 0");
  EXPECT_EQ(charge(rule, 60), "charged 1, covered 0");
  EXPECT_EQ(charge(rule, 61), "charged 2, covered 0");
}

TEST(Hours, AreShortUnderTheMinimumWhateverTheRounding) {
  const auto* rule =
      R"({"codes": ["S9480"], "unit": "hour", "rounding": "up", "minimum_minutes": 50})";
  EXPECT_EQ(charge(rule, 49), "charged 0, covered 0, short");
  EXPECT_EQ(charge(rule, 50), "charged 1, covered 0");
}

TEST(Hours, OfADateAreAddedBeforeTheyAreRounded) {
  const auto now =
      under_rule(R"({"codes": ["S9480", "H0015"], "unit": "hour"})")
          .session({.date = "2026-03-02", .id = "a", .minutes = 50})
          .session({.date = "2026-03-02", .id = "b", .minutes = 70, .service = "H0015"})
          .as_of(evening);
  EXPECT_EQ(now.session("a"), "charged 2, covered 0");
  EXPECT_EQ(now.session("b"), "charged 0, covered 0");
}

TEST(Charge, IsOnlyForWhoAttended) {
  const auto now = under_rule(R"({"codes": ["S9480"], "unit": "visit"})")
                       .no_show("2026-03-02")
                       .cancelled_by_member("2026-03-03")
                       .cancelled_by_facility("2026-03-04")
                       .as_of("2026-03-05T00:00:00Z");
  for (const auto* id : {"2026-03-02", "2026-03-03", "2026-03-04"})
    EXPECT_EQ(now.session(id), "charged 0, covered 0");
  EXPECT_EQ(now.uncovered(), Texts{});
}

TEST(Charge, WithoutARuleIsAVisitAndFlagged) {
  const auto unlisted =
      under_rule(R"({"codes": ["H0015"], "unit": "day"})").attended("2026-03-02", 5).as_of(evening);
  EXPECT_EQ(unlisted.session("2026-03-02"), "charged 1, covered 0, unlisted_service");
  const auto no_policy = given().admitted("2026-03-02").attended("2026-03-02").as_of(evening);
  EXPECT_EQ(no_policy.session("2026-03-02"), "charged 1, covered 0, no_policy");
}

TEST(ServiceRule, IsTheFirstThatFits) {
  const auto* rules = R"({"codes": ["H0015"], "unit": "hour"},
                         {"codes": ["S9480"], "unit": "quarter_hour"},
                         {"codes": ["S9480"], "unit": "day"})";
  EXPECT_EQ(charge(rules, 180), "charged 12, covered 0");
}

TEST(ServiceRule, WithoutCodesFitsNoService) {
  EXPECT_EQ(charge(R"({"codes": [], "unit": "hour"})", 180),
            "charged 1, covered 0, unlisted_service");
}

std::string charge_of_member_born(const char* birth_date, const char* day) {
  return given()
      .under(policy(R"("services": [
          {"codes": ["S9480"], "ages": {"to": 17}, "unit": "hour"},
          {"codes": ["S9480"], "ages": {"from": 18, "to": 64}, "unit": "day"}])"))
      .admitted("2026-02-01", birth_date)
      .covered_by("example-payer")
      .attended(day)
      .as_of("2026-12-31T00:00:00Z")
      .session(day);
}

TEST(Ages, AreInclusiveOnTheServiceDate) {
  EXPECT_EQ(charge_of_member_born("2008-03-03", "2026-03-02"), "charged 3, covered 0");
  EXPECT_EQ(charge_of_member_born("2008-03-02", "2026-03-02"), "charged 1, covered 0");
  EXPECT_EQ(charge_of_member_born("1961-03-03", "2026-03-02"), "charged 1, covered 0");
  EXPECT_EQ(charge_of_member_born("1961-03-02", "2026-03-02"),
            "charged 1, covered 0, unlisted_service");
}

TEST(Ages, OfALeapDayChildChangeOnTheFirstOfMarch) {
  EXPECT_EQ(charge_of_member_born("2008-02-29", "2026-02-28"), "charged 3, covered 0");
  EXPECT_EQ(charge_of_member_born("2008-02-29", "2026-03-01"), "charged 1, covered 0");
}

TEST(Ages, NeverFitAMemberWithoutABirthDate) {
  EXPECT_EQ(charge(R"({"codes": ["S9480"], "ages": {"from": 0}, "unit": "hour"})", 180),
            "charged 1, covered 0, unlisted_service");
  EXPECT_EQ(charge(R"({"codes": ["S9480"], "ages": {}, "unit": "hour"})", 180),
            "charged 1, covered 0, unlisted_service");
}

TEST(Modality, OutsideTheRulesIsNotChargedAndAddsNoMinutes) {
  const auto now =
      under_rule(R"({"codes": ["S9480"], "unit": "day", "minimum_minutes": 180,
                                  "modalities": ["in_person"]})")
          .session({.date = "2026-03-02", .id = "a", .minutes = 100})
          .session({.date = "2026-03-02", .id = "b", .minutes = 100, .modality = "telehealth"})
          .as_of(evening);
  EXPECT_EQ(now.session("a"), "charged 0, covered 0, short");
  EXPECT_EQ(now.session("b"), "charged 0, covered 0, modality_not_covered");
  EXPECT_EQ(now.uncovered(), Texts{});
}

TEST(Modality, IsAnyWhenTheRuleNamesNone) {
  const auto now = under_rule(R"({"codes": ["S9480"], "unit": "day"})")
                       .session({.date = "2026-03-02", .modality = "telehealth"})
                       .as_of(evening);
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 0");
}

TEST(Requirement, OfNoneNeedsNoAuthorization) {
  const auto now = under_rule(R"({"codes": ["S9480"], "unit": "day", "authorization": "none"})")
                       .attended("2026-03-02")
                       .as_of(evening);
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 1, not-required x1");
  EXPECT_EQ(now.uncovered(), Texts{});
}

TEST(Requirement, ThatIsUnknownIsHandledAsRequiredAndFlagged) {
  const auto now = under_rule(R"({"codes": ["S9480"], "unit": "day", "authorization": "unknown",
                                  "minimum_minutes": 180, "modalities": ["in_person"]})")
                       .attended("2026-03-02")
                       .attended("2026-03-03", 100)
                       .session({.date = "2026-03-04", .modality = "telehealth"})
                       .no_show("2026-03-05")
                       .as_of("2026-03-06T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 0, requirement_unknown");
  EXPECT_EQ(now.session("2026-03-03"), "charged 0, covered 0, requirement_unknown short");
  EXPECT_EQ(now.session("2026-03-04"),
            "charged 0, covered 0, modality_not_covered requirement_unknown");
  EXPECT_EQ(now.session("2026-03-05"), "charged 0, covered 0");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-02 S9480 1 no_authorization"});
}

TEST(PolicyVersion, IsThatOfTheServiceDate) {
  const auto now =
      given()
          .under(policy(R"("version": "1", "effective": {"from": "2026-01-01", "to": "2026-03-02"},
                           "services": [{"codes": ["S9480"], "unit": "day"}])"))
          .under(policy(R"("version": "2", "effective": {"from": "2026-03-03"},
                           "services": [{"codes": ["S9480"], "unit": "hour"}])"))
          .admitted("2026-03-01")
          .covered_by("example-payer")
          .attended("2026-03-02")
          .attended("2026-03-03")
          .as_of("2026-03-04T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 0");
  EXPECT_EQ(now.session("2026-03-03"), "charged 3, covered 0");
}

}  // namespace
}  // namespace authledger
