// Why a figure is what it is, over HTTP.
#include <algorithm>

#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

struct ExplainedService : Service {
  ExplainedService() {
    admit(*this, "E1", {{"id", "m-1"}, {"name", "Invented Person"}});
    post("[" + approval("E1") + "," + attendance("E1", "S1") + "]");
  }
  Json steps_of(const std::string& key) {
    return body_of(get("/v1/episodes/E1/explain?key=" + key))["explanations"][0]["steps"];
  }
};

TEST(Explanation, TellsARuleTheEventsAndTheArithmetic) {
  ExplainedService service;
  const Json answer = body_of(service.get("/v1/episodes/E1/explain?key=review:A1"));
  EXPECT_EQ(answer["episode"], "E1");
  ASSERT_EQ(answer["explanations"].size(), 1U) << answer;
  const Json& told = answer["explanations"][0];
  EXPECT_EQ(told["key"], "review:A1");
  EXPECT_EQ(told["due_at"], "2026-03-27T22:00:00Z");
  EXPECT_FALSE(told["figure"].get<std::string>().empty());
  const auto has = [&](const char* kind) {
    return std::any_of(told["steps"].begin(), told["steps"].end(),
                       [&](const Json& step) { return step["kind"] == kind; });
  };
  EXPECT_TRUE(has("rule") && has("event") && has("step")) << told;
}

TEST(Explanation, PointsAtTheEventsThatItRestsOn) {
  ExplainedService service;
  std::vector<int> events;
  for (const Json& step : service.steps_of("review:A1"))
    if (step["kind"] == "event") events.push_back(step["event"]);
  EXPECT_NE(std::find(events.begin(), events.end(), 3), events.end());  // the approval
}

TEST(Explanation, OfNoKeyIsTheOverview) {
  ExplainedService service;
  const Json all = body_of(service.get("/v1/episodes/E1/explain"))["explanations"];
  EXPECT_EQ(all[0]["key"], "remaining");
  EXPECT_GT(all.size(), 2U);
}

TEST(Explanation, OfAnUnknownKeySaysWhichThereAre) {
  ExplainedService service;
  const auto response = service.get("/v1/episodes/E1/explain?key=review:%22A9");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const Json body = body_of(response);
  EXPECT_EQ(body["code"], "not_found");
  std::vector<std::string> keys;
  for (const Json& group : body["keys"])
    for (const Json& key : group["keys"]) keys.push_back(key);
  for (const char* key : {"review:A1", "A1", "S1", "remaining"})
    EXPECT_NE(std::find(keys.begin(), keys.end(), key), keys.end()) << body;
  for (const std::string& key : keys)
    EXPECT_EQ(service.get("/v1/episodes/E1/explain?key=" + key).status, 200) << key;
}

TEST(Explanation, OfNobodyIsNotThere) {
  ExplainedService service;
  EXPECT_EQ(service.get("/v1/episodes/E9/explain").status, 404);
  EXPECT_EQ(service.get("/v1/episodes/E1/explain?key=").status, 400);
  EXPECT_EQ(service.get("/v1/episodes/E1/explain?why=because").status, 400);
}

}  // namespace
}  // namespace authledger::test
