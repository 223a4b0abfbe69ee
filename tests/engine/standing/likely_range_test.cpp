// The range beside the exact forecast: payers/RULES.md, section 10.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;

constexpr const char* weekdays_only = R"("services": [{"codes": ["S9480"], "unit": "day"}])";

// Every weekday from Monday 2 March.
Given program(const std::string& rules) {
  return given()
      .under(policy(rules))
      .admitted("2026-03-02")
      .covered_by("example-payer")
      .meets({"mon", "tue", "wed", "thu", "fri"}, "09:00", 180, "S9480");
}

std::string attendance(const test::Answer& now) {
  const Attendance& it = now.standing().attendance;
  const auto percent = [](std::optional<int> rate) {
    return rate ? std::to_string(*rate) : std::string("?");
  };
  return std::to_string(it.attended) + " of " + std::to_string(it.offered) + ", " +
         percent(it.low) + ".." + percent(it.high) + " %";
}

std::string likely(const test::Answer& now, std::string_view id) {
  for (const AuthorizationStanding& it : now.standing().authorizations) {
    if (it.id != id) continue;
    const auto& range = it.lines.at(0).likely;
    if (!range) return "none";
    std::string text = "never";
    if (range->exhausts)
      text = to_text(range->exhausts_from) + ".." +
             (range->exhausts_to ? to_text(*range->exhausts_to) : "never");
    return text + ", " + std::to_string(range->unused_from) + ".." +
           std::to_string(range->unused_to) + " unused";
  }
  return "no such";
}

Given& came(Given& story, std::string_view first, const std::string& outcomes) {  // day by day
  Date day = test::date(first);
  for (const char outcome : outcomes) {
    const std::string text = to_text(day);
    if (outcome == '+') story.attended(text);
    if (outcome == '-') story.no_show(text);
    if (outcome == 'c') story.cancelled_by_member(text);
    if (outcome == 'f') story.cancelled_by_facility(text);
    day = day + 1;
  }
  return story;
}

TEST(Attendance, IsAnEightyPercentIntervalOfWhatWasOffered) {
  const auto of = [](const std::string& outcomes) {
    auto story = program(weekdays_only);
    return attendance(came(story, "2026-03-02", outcomes).as_of("2026-04-30T00:00:00Z"));
  };
  EXPECT_EQ(of(""), "0 of 0, ?..? %");
  EXPECT_EQ(of("f"), "0 of 0, ?..? %");
  EXPECT_EQ(of("+++-"), "3 of 4, 43..93 %");
  EXPECT_EQ(of("+c+f+++-++"), "7 of 9, 56..91 %");
  EXPECT_EQ(of("++++++++++"), "10 of 10, 85..100 %");
  EXPECT_EQ(of("----------"), "0 of 10, 0..15 %");
}

TEST(Attendance, LeavesOutWhatIsStillToCome) {
  auto story = program(weekdays_only);
  came(story, "2026-03-02", "+--");
  EXPECT_EQ(attendance(story.as_of("2026-03-02T20:00:00Z")), "1 of 1, 37..100 %");
}

TEST(LikelyRange, IsWhatTheLowAndTheHighRateGive) {
  // Three units are left. Of the forecast from Friday 6 March, the third that comes is the seventh
  // at 43 %, and the fourth at 93 %.
  auto story = program(weekdays_only);
  const auto now = came(story, "2026-03-02", "+++-")
                       .approved("A1", 6, "2026-03-02", "2026-06-30")
                       .as_of("2026-03-06T12:00:00Z");
  EXPECT_EQ(attendance(now), "3 of 4, 43..93 %");
  EXPECT_EQ(likely(now, "A1"), "2026-03-11..2026-03-16, 0..0 unused");
  EXPECT_EQ(now.line("A1"),  // the exact one, as if all came
            "day: 6 units, 3 used, 3 remaining, 3 forecast, exhausts 2026-03-10, 0 unused");
}

TEST(LikelyRange, MayNotRunOut) {
  // Seven forecast sessions to 16 March: three come at 43 %, six at 93 %.
  const auto with = [](int units) {
    auto story = program(weekdays_only);
    return likely(came(story, "2026-03-02", "+++-")
                      .approved("A1", units, "2026-03-02", "2026-03-16")
                      .as_of("2026-03-06T12:00:00Z"),
                  "A1");
  };
  EXPECT_EQ(with(9), "2026-03-16..never, 0..3 unused");
  EXPECT_EQ(with(10), "never, 1..4 unused");
}

