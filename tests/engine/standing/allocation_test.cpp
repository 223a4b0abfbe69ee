// Which authorization pays: ledger rules, section 4.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* by_day = R"("services": [{"codes": ["S9480"], "unit": "day"}])";
constexpr const char* by_hour = R"("services": [{"codes": ["S9480"], "unit": "hour"}])";

Given member_under(const std::string& members) {
  return given().under(policy(members)).admitted("2026-03-02").covered_by("example-payer");
}

std::string paid_by(const Given& story) {
  return story.as_of("2026-03-02T23:00:00Z").session("2026-03-02");
}

Texts uncovered(const Given& story) {
  return story.as_of("2026-03-02T23:00:00Z").uncovered();
}

TEST(Allocation, DrawsOneUnitOfTheAuthorization) {
  const auto now = member_under(by_day)
                       .approved("A1", 18, "2026-03-02", "2026-04-15")
                       .attended("2026-03-02")
                       .as_of("2026-03-02T23:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 1, A1/0 x1");
  EXPECT_EQ(now.remaining(), "day 17");
  EXPECT_EQ(now.uncovered(), Texts{});
}

TEST(Allocation, TakesPartialDecisionsAndNoOthers) {
  for (const auto* decision : {"denied", "pended"})
    EXPECT_EQ(paid_by(member_under(by_day)
                          .decided({.id = "A1",
                                    .decision = decision,
                                    .start = "2026-03-02",
                                    .end = "2026-04-15",
                                    .lines = {{.units = 18}}})
                          .attended("2026-03-02")),
              "charged 1, covered 0");
  EXPECT_EQ(paid_by(member_under(by_day)
                        .decided({.id = "A1",
                                  .decision = "partial",
                                  .start = "2026-03-02",
                                  .end = "2026-04-15",
                                  .lines = {{.units = 18}}})
                        .attended("2026-03-02")),
            "charged 1, covered 1, A1/0 x1");
}

TEST(Allocation, TakesTheNamedAuthorizationFirst) {
  auto story = member_under(by_day)
                   .approved("A1", 18, "2026-03-02", "2026-03-31")
                   .decided({.id = "A2",
                             .number = "N-77",
                             .start = "2026-03-02",
                             .end = "2026-04-15",
                             .lines = {{.units = 18}}});
  EXPECT_EQ(paid_by(Given(story).attended("2026-03-02")), "charged 1, covered 1, A1/0 x1");
  EXPECT_EQ(paid_by(Given(story).session({.date = "2026-03-02", .authorization = "A2"})),
            "charged 1, covered 1, A2/0 x1");
  EXPECT_EQ(paid_by(Given(story).session({.date = "2026-03-02", .authorization = "N-77"})),
            "charged 1, covered 1, A2/0 x1");
  EXPECT_EQ(paid_by(Given(story).session({.date = "2026-03-02", .authorization = "unknown"})),
            "charged 1, covered 1, A1/0 x1");
}

TEST(Allocation, GoesOnToOthersWhenTheNamedOneCannotPay) {
  EXPECT_EQ(paid_by(member_under(by_day)
                        .approved("A1", 18, "2026-03-02", "2026-03-31")
                        .approved("A2", 18, "2026-03-03", "2026-04-15")
                        .session({.date = "2026-03-02", .authorization = "A2"})),
            "charged 1, covered 1, A1/0 x1");
}

TEST(Allocation, OfASummedDateNamesWhatTheFirstOfThemNames) {
  const auto now =
      member_under(by_hour)
          .approved("A1", 18, "2026-03-02", "2026-03-31")
          .approved("A2", 18, "2026-03-02", "2026-04-15")
          .session({.date = "2026-03-02", .id = "a", .minutes = 60})
          .session({.date = "2026-03-02", .id = "b", .minutes = 60, .authorization = "A2"})
          .session({.date = "2026-03-02", .id = "c", .minutes = 60, .authorization = "A1"})
          .as_of("2026-03-02T23:00:00Z");
  EXPECT_EQ(now.session("a"), "charged 3, covered 3, A2/0 x3");
}

