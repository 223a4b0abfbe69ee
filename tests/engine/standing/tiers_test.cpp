// Days that are paid by how many services they had: payers/RULES.md, section 4.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;

// Medicare's: three services make a day, four a better paid one.
Given program() {
  return given()
      .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day",
                                     "tiers": [{"key": "low", "services": 3},
                                               {"key": "high", "services": 4}]}])"))
      .admitted("2026-03-02")
      .covered_by("example-payer")
      .approved("A1", 18, "2026-03-02", "2026-04-15");
}

// A session at that hour, in Chicago's winter, of so many services.
SessionRecorded of_services(int hour, int services) {
  SessionRecorded fact;
  fact.session = "at-" + std::to_string(hour);
  fact.start = test::instant("2026-03-02T06:00:00Z").plus_hours(hour);
  fact.given_minutes = 60;
  fact.service = "S9480";
  fact.components.assign(static_cast<std::size_t>(services), {"group", 45, 8});
  return fact;
}

test::Answer after(Given story) {
  return story.as_of("2026-03-03T00:00:00Z");
}

std::string tier(const test::Answer& now, std::size_t session) {
  return now.standing().sessions.at(session).tier;
}

TEST(Tiers, TwoServicesAreNoDay) {
  const auto now = after(program().say(of_services(9, 2)));
  EXPECT_EQ(now.session("at-9"), "charged 0, covered 0, short");
  EXPECT_EQ(tier(now, 0), "");
}

TEST(Tiers, ThreeServicesAreTheLeastDay) {
  const auto now = after(program().say(of_services(9, 3)));
  EXPECT_EQ(now.session("at-9"), "charged 1, covered 1, A1/0 x1");
  EXPECT_EQ(tier(now, 0), "low");
}

TEST(Tiers, FourServicesAndMoreReachTheHighest) {
  EXPECT_EQ(tier(after(program().say(of_services(9, 4))), 0), "high");
  EXPECT_EQ(tier(after(program().say(of_services(9, 9))), 0), "high");
}

TEST(Tiers, CountTheServicesOfTheWholeDate) {
  const auto now = after(program().say(of_services(9, 2)).say(of_services(13, 2)));
  EXPECT_EQ(now.session("at-9"), "charged 1, covered 1, A1/0 x1");
  EXPECT_EQ(tier(now, 0), "high");
  EXPECT_EQ(tier(now, 1), "");  // only the session that owns the charge
}

TEST(Tiers, EachSessionOfAShortDateSaysSo) {
  const auto now = after(program().say(of_services(9, 1)).say(of_services(13, 1)));
  EXPECT_EQ(now.session("at-9"), "charged 0, covered 0, short");
  EXPECT_EQ(now.session("at-13"), "charged 0, covered 0, short");
}

TEST(Tiers, AreNotKnownWhenASessionListsNothing) {
  const auto now = after(program().say(of_services(9, 4)).say(of_services(13, 0)));
  EXPECT_EQ(now.session("at-9"), "charged 1, covered 1, A1/0 x1, tier_unknown");
  EXPECT_EQ(now.session("at-13"), "charged 0, covered 0, tier_unknown");
  EXPECT_EQ(tier(now, 0), "");
}

TEST(Tiers, DoNotReplaceTheMinutes) {
  auto story = given()
                   .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day",
                                                  "minimum_minutes": 180,
                                                  "tiers": [{"key": "only", "services": 3}]}])"))
                   .admitted("2026-03-02")
                   .covered_by("example-payer");
  const auto now = after(story.say(of_services(9, 3)));
  EXPECT_EQ(now.session("at-9"), "charged 0, covered 0, short");
  EXPECT_EQ(tier(now, 0), "");
}

TEST(Tiers, AreNotAskedOfTheForecast) {
  const auto now = program()
                       .meets({"mon"}, "09:00", 180, "S9480")
                       .discharged("2026-03-02")
                       .as_of("2026-03-02T14:00:00Z");
  EXPECT_EQ(now.line("A1"),
            "day: 18 units, 0 used, 18 remaining, 1 forecast, exhausts never, 17 unused");
}

TEST(Tiers, AreNothingToAPlainDay) {  // 165 minutes on a minimum of 180, then of 120
  const auto on = [](int minimum) {
    return given()
        .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": )" +
                      std::to_string(minimum) + "}]"))
        .admitted("2026-03-02")
        .covered_by("example-payer")
        .approved("A1", 18, "2026-03-02", "2026-04-15")
        .attended("2026-03-02", 165)
        .as_of("2026-03-03T00:00:00Z")
        .session("2026-03-02");
  };
  EXPECT_EQ(on(180), "charged 0, covered 0, short");
  EXPECT_EQ(on(120), "charged 1, covered 1, A1/0 x1");
}

}  // namespace
}  // namespace authledger
