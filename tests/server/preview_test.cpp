// What events would do, before anybody says them: nothing of it is written.
#include <gtest/gtest.h>

#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

std::string named(std::string event, const std::string& from, const std::string& to) {
  for (auto at = event.find(from); at != std::string::npos; at = event.find(from, at + to.size()))
    event.replace(at, from.size(), to);
  return event;
}

class Preview : public ::testing::Test {
 protected:
  Preview() {
    service.post("[" + admission("E1") + "," + coverage("E1") + "," + approval("E1") + "]");
  }

  server::Response preview(const std::string& episode, const std::string& body) {
    return service.send({"POST", "/v1/episodes/" + episode + "/preview", "application/json", body});
  }
  std::size_t events(const std::string& episode) {
    return body_of(service.get("/v1/episodes/" + episode + "/events"))["events"].size();
  }

  Service service;
};

TEST_F(Preview, ShowsWhatASessionTakesOfTheUnitsAndWritesNothing) {
  const Json before = body_of(service.get("/v1/episodes/E1/standing"));
  const auto response = preview("E1", attendance("E1", "S1"));
  ASSERT_EQ(response.status, 200) << response.body;
  const Json shown = body_of(response);
  EXPECT_EQ(shown["results"][0]["verdict"], "created");
  EXPECT_EQ(shown["results"][0]["seq"], 4);
  EXPECT_EQ(shown["before"], before);
  EXPECT_EQ(shown["before"]["remaining"]["day"], 18);
  EXPECT_EQ(shown["after"]["remaining"]["day"], 17);
  EXPECT_EQ(shown["differences"]["summary"]["sessions_changed"], 1);
  EXPECT_FALSE(shown["differences"]["changes"].empty());
  EXPECT_EQ(events("E1"), 3U);
  EXPECT_EQ(body_of(service.get("/v1/episodes/E1/standing")), before);
  // And what it said comes true.
  service.post(attendance("E1", "S1"));
  EXPECT_EQ(body_of(service.get("/v1/episodes/E1/standing")), shown["after"]);
}

TEST_F(Preview, SaysOfEachEventWhatItWouldGetAfterThoseBeforeIt) {
  const std::string again = named(attendance("E1", "S1"), "180", "90");
  const std::string withdrawn =
      R"({"id": "w-1", "episode": "E1", "type": "event.withdrawn", "withdraws": "ev-S1"})";
  const Json shown = body_of(preview("E1", "[" + coverage("E1") + "," + attendance("E1", "S1") +
                                               "," + again + "," + withdrawn + "]"));
  const Json& results = shown["results"];
  ASSERT_EQ(results.size(), 4U);
  EXPECT_EQ(results[0]["verdict"], "exists");
  EXPECT_EQ(results[1]["verdict"], "created");
  EXPECT_EQ(results[2]["verdict"], "refused") << "the id is taken by the event before it";
  EXPECT_EQ(results[2]["problem"]["pointer"], "/2/minutes");
  EXPECT_EQ(results[3]["verdict"], "created");
  EXPECT_EQ(shown["after"], shown["before"]) << "what is withdrawn again changes nothing";
  EXPECT_TRUE(shown["differences"]["changes"].empty());
}

TEST_F(Preview, RefusesWhatIsNotOfTheEpisode) {
  EXPECT_EQ(preview("E2", attendance("E2", "S1")).status, 404);
  const auto other = preview("E1", "[" + attendance("E1", "S1") + "," + coverage("E2") + "]");
  EXPECT_EQ(other.status, 400);
  EXPECT_EQ(body_of(other)["pointer"], "/1/episode");
  EXPECT_EQ(body_of(preview("E1", coverage("E2")))["pointer"], "/episode");
  EXPECT_EQ(preview("E1", "{}").status, 400);
}

TEST_F(Preview, OfADryRunIsWhatEachEventWouldGet) {
  const auto dry = [&](const std::string& body) {
    return service.send({"POST", "/v1/events?dry_run=true", "application/json", body});
  };
  const auto one = dry(attendance("E1", "S1"));
  EXPECT_EQ(one.status, 200);
  EXPECT_EQ(body_of(one)["dry_run"], true);
  EXPECT_EQ(body_of(one)["verdict"], "created");
  EXPECT_EQ(dry(named(coverage("E1"), "example-payer", "another")).status, 409);
  // A new episode, and what is said of it in the same body.
  const Json many =
      body_of(dry("[" + admission("E7") + "," + coverage("E7") + "," +
                  named(approval("E7"), R"("episode")", R"("member": "nobody", "episode")") + "]"));
  EXPECT_EQ(many["dry_run"], true);
  EXPECT_EQ(many["results"][1]["seq"], 2);
  EXPECT_EQ(many["results"][2]["verdict"], "refused");
  EXPECT_EQ(many["counts"]["created"], 2);
  const auto lines = service.send({"POST", "/v1/events?dry_run=true", "application/x-ndjson",
                                   parsed(attendance("E1", "S1")).dump() + "\nnot JSON\n"});
  EXPECT_NE(lines.body.find(R"({"dry_run":true,"line":1,"id":"ev-S1","verdict":"created")"),
            std::string::npos)
      << lines.body;
  EXPECT_EQ(events("E1"), 3U);
  EXPECT_EQ(service.get("/v1/episodes/E7").status, 404);
  EXPECT_EQ(service.post(admission("E7")).status, 201) << "the id is free";
}

}  // namespace
}  // namespace authledger::test