TEST(Allocation, TakesAllowancesBeforeAuthorizations) {
  EXPECT_EQ(paid_by(member_under(std::string(by_day) +
                                 R"(, "allowances": [{"key": "first", "codes": ["S9480"],
                                                      "units": 15}])")
                        .approved("A1", 18, "2026-03-02", "2026-03-02")
                        .attended("2026-03-02")),
            "charged 1, covered 1, allowance:first/0 x1");
}

TEST(Allocation, TakesTheEarliestEndThenTheEarliestStartThenTheId) {
  EXPECT_EQ(paid_by(member_under(by_day)
                        .approved("A1", 18, "2026-03-01", "2026-04-15")
                        .approved("A2", 18, "2026-03-02", "2026-04-14")
                        .attended("2026-03-02")),
            "charged 1, covered 1, A2/0 x1");
  EXPECT_EQ(paid_by(member_under(by_day)
                        .approved("A1", 18, "2026-03-02", "2026-04-15")
                        .approved("A2", 18, "2026-03-01", "2026-04-15")
                        .attended("2026-03-02")),
            "charged 1, covered 1, A2/0 x1");
  EXPECT_EQ(paid_by(member_under(by_day)
                        .approved("b", 18, "2026-03-02", "2026-04-15")
                        .approved("B", 18, "2026-03-02", "2026-04-15")
                        .attended("2026-03-02")),
            "charged 1, covered 1, B/0 x1");
}

TEST(Allocation, TakesTheFirstLineThatHasTheCode) {
  EXPECT_EQ(paid_by(member_under(by_day)
                        .decided({.id = "A1",
                                  .start = "2026-03-02",
                                  .end = "2026-04-15",
                                  .lines = {{.codes = {"H0015"}, .units = 5},
                                            {.codes = {"S9480", "90853"}, .units = 5},
                                            {.codes = {"S9480"}, .units = 5}}})
                        .attended("2026-03-02")),
            "charged 1, covered 1, A1/1 x1");
}

TEST(Allocation, SplitsAChargeThatIsLargerThanWhatIsLeft) {
  const auto now = member_under(by_hour)
                       .approved("A1", 1, "2026-03-02", "2026-03-30")
                       .approved("A2", 1, "2026-03-02", "2026-03-31")
                       .attended("2026-03-02", 180)
                       .as_of("2026-03-02T23:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 3, covered 2, A1/0 x1, A2/0 x1");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-02 S9480 1 units_exhausted"});
}

TEST(Allocation, PaysForAnyServiceOfASummedDate) {
  const auto now =
      member_under(R"("services": [{"codes": ["S9480", "H0015"], "unit": "day",
                                                 "minimum_minutes": 180}])")
          .decided({.id = "A1",
                    .start = "2026-03-02",
                    .end = "2026-04-15",
                    .lines = {{.codes = {"H0015"}, .units = 5}}})
          .session({.date = "2026-03-02", .id = "a", .minutes = 100})
          .session({.date = "2026-03-02", .id = "b", .minutes = 100, .service = "H0015"})
          .as_of("2026-03-02T23:00:00Z");
  EXPECT_EQ(now.session("a"), "charged 1, covered 1, A1/0 x1");
}

TEST(Allocation, SpansBothEndsOfTheAuthorization) {
  for (const auto* day : {"2026-03-02", "2026-04-15"})
    EXPECT_EQ(member_under(by_day)
                  .approved("A1", 18, "2026-03-02", "2026-04-15")
                  .attended(day)
                  .as_of("2026-05-01T00:00:00Z")
                  .uncovered(),
              Texts{});
}

