// Emergencies: whoever is bound to facilities reads at another one for a while, everybody is told,
// and somebody else reviews it.
#include <map>

#include "engine/store/audit.hpp"
#include "engine/store/outbox.hpp"
#include "tests/server/gated.hpp"

namespace authledger::test {
namespace {

class BreakingGlass : public testing::Test {
 protected:
  BreakingGlass() {
    for (const char* name : {"north", "south"}) fill(name);
    therapist = key("therapist", {"f-north"});
    officer = gated.key_of_main({"privacy_officer"});
  }

  void fill(const std::string& name) {
    gated.main.put("/v1/facilities/f-" + name, R"({"id": "f-)" + name + R"(", "name": "F", )" +
                                                   R"("time_zone": "America/Chicago"})");
    Json admitted = parsed(admission("e-" + name));
    admitted["facility"] = "f-" + name;
    EXPECT_EQ(gated.main.post(admitted.dump()).status, 201);
  }
  std::string key(const std::string& role, const std::vector<std::string>& facilities) {
    return Gated::key(gated.main, "main",
                      {{"label", "x"}, {"roles", {role}}, {"facilities", facilities}});
  }
  server::Response break_glass(const std::string& who, const Json& wanted) {
    return gated.post(who, "/v1/broken-glass", wanted.dump());
  }
  Json broken() {
    const auto response =
        break_glass(therapist, {{"facility", "f-south"}, {"reason", "on call"}, {"minutes", 30}});
    EXPECT_EQ(response.status, 201) << response.body;
    return body_of(response);
  }
  int status_of_south(const std::string& who) {
    return gated.get(who, "/v1/episodes/e-south").status;
  }
  server::Response review(const std::string& who, const std::string& id) {
    return gated.post(who, "/v1/broken-glass/" + id + "/review",
                      R"({"was_justified": true, "review": "the rota has it"})");
  }
  void pass(std::chrono::minutes time) {
    gated.main.now += std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  }

