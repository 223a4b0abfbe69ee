// The days of an episode, and how the units of its lines go.
#include <gtest/gtest.h>

#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

// Sessions on Mondays and Wednesdays; asked on Tuesday 10 March.
struct Scheduled : Service {
  Scheduled() {
    post("[" + admission("E1") + "," + coverage("E1") + R"(,
      {"id": "sch-1", "episode": "E1", "type": "schedule.set", "effective": "2026-03-02",
       "weekdays": ["mon", "wed"], "start": "09:00", "minutes": 180, "service": "S9480"},)" +
         approval("E1") + "," + attendance("E1", "S1") + "]");
  }
  Json days(const std::string& query) { return body_of(get("/v1/episodes/E1/days" + query)); }
  Json line_of_standing() {
    return body_of(get("/v1/episodes/E1/standing"))["authorizations"][0]["lines"][0];
  }
};

Json day_of(const Json& answer, const std::string& date) {
  for (const Json& day : answer["days"])
    if (day["date"] == date) return day;
  return nullptr;
}

TEST(Days, TellWhatWasAttendedWhatIsMissingAndWhatIsScheduled) {
  Scheduled service;
  const Json answer = service.days("");
  EXPECT_EQ(answer["first"], "2026-03-02");
  EXPECT_EQ(answer["today"], "2026-03-10");
  const Json attended = day_of(answer, "2026-03-02");
  ASSERT_EQ(attended["sessions"].size(), 1U);
  EXPECT_EQ(attended["sessions"][0]["session"], "S1");
  EXPECT_EQ(attended["sessions"][0]["outcome"], "attended");
  EXPECT_EQ(attended["sessions"][0]["covered"], 1);
  EXPECT_EQ(attended["sessions"][0]["event"], 5);
  EXPECT_EQ(day_of(answer, "2026-03-04")["unrecorded"], true);
  const Json ahead = day_of(answer, "2026-03-11");
  ASSERT_EQ(ahead["forecast"].size(), 1U);
  EXPECT_EQ(ahead["forecast"][0]["covered"], 1);
  EXPECT_EQ(ahead["forecast"][0]["start"], "2026-03-11T14:00:00Z");
  EXPECT_EQ(day_of(answer, "2026-04-01")["forecast"][0]["uncovered"], 1);  // after the approval
  EXPECT_TRUE(day_of(answer, "2026-03-12").is_null());
}

TEST(Days, BurnDownToWhatTheStandingSays) {
  Scheduled service;
  const Json line = service.line_of_standing(), burn_down = service.days("")["burn_down"];
  ASSERT_EQ(burn_down.size(), 1U);
  EXPECT_EQ(burn_down[0]["authorization"], "A1");
  EXPECT_EQ(burn_down[0]["units"], line["units"]);
  EXPECT_EQ(burn_down[0]["used"].size(), 1U);
  EXPECT_EQ(burn_down[0]["used"].back()["left"], line["remaining"]);
  EXPECT_EQ(burn_down[0]["forecast"].size(), line["forecast_used"].get<std::size_t>());
  EXPECT_EQ(burn_down[0]["forecast"].back()["left"], line["unused_at_end"]);
  EXPECT_EQ(burn_down[0]["at_low"].back()["left"], line["likely"]["unused_at_end"]["to"]);
  EXPECT_EQ(burn_down[0]["at_high"].back()["left"], line["likely"]["unused_at_end"]["from"]);
  EXPECT_LT(burn_down[0]["at_low"].size(), burn_down[0]["at_high"].size());
}

TEST(Days, OfAMomentKnowNothingThatWasRecordedLater) {
  Scheduled service;
  service.now += 3'600'000'000;
  service.post(attendance("E1", "S2"));
  EXPECT_EQ(service.days("")["burn_down"][0]["used"].back()["left"],
            service.line_of_standing()["remaining"]);
  const Json then = service.days("?as_of=2026-03-10T15:30:00Z");
  EXPECT_EQ(then["as_of"], "2026-03-10T15:30:00Z");
  EXPECT_EQ(day_of(then, "2026-03-02")["sessions"].size(), 1U);
  EXPECT_EQ(service.get("/v1/episodes/E9/days").status, 404);
  EXPECT_EQ(service.get("/v1/episodes/E1/days?as_of=yesterday").status, 400);
}

TEST(Days, NameTheClosedOnesOfTheirTime) {
  Scheduled service;
  service.put("/v1/facilities/main",
              R"({"id": "main", "name": "Main", "time_zone": "America/Chicago",
                   "closed": ["2026-01-01", "2026-03-11"]})");
  const Json answer = service.days("");
  EXPECT_EQ(answer["closed"], parsed(R"(["2026-03-11"])"));
  EXPECT_TRUE(day_of(answer, "2026-03-11").is_null());
}

}  // namespace
}  // namespace authledger::test