TEST(LineWithoutCodes, PaysForEveryServiceThatHasARule) {
  const auto story = member_under(by_day).decided({.id = "A1",
                                                   .start = "2026-03-02",
                                                   .end = "2026-04-15",
                                                   .lines = {{.codes = {}, .units = 5}}});
  EXPECT_EQ(paid_by(Given(story).attended("2026-03-02")),
            "charged 1, covered 1, A1/0 x1, unit_mismatch");
  const auto unlisted = Given(story).session({.date = "2026-03-02", .service = "90853"});
  EXPECT_EQ(paid_by(unlisted), "charged 1, covered 0, unlisted_service");
  EXPECT_EQ(uncovered(unlisted), Texts{"2026-03-02 90853 1 no_authorization"});
}

TEST(LineWithCodes, PaysForAServiceWithoutARule) {
  EXPECT_EQ(paid_by(member_under(by_day)
                        .decided({.id = "A1",
                                  .start = "2026-03-02",
                                  .end = "2026-04-15",
                                  .lines = {{.codes = {"90853"}, .units = 5}}})
                        .session({.date = "2026-03-02", .service = "90853"})),
            "charged 1, covered 1, A1/0 x1, unlisted_service");
}

TEST(Uncovered, ForWantOfAnAuthorization) {
  EXPECT_EQ(uncovered(member_under(by_day).attended("2026-03-02")),
            Texts{"2026-03-02 S9480 1 no_authorization"});
  EXPECT_EQ(uncovered(member_under(by_day)
                          .decided({.id = "A1",
                                    .start = "2026-03-02",
                                    .end = "2026-04-15",
                                    .lines = {{.codes = {"H0015"}, .units = 5}}})
                          .attended("2026-03-02")),
            Texts{"2026-03-02 S9480 1 no_authorization"});
}

TEST(Uncovered, OutsideTheDates) {
  EXPECT_EQ(uncovered(member_under(by_day)
                          .approved("A1", 18, "2026-03-03", "2026-04-15")
                          .attended("2026-03-02")),
            Texts{"2026-03-02 S9480 1 outside_dates"});
}

TEST(Uncovered, WithTheUnitsExhausted) {
  EXPECT_EQ(uncovered(member_under(by_day)
                          .approved("A1", 0, "2026-03-02", "2026-04-15")
                          .approved("A2", 18, "2026-03-03", "2026-04-15")
                          .attended("2026-03-02")),
            Texts{"2026-03-02 S9480 1 units_exhausted"});
}

TEST(Uncovered, IsMergedByDateServiceAndReason) {
  const auto now = member_under(R"("services": [{"codes": ["S9480", "90853"], "unit": "visit"}])")
                       .session({.date = "2026-03-02", .id = "a"})
                       .session({.date = "2026-03-02", .id = "b"})
                       .session({.date = "2026-03-02", .id = "c", .service = "90853"})
                       .as_of("2026-03-02T23:00:00Z");
  EXPECT_EQ(now.uncovered(),
            (Texts{"2026-03-02 90853 1 no_authorization", "2026-03-02 S9480 2 no_authorization"}));
  EXPECT_EQ(now.standing().uncovered[1].because.events, (std::vector<Seq>{3, 4}));
}

TEST(Payer, OfTheStartMustBeThatOfTheServiceDate) {
  const auto story = given()
                         .under(policy(by_day))
                         .admitted("2026-03-02")
                         .covered_by("example-payer", "2026-03-02")
                         .covered_by("another-payer", "2026-03-04")
                         .approved("A1", 18, "2026-03-02", "2026-04-15")
                         .attended("2026-03-02")
                         .attended("2026-03-04");
  const auto now = story.as_of("2026-03-05T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 1, A1/0 x1");
  EXPECT_EQ(now.session("2026-03-04"), "charged 1, covered 0, no_policy");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-04 S9480 1 no_authorization"});
  EXPECT_EQ(now.remaining(), "day 17");  // whatever its payer
}