TEST(LikelyRange, IsExactForWhatIsOver) {
  auto story = program(weekdays_only);
  const auto now = came(story, "2026-03-02", "+++-")
                       .approved("GONE", 2, "2026-03-02", "2026-06-30")
                       .approved("ENDED", 5, "2026-03-04", "2026-03-05")
                       .as_of("2026-03-06T12:00:00Z");
  EXPECT_EQ(likely(now, "GONE"), "2026-03-03..2026-03-03, 0..0 unused");
  EXPECT_EQ(likely(now, "ENDED"), "never, 4..4 unused");
}

TEST(LikelyRange, OfWhoAlwaysCameBeginsAtTheExactForecast) {
  auto story = program(weekdays_only);
  const auto now = came(story, "2026-03-02", "+++++")
                       .approved("A1", 9, "2026-03-02", "2026-06-30")
                       .as_of("2026-03-08T12:00:00Z");
  EXPECT_EQ(attendance(now), "5 of 5, 75..100 %");
  EXPECT_EQ(likely(now, "A1"), "2026-03-12..2026-03-16, 0..0 unused");
}

TEST(LikelyRange, IsChargedUnderTheCaps) {
  // Two days of the week of 1 March are charged; the cap of three leaves one, at any rate above 50.
  auto story = program(R"("services": [{"codes": ["S9480"], "unit": "day",
                                        "max_units_per_week": 3}])");
  const auto now = came(story, "2026-03-02", "++")
                       .approved("A1", 9, "2026-03-02", "2026-03-07")
                       .as_of("2026-03-04T12:00:00Z");
  EXPECT_EQ(attendance(now), "2 of 2, 54..100 %");
  EXPECT_EQ(likely(now, "A1"), "never, 6..6 unused");
}

TEST(LikelyRange, CountsForecastSessionsThatCostNothingToo) {
  // The schedule of the first day has a service that is not paid; it is the first of the forecast.
  auto story =
      given()
          .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"},
                                                 {"codes": ["H0015"], "unit": "day",
                                                  "modalities": ["telehealth"]}])"))
          .admitted("2026-03-02")
          .covered_by("example-payer")
          .meets({"mon", "tue", "wed", "thu", "fri"}, "09:00", 180, "S9480")
          .meets_from("2026-03-06", {"fri"}, "09:00", 180, "H0015")
          .meets_from("2026-03-07", {"mon", "tue", "wed", "thu", "fri"}, "09:00", 180, "S9480");
  const auto now = came(story, "2026-03-02", "+++-")
                       .approved("A1", 9, "2026-03-02", "2026-03-10")
                       .as_of("2026-03-06T12:00:00Z");
  // At 43 % the third comes, at 93 % the second and the third.
  EXPECT_EQ(likely(now, "A1"), "never, 4..5 unused");
}

TEST(LikelyRange, IsOfLimitedLinesThatCanPay) {
  auto story = program(std::string(weekdays_only) +
                       R"(, "allowances": [{"key": "free", "codes": ["S9480"], "days": 60},
                                           {"key": "two", "codes": ["S9480"], "units": 2}])");
  const auto now = came(story, "2026-03-02", "+")
                       .decided({.id = "NO",
                                 .decision = "denied",
                                 .start = "2026-03-02",
                                 .end = "2026-06-30",
                                 .lines = {{.units = 9}}})
                       .as_of("2026-03-02T20:00:00Z");
  EXPECT_EQ(likely(now, "allowance:free"), "none");
  // The limited one is tried from 1 May on. At 37 % that Friday and the Tuesday after come.
  EXPECT_EQ(likely(now, "allowance:two"), "2026-05-04..2026-05-05, 0..0 unused");
  EXPECT_EQ(likely(now, "NO"), "none");
}

TEST(LikelyRange, NeedsSomethingOffered) {
  const auto now = program(weekdays_only)
                       .approved("A1", 6, "2026-03-02", "2026-06-30")
                       .as_of("2026-03-02T12:00:00Z");
  EXPECT_EQ(likely(now, "A1"), "none");
}

}  // namespace
}  // namespace authledger
