// Consents over HTTP.
#include <gtest/gtest.h>

#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

const std::string target = "/v1/members/m-1/consents/c-1";

Json form() {
  return parsed(R"({"id": "c-1", "member": "m-1", "from": ["north"],
    "to": [{"class": "health_plan"}], "kinds": ["part2"], "what": "All records.",
    "all_future_tpo": true, "says_right_to_revoke": true, "says_redisclosure": true,
    "says_consequences": true, "signed_by": "Sam Example", "signed_on": "2026-01-05",
    "never_expires": true})");
}

void enter_member(Service& service) {
  ASSERT_EQ(service.put("/v1/members/m-1", R"({"id": "m-1", "name": "Sam Example"})").status, 201);
}

TEST(Consents, AreEnteredLookedUpAndRevokedForGood) {
  Service service;
  enter_member(service);
  EXPECT_EQ(service.put(target, form().dump()).status, 201);
  EXPECT_EQ(service.put(target, form().dump()).status, 200);
  EXPECT_EQ(body_of(service.get(target)), form());
  Json revoked = form();
  revoked["revoked_at"] = "2026-02-01T15:00:00Z";
  EXPECT_EQ(service.put(target, revoked.dump()).status, 200);
  EXPECT_EQ(service.put(target, form().dump()).status, 409);
  EXPECT_EQ(body_of(service.get(target)), revoked);
}

TEST(Consents, AreListedWithWhatTheyLack) {
  Service service;
  enter_member(service);
  Json unsigned_form = form();
  unsigned_form.erase("signed_on");
  EXPECT_EQ(service.put(target, unsigned_form.dump()).status, 201);
  const Json list = body_of(service.get("/v1/members/m-1/consents"));
  ASSERT_EQ(list["items"].size(), 1u);
  EXPECT_EQ(list["items"][0]["consent"], unsigned_form);
  EXPECT_EQ(list["items"][0]["deficiencies"],
            Json::array({"it is not signed and dated (42 CFR 2.31(a))"}));
}

TEST(Consents, OfNobodyOrUnderAnotherNameAreRefused) {
  Service service;
  EXPECT_EQ(service.put(target, form().dump()).status, 404);
  EXPECT_EQ(service.get("/v1/members/m-1/consents").status, 404);
  enter_member(service);
  EXPECT_EQ(service.get(target).status, 404);
  EXPECT_EQ(service.put("/v1/members/m-1/consents/c-2", form().dump()).status, 400);
  Json other = form();
  other["member"] = "m-2";
  const auto refused = service.put(target, other.dump());
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(body_of(refused)["problems"][0]["pointer"], "/member");
}

}  // namespace
}  // namespace authledger::test