TEST(Payer, OfNoneOnBothDatesIsTheSame) {
  EXPECT_EQ(paid_by(given()
                        .admitted("2026-03-02")
                        .approved("A1", 18, "2026-03-02", "2026-04-15")
                        .attended("2026-03-02")),
            "charged 1, covered 1, A1/0 x1, no_policy");
}

TEST(Payer, WhoComesBackPaysAgain) {
  const auto now = given()
                       .under(policy(by_day))
                       .admitted("2026-03-02")
                       .covered_by("example-payer", "2026-03-02")
                       .covered_by("another-payer", "2026-03-03")
                       .covered_by("example-payer", "2026-03-04")
                       .approved("A1", 18, "2026-03-02", "2026-04-15")
                       .attended("2026-03-04")
                       .as_of("2026-03-05T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-04"), "charged 1, covered 1, A1/0 x1");
}

TEST(Allowance, RunsFromAdmissionOnForItsDays) {
  auto story = member_under(std::string(by_day) +
                            R"(, "allowances": [{"key": "first-15", "codes": ["S9480"],
                                                 "units": 15, "days": 28}])");
  story.attended("2026-03-02").attended("2026-03-29").attended("2026-03-30");
  const auto now = story.as_of("2026-03-31T00:00:00Z");
  EXPECT_EQ(now.authorizations(), Texts{"allowance:first-15 allowance"});
  EXPECT_EQ(to_text(*now.standing().authorizations[0].end), "2026-03-29");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-30 S9480 1 outside_dates"});
  EXPECT_EQ(now.last_covered_day("allowance:first-15"), "never");
  EXPECT_EQ(now.remaining(), "");  // it ended the day before today
}

TEST(Allowance, MayBeUnlimitedAndOpenEnded) {
  const auto now =
      member_under(std::string(by_day) + R"(, "allowances": [{"key": "free", "codes": ["S9480"]}])")
          .attended("2026-03-02")
          .as_of("2026-03-02T23:00:00Z");
  EXPECT_EQ(now.line("allowance:free"),
            "day: unlimited units, 1 used, unlimited remaining, 0 forecast, exhausts never, "
            "unlimited unused");
  EXPECT_EQ(now.remaining(), "");
  EXPECT_FALSE(now.standing().authorizations[0].end);
}

TEST(Remaining, CountsActualSessionsOnly) {
  const auto now = member_under(by_day)
                       .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480")
                       .approved("A1", 2, "2026-03-02", "2026-04-15")
                       .as_of("2026-03-02T14:00:00Z");
  EXPECT_EQ(now.remaining(), "day 2");
  EXPECT_EQ(now.line("A1"),
            "day: 2 units, 0 used, 2 remaining, 2 forecast, exhausts 2026-03-04, 0 unused");
}

TEST(Remaining, IsThatOfLinesWhichEndTodayOrLater) {
  const auto story = member_under(by_day)
                         .approved("A1", 5, "2026-03-02", "2026-03-03")
                         .approved("A2", 7, "2026-04-01", "2026-04-15");
  EXPECT_EQ(story.as_of("2026-03-03T23:00:00Z").remaining(), "day 12");
  EXPECT_EQ(story.as_of("2026-03-04T23:00:00Z").remaining(), "day 7");
  EXPECT_EQ(story.as_of("2026-04-17T00:00:00Z").remaining(), "");
}

TEST(Remaining, ListsAKindThatHasNoneLeft) {
  const auto now = member_under(by_day)
                       .approved("A1", 1, "2026-03-02", "2026-04-15")
                       .attended("2026-03-02")
                       .as_of("2026-03-02T23:00:00Z");
  EXPECT_EQ(now.remaining(), "day 0");
}

