// Authorizations looked up by the payer's number and by their own id.
#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

struct AuthorizedService : Service {
  AuthorizedService() {
    admit(*this, "E1", {{"id", "m-1"}, {"name", "Invented Person"}});
    post("[" + approval("E1") + "," + attendance("E1", "S1") + "]");
  }
};

std::string decision(const std::string& episode, const std::string& id, const std::string& number,
                     const std::string& word) {
  return Json{{"id", "d-" + episode + id},
              {"episode", episode},
              {"type", "authorization.decided"},
              {"authorization", id},
              {"number", number},
              {"decision", word},
              {"decided_at", "2026-03-03T10:00:00-06:00"},
              {"start", nullptr},
              {"end", nullptr},
              {"lines", Json::array()}}
      .dump();
}

TEST(Authorizations, AreFoundByTheirNumberWithWhatRemainsAndWhatDrewThem) {
  AuthorizedService service;
  const Json answer = body_of(service.get("/v1/authorizations?number=N-1"));
  ASSERT_EQ(answer["items"].size(), 1U) << answer;
  const Json& item = answer["items"][0];
  EXPECT_EQ(item["episode"], "E1");
  EXPECT_EQ(item["member_name"], "Invented Person");
  EXPECT_EQ(item["authorization"]["lines"][0]["remaining"], 17);
  EXPECT_EQ(item["authorization"]["last_covered_day"], "2026-03-31");
  EXPECT_EQ(item["sessions"], parsed(R"([{"session": "S1", "date": "2026-03-02",
      "service": "S9480", "outcome": "attended", "event": 4, "line": 0, "units": 1}])"));
  EXPECT_EQ(body_of(service.get("/v1/authorizations?number=n-1"))["items"].size(), 0U);
  EXPECT_EQ(service.get("/v1/authorizations").status, 400);
}

TEST(Authorizations, StandAtTheirEpisodeToo) {
  AuthorizedService service;
  const Json item = body_of(service.get("/v1/episodes/E1/authorizations/A1"));
  EXPECT_EQ(item["authorization"]["number"], "N-1");
  EXPECT_EQ(item["sessions"].size(), 1U);
  EXPECT_EQ(service.get("/v1/episodes/E1/authorizations/A9").status, 404);
  EXPECT_EQ(service.get("/v1/episodes/E9/authorizations/A1").status, 404);
}

TEST(Authorizations, AreShownAsOfAMoment) {
  AuthorizedService service;
  const std::string before = "/v1/episodes/E1/authorizations/A1?as_of=2026-03-09T00:00:00Z";
  EXPECT_EQ(service.get(before).status, 404);  // nobody had said anything by then
  service.now += 3'600'000'000;
  EXPECT_EQ(service.get("/v1/episodes/E1/authorizations/A1?as_of=2026-03-10T15:30:00Z").status,
            200);
}

TEST(Authorizations, WithoutLinesAreFoundToo) {
  AuthorizedService service;
  service.post(decision("E1", "A2", "REF 7", "pended"));
  service.post(decision("E1", "A3", "REF 8", "denied"));
  const Json pended = body_of(service.get("/v1/authorizations?number=REF%207"))["items"];
  ASSERT_EQ(pended.size(), 1U);
  EXPECT_EQ(pended[0]["authorization"]["decision"], "pended");
  EXPECT_EQ(pended[0]["sessions"].size(), 0U);
  const Json denied = body_of(service.get("/v1/authorizations?number=REF%208"))["items"];
  ASSERT_EQ(denied.size(), 1U);
  EXPECT_EQ(denied[0]["authorization"]["authorization"], "A3");
}

TEST(Authorizations, OfOneNumberAreAListWithPages) {
  AuthorizedService service;
  for (const char* episode : {"E2", "E3", "E4"}) {
    service.post(admission(episode));
    service.post(approval(episode));
  }
  EXPECT_EQ(walk(service, "/v1/authorizations?number=N-1&limit=1", "episode"),
            (std::vector<std::string>{"E1", "E2", "E3", "E4"}));
  const std::string csv = service.get("/v1/authorizations?number=N-1&format=csv&limit=1").body;
  EXPECT_NE(csv.find("\r\nE1,main,m-1,Invented Person,A1,N-1,approved,2026-03-02,2026-03-31,"),
            std::string::npos)
      << csv;
}

}  // namespace
}  // namespace authledger::test
