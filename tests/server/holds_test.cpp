// Legal holds over HTTP: placed, listed, lifted, and told in the audit trail without their words.
#include "engine/store/holds.hpp"

#include <gtest/gtest.h>

#include "engine/store/audit.hpp"
#include "tests/server/gated.hpp"

namespace authledger::test {
namespace {

class Holds : public testing::Test {
 protected:
  Holds() : officer(gated.key_of_main({"privacy_officer"})) {
    gated.main.put("/v1/members/m-1", R"({"id": "m-1", "name": "Sam Sample"})");
    gated.main.post(R"({"id": "adm", "episode": "E1", "member": "m-1", "type": "episode.admitted",
                       "date": "2026-03-02", "level_of_care": "iop"})");
  }

  server::Response place(const std::string& body) { return gated.post(officer, "/v1/holds", body); }
  Json audited() {
    Json entries = Json::array();
    store::for_each_audit_entry(
        *gated.main.data.connect_to_read(), "WHERE record = 'hold' ORDER BY seq", {},
        [&](const store::StoredAuditEntry& it) {
          entries.push_back({it.entry.action, it.entry.route, it.entry.record_id.value_or(""),
                             it.entry.member.value_or(""), it.entry.fields, it.entry.status});
        });
    return entries;
  }

  Gated gated;
  std::string officer;
};

TEST_F(Holds, ArePlacedListedAndLiftedAndStayOnFile) {
  const auto placed = place(R"({"member": "m-1", "reason": "a lawsuit"})");
  ASSERT_EQ(placed.status, 201) << placed.body;
  const Json hold = body_of(placed);
  EXPECT_EQ(hold["in_force"], true);
  EXPECT_TRUE(hold["placed_by"].get<std::string>().starts_with("key:"));
  ASSERT_EQ(place(R"({"episode": "E1", "reason": "another"})").status, 201);
  EXPECT_EQ(body_of(gated.get(officer, "/v1/holds"))["items"].size(), 2u);
  EXPECT_EQ(body_of(gated.get(officer, "/v1/holds?limit=1"))["items"][0]["id"], hold["id"]);

  const std::string lift = "/v1/holds/" + hold["id"].get<std::string>() + "/lift";
  const auto lifted = gated.post(officer, lift, R"({"reason": "it was settled"})");
  ASSERT_EQ(lifted.status, 200) << lifted.body;
  EXPECT_EQ(body_of(lifted)["in_force"], false);
  EXPECT_EQ(body_of(lifted)["lifted_because"], "it was settled");
  EXPECT_EQ(gated.post(officer, lift, R"({"reason": "again"})").body, lifted.body);
  EXPECT_EQ(body_of(gated.get(officer, "/v1/holds"))["items"][0], body_of(lifted));
  const auto reader = gated.main.data.connect_to_read();
  EXPECT_EQ(store::holds_on(*reader, "m-1", {}).size(), 0u);
  EXPECT_EQ(store::holds_on(*reader, "m-1", {"E1"}).size(), 1u);
}

TEST_F(Holds, WithoutSignInArePlacedAndLiftedByWhoeverIsThere) {
  const auto post = [&](const std::string& target, const std::string& body) {
    return gated.main.send({"POST", target, "application/json", body});
  };
  const auto placed = post("/v1/holds", R"({"member": "m-1", "reason": "a lawsuit"})");
  ASSERT_EQ(placed.status, 201) << placed.body;
  EXPECT_EQ(body_of(placed)["placed_by"], "local");
  const auto lifted = post("/v1/holds/" + body_of(placed)["id"].get<std::string>() + "/lift",
                           R"({"reason": "it was settled"})");
  ASSERT_EQ(lifted.status, 200) << lifted.body;
  EXPECT_EQ(body_of(gated.main.get("/v1/holds"))["items"][0], body_of(lifted));
}

TEST_F(Holds, OfNobodyOrOfTwoOrWithoutAReasonAreRefused) {
  EXPECT_EQ(place(R"({"member": "nobody", "reason": "a lawsuit"})").status, 422);
  EXPECT_EQ(place(R"({"episode": "E9", "reason": "a lawsuit"})").status, 422);
  EXPECT_EQ(place(R"({"member": "m-1", "episode": "E1", "reason": "a lawsuit"})").status, 400);
  EXPECT_EQ(place(R"({"reason": "a lawsuit"})").status, 400);
  EXPECT_EQ(place(R"({"member": "m-1"})").status, 400);
  EXPECT_EQ(place(R"({"member": "m-1", "reason": ")" + std::string(1'001, 'x') + "\"}").status,
            400);
  EXPECT_EQ(gated.post(officer, "/v1/holds/0123456789abcdef/lift", R"({"reason": "x"})").status,
            404);
  EXPECT_EQ(body_of(gated.get(officer, "/v1/holds"))["items"].size(), 0u);
}

TEST_F(Holds, AreToldInTheAuditTrailByNamesOfFields) {
  const Json hold = body_of(place(R"({"member": "m-1", "reason": "a lawsuit"})"));
  const std::string id = hold["id"];
  gated.post(officer, "/v1/holds/" + id + "/lift", R"({"reason": "it was settled"})");
  EXPECT_EQ(audited(), Json({{"change", "POST /v1/holds", "", "m-1", "member reason", 201},
                             {"change", "POST /v1/holds/{id}/lift", id, "m-1", "reason", 200}}));
}

TEST_F(Holds, OfAnotherFacilityAreNotThere) {
  const Json hold = body_of(place(R"({"episode": "E1", "reason": "a lawsuit"})"));
  gated.main.put("/v1/facilities/east",
                 R"({"id": "east", "name": "East", "time_zone": "America/Chicago"})");
  const std::string east =
      Gated::key(gated.main, "main",
                 {{"label", "east"}, {"roles", {"privacy_officer"}}, {"facilities", {"east"}}});
  EXPECT_EQ(body_of(gated.get(east, "/v1/holds"))["items"].size(), 0u);
  EXPECT_EQ(gated.post(east, "/v1/holds", R"({"episode": "E1", "reason": "x"})").status, 422);
  EXPECT_EQ(
      gated.post(east, "/v1/holds/" + hold["id"].get<std::string>() + "/lift", R"({"reason": "x"})")
          .status,
      404);
}

}  // namespace
}  // namespace authledger::test
