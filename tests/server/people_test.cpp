// The people of an organization through the API, and the rules of their passwords.
#include <gtest/gtest.h>

#include "server/password_rules.hpp"
#include "server/sign_in_throttle.hpp"
#include "tests/server/gated.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;

TEST(PeopleOfTheApi, ThatCannotBeMadeAreRefusedWithThePlace) {
  Service service;
  const auto refused = [&](const char* body, int status) {
    const auto response = service.send({"POST", "/v1/people", "application/json", body});
    EXPECT_EQ(response.status, status) << body;
    return body_of(response)["pointer"].get<std::string>();
  };
  EXPECT_EQ(refused(R"({"name": "", "roles": ["admin"]})", 400), "/name");
  EXPECT_EQ(refused(R"({"name": " x", "roles": ["admin"]})", 400), "/name");
  EXPECT_EQ(refused(R"({"roles": ["admin"]})", 400), "");
  EXPECT_EQ(refused(R"({"name": "x", "roles": []})", 400), "/roles");
  EXPECT_EQ(refused(R"({"name": "x", "roles": ["root"]})", 400), "/roles");
  EXPECT_EQ(refused(R"({"name": "x", "roles": ["admin"], "password": "1"})", 400), "/password");
  EXPECT_EQ(refused(R"({"name": "x", "roles": ["admin"], "facilities": ["moon"]})", 422),
            "/facilities");
  Gated::person(service, "main", {{"name", "Anna"}, {"roles", {"admin"}}});
  EXPECT_EQ(refused(R"({"name": "ANNA", "roles": ["biller"]})", 409), "/name");
  EXPECT_EQ(body_of(service.get("/v1/people"))["items"].size(), 1U);
}

TEST(PeopleOfTheApi, AreListedInPagesOldestFirstAndAsCsv) {
  Service service;
  std::vector<std::string> made, seen;
  for (const char* name : {"Anna", "Ben", "Cleo"})
    made.push_back(Gated::person(service, "main", {{"name", name}, {"roles", {"biller"}}})["id"]);
  std::string target = "/v1/people?limit=2";
  for (int pages = 0; pages < 2; ++pages) {
    const Json page = body_of(service.get(target));
    for (const Json& it : page["items"]) seen.push_back(it["id"]);
    if (page["next"].is_string())
      target = "/v1/people?limit=2&cursor=" + page["next"].get<std::string>();
  }
  EXPECT_EQ(seen, made);
  const auto csv = service.get("/v1/people?format=csv");
  EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 4) << csv.body;
  EXPECT_EQ(service.get("/v1/people?cursor=00").status, 400);
}

TEST(PeopleOfTheApi, AreEndedByOthersAndForEver) {
  Gated gated;
  const std::string anna = gated.cookie(gated.main, "main", {{"name", "A"}, {"roles", {"admin"}}});
  const std::string own_id = body_of(gated.get_with(anna, "/v1/session"))["subject"];
  const auto end = [&](const std::string& id) {
    return gated.with_cookie(anna, "POST", "/v1/people/" + id + "/end", "");
  };
  EXPECT_EQ(end(own_id.substr(7)).status, 409);
  EXPECT_EQ(end("none").status, 404);
  const Json ben = Gated::person(gated.main, "main", {{"name", "B"}, {"roles", {"biller"}}});
  const Json ended = body_of(end(ben["id"]));
  EXPECT_EQ(ended["ended_by"], own_id);
  gated.main.now += 60'000'000;
  EXPECT_EQ(body_of(end(ben["id"])), ended);
  EXPECT_EQ(
      gated.with_cookie(anna, "POST", "/v1/people/" + ben["id"].get<std::string>() + "/link", "")
          .status,
      409);
}

TEST(PasswordRules, AskForLengthAndForNothingThatEverybodyTries) {
  const auto is_taken = [](const std::string& password) {
    return !server::objection_to_password(password, "Anna Lee");
  };
  for (const char* good : {"four words in a row", "aaaa bbbb cccc dddd", "kH7$-mPq2w.z",
                           "ä ö ü ß é è à ç", "my dog ate the password"})
    EXPECT_TRUE(is_taken(good)) << good;
  EXPECT_TRUE(is_taken("x" + std::string(1'000, 'a') + "four words in"));
  for (const char* bad :
       {"", "elevenbytes", "äöüäöü", "aaaaaaaaaaaaaaaa", "123456789012", "987654321098",
        "anna lee anna lee", "AnnaLee12345", "password1234", "Password12345", "authledger2026",
        "administrator", "qwertyuiop123", "abababababab", "iloveyou1234"})
    EXPECT_FALSE(is_taken(bad)) << bad;
  EXPECT_FALSE(is_taken(std::string(1'025, 'a') + "four words in a row"));
}

TEST(TheThrottle, LetsAllNamesTogetherTryOnlySoOften) {
  server::SignInThrottle throttle;
  const Instant now = instant("2026-03-10T15:00:00Z");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(throttle.begin("n" + std::to_string(i), now), 0s) << i;
  EXPECT_EQ(throttle.begin("another", now), 600s);
  const auto later = [&](std::chrono::seconds time) {
    return Instant::from_seconds(now.seconds() + time.count());
  };
  EXPECT_EQ(throttle.begin("another", later(599s)), 1s);
  EXPECT_EQ(throttle.begin("another", later(600s)), 0s);
}

TEST(TheThrottle, NeverWaitsLongerThanAnHourAndForgetsAfterADay) {
  server::SignInThrottle throttle;
  std::int64_t at = instant("2026-03-10T15:00:00Z").seconds();
  std::chrono::seconds longest{0};
  for (int i = 0; i < 20; ++i) {
    const auto wait = throttle.begin("anna", Instant::from_seconds(at));
    longest = std::max(longest, wait);
    at += wait.count();
    if (wait.count() > 0) {
      EXPECT_EQ(throttle.begin("anna", Instant::from_seconds(at)), 0s);
    }
  }
  EXPECT_EQ(longest, 3'600s);
  EXPECT_GT(throttle.begin("anna", Instant::from_seconds(at)), 0s);
  EXPECT_EQ(throttle.begin("anna", Instant::from_seconds(at + 24 * 3'600)), 0s);
  EXPECT_EQ(throttle.begin("anna", Instant::from_seconds(at + 24 * 3'600)), 0s);
}

TEST(TheThrottle, CountsNoTryThatWasRight) {
  server::SignInThrottle throttle;
  const Instant now = instant("2026-03-10T15:00:00Z");
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(throttle.begin("anna", now), 0s) << i;
    throttle.was_right("anna");
  }
}

TEST(TheThrottle, HoldsSoManyNamesAndNoMore) {
  server::SignInThrottle throttle;
  std::int64_t at = instant("2026-03-10T15:00:00Z").seconds();
  for (int i = 0; i < 25'000; ++i)
    EXPECT_EQ(throttle.begin(std::to_string(i), Instant::from_seconds(at += 6)), 0s);
}

}  // namespace
}  // namespace authledger::test