  Gated gated;
  std::string therapist, officer;
};

TEST_F(BreakingGlass, LetsThemReadThereUntilItsTimeIsOver) {
  EXPECT_EQ(status_of_south(therapist), 404);
  const Json it = broken();
  EXPECT_EQ(it["in_force"], true);
  EXPECT_EQ(it["subject"], "key:" + id_of(therapist));
  EXPECT_EQ(status_of_south(therapist), 200);
  EXPECT_EQ(status_of_south(key("therapist", {"f-north"})), 404);
  pass(std::chrono::minutes(29));
  EXPECT_EQ(status_of_south(therapist), 200);
  pass(std::chrono::minutes(2));
  EXPECT_EQ(status_of_south(therapist), 404);
}

TEST_F(BreakingGlass, LetsNobodyChangeAnythingThere) {
  broken();
  Json event = parsed(attendance("e-south", "s1"));
  const auto refused = gated.post(therapist, "/v1/events", event.dump());
  EXPECT_GE(refused.status, 400);
  EXPECT_NE(refused.body.find("there is no episode"), std::string::npos) << refused.body;
}

TEST_F(BreakingGlass, IsEndedByWhoeverBeganItOrByAPrivacyOfficer) {
  for (const std::string& who : {therapist, officer}) {
    const std::string id = broken()["id"];
    const std::string end = "/v1/broken-glass/" + id + "/end";
    EXPECT_EQ(gated.post(key("therapist", {"f-south"}), end, "").status, 404);
    EXPECT_EQ(status_of_south(therapist), 200);
    const auto ended = gated.post(who, end, "");
    EXPECT_EQ(ended.status, 200);
    EXPECT_EQ(body_of(ended)["in_force"], false);
    EXPECT_EQ(status_of_south(therapist), 404);
    EXPECT_EQ(said(gated.post(who, end, "")), said(ended));
  }
}

TEST_F(BreakingGlass, IsToldAtOnceAndEnteredInTheAuditTrail) {
  const std::string id = broken()["id"];
  const auto reader = gated.main.data.connect_to_read();
  const auto told = store::outbox_after(*reader, 0, 100).back();
  EXPECT_EQ(told.kind, "glass.broken");
  EXPECT_EQ(told.facility, "f-south");
  EXPECT_EQ(told.obligation, id);
  status_of_south(therapist);
  std::map<std::string, std::string> purposes;  // by route, of the last of each
  store::for_each_audit_entry(*reader, "ORDER BY seq", {},
                              [&](const auto& it) { purposes[it.entry.route] = it.entry.purpose; });
  EXPECT_EQ(purposes.at("GET /v1/episodes/{id}"), "BTG");
  EXPECT_EQ(purposes.at("POST /v1/broken-glass"), "");
  EXPECT_EQ(gated.get(officer, "/v1/outbox/" + told.id).status, 200);
}

TEST_F(BreakingGlass, IsReviewedOnceAndNotByWhoeverDidIt) {
  const std::string own = key("privacy_officer", {"f-north"});
  const std::string both = Gated::key(
      gated.main, "main",
      {{"label", "x"}, {"roles", {"therapist", "privacy_officer"}}, {"facilities", {"f-north"}}});
  const auto response = break_glass(both, {{"facility", "f-south"}, {"reason", "on call"}});
  const std::string id = body_of(response)["id"];
  EXPECT_EQ(review(own, id).status, 404);  // it has to do with the north only
  const std::string wide =
      Gated::key(gated.main, "main", {{"label", "x"}, {"roles", {"privacy_officer"}}});
  EXPECT_EQ(review(therapist, id).status, 403);
  const auto reviewed = review(wide, id);
  EXPECT_EQ(reviewed.status, 200) << reviewed.body;
  EXPECT_EQ(body_of(reviewed)["reviewed_by"], "key:" + id_of(wide));
  EXPECT_EQ(review(officer, id).status, 409);
  const Json listed = body_of(gated.get(officer, "/v1/broken-glass"))["items"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["review"], "the rota has it");
}

TEST_F(BreakingGlass, CannotBeReviewedByItsOwnAuthor) {
  const std::string both = Gated::key(gated.main, "main",
                                      {{"label", "x"},
                                       {"roles", {"therapist", "privacy_officer"}},
                                       {"facilities", {"f-north", "f-south"}}});
  fill("west");
  const auto response = break_glass(both, {{"facility", "f-west"}, {"reason", "on call"}});
  ASSERT_EQ(response.status, 201) << response.body;
  const std::string id = body_of(response)["id"];
  const auto own = review(both, id);
  EXPECT_EQ(own.status, 403) << own.body;
  EXPECT_EQ(body_of(own)["code"], "own_work");
  EXPECT_EQ(body_of(gated.get(officer, "/v1/broken-glass"))["items"][0].contains("review"), false);
}

TEST_F(BreakingGlass, IsForThoseWhoAreBoundToFacilitiesAndNamesOneOfTheOthers) {
  const std::string unbound = gated.key_of_main({"therapist"});
  const auto status = [&](const std::string& who, const Json& wanted) {
    return break_glass(who, wanted).status;
  };
  EXPECT_EQ(status(unbound, {{"facility", "f-south"}, {"reason", "r"}}), 422);
  EXPECT_EQ(status(therapist, {{"facility", "f-north"}, {"reason", "r"}}), 422);
  EXPECT_EQ(status(therapist, {{"facility", "f-nowhere"}, {"reason", "r"}}), 422);
  EXPECT_EQ(status(therapist, {{"facility", "f-south"}}), 400);
  EXPECT_EQ(status(therapist, {{"facility", "f-south"}, {"reason", "r"}, {"minutes", 241}}), 400);
  EXPECT_EQ(status(therapist, {{"facility", "f-south"}, {"reason", std::string(2'001, 'x')}}), 400);
  EXPECT_EQ(status_of_south(therapist), 404);
}

}  // namespace
}  // namespace authledger::test