TEST(Remaining, AddsTheLinesOfEachKind) {
  const auto now = member_under(R"("services": [{"codes": ["S9480"], "unit": "day"},
                                                {"codes": ["90853"], "unit": "quarter_hour"}])")
                       .decided({.id = "A1",
                                 .start = "2026-03-02",
                                 .end = "2026-04-15",
                                 .lines = {{.codes = {"S9480"}, .units = 3},
                                           {.codes = {"90853"}, .units = 40},
                                           {.codes = {"99999"}, .units = 2}}})
                       .approved("A2", 4, "2026-03-02", "2026-04-15")
                       .as_of("2026-03-02T23:00:00Z");
  EXPECT_EQ(now.remaining(), "visit 2, day 7, quarter_hour 40");
}

TEST(Remaining, HasNothingOfRequestsAndDenials) {
  const auto now = member_under(by_day)
                       .requested("A1", "2026-03-02T08:00:00Z")
                       .decided({.id = "A2",
                                 .decision = "denied",
                                 .start = "2026-03-02",
                                 .end = "2026-04-15",
                                 .lines = {{.units = 9}}})
                       .as_of("2026-03-02T23:00:00Z");
  EXPECT_EQ(now.remaining(), "");
  EXPECT_EQ(now.authorizations(), (Texts{"A1 requested", "A2 denied"}));
  EXPECT_EQ(now.line("A2"),
            "day: 9 units, 0 used, 0 remaining, 0 forecast, exhausts never, 0 unused");
  EXPECT_EQ(now.last_covered_day("A1"), "never");
  EXPECT_EQ(now.last_covered_day("A2"), "never");
}

TEST(UnitKind, OfALineIsThatOfItsFirstCodeWhateverTheAges) {
  const auto now = member_under(R"("services": [
                       {"codes": ["S9480"], "ages": {"to": 17}, "unit": "hour"},
                       {"codes": ["S9480"], "unit": "day"}])")
                       .approved("A1", 9, "2026-03-02", "2026-04-15")
                       .attended("2026-03-02")
                       .as_of("2026-03-02T23:00:00Z");
  EXPECT_EQ(now.remaining(), "hour 8");
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 1, A1/0 x1, unit_mismatch");
}

TEST(LastCoveredDay, IsTheEarlierOfEndAndExhaustion) {
  const auto story =
      member_under(by_day).approved("A1", 2, "2026-03-02", "2026-04-15").attended("2026-03-02");
  EXPECT_EQ(story.as_of("2026-03-03T00:00:00Z").last_covered_day("A1"), "2026-04-15");
  EXPECT_EQ(
      Given(story).attended("2026-03-04").as_of("2026-03-05T00:00:00Z").last_covered_day("A1"),
      "2026-03-04");
}

TEST(LastCoveredDay, WaitsForAllLinesToBeExhausted) {
  const auto now =
      member_under(R"("services": [{"codes": ["S9480", "H0015"], "unit": "visit"}])")
          .decided({.id = "A1",
                    .start = "2026-03-02",
                    .end = "2026-04-15",
                    .lines = {{.codes = {"S9480"}, .units = 1}, {.codes = {"H0015"}, .units = 1}}})
          .attended("2026-03-02")
          .session({.date = "2026-03-04", .service = "H0015"})
          .as_of("2026-03-05T00:00:00Z");
  EXPECT_EQ(now.line("A1", 0),
            "visit: 1 units, 1 used, 0 remaining, 0 forecast, exhausts 2026-03-02, 0 unused");
  EXPECT_EQ(now.last_covered_day("A1"), "2026-03-04");
}

TEST(LateEntry, TakesTheUnitFromWhoCameLater) {
  auto story =
      member_under(by_day).approved("A1", 1, "2026-03-02", "2026-04-15").attended("2026-03-04");
  EXPECT_EQ(story.as_of("2026-03-05T00:00:00Z").session("2026-03-04"),
            "charged 1, covered 1, A1/0 x1");
  story.learned("2026-03-06T00:00:00Z").attended("2026-03-02");
  const auto now = story.as_of("2026-03-06T00:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 1, A1/0 x1");
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-04 S9480 1 units_exhausted"});
}

}  // namespace
}  // namespace authledger
