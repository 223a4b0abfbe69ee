// What all lists share: pages behind a cursor, and CSV.
#include <algorithm>

#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

using Texts = std::vector<std::string>;

struct ListedService : Service {
  ListedService() {
    for (const char* episode : {"E1", "E2", "E3", "E4", "E5"}) {
      admit(*this, episode, {{"id", std::string("m-") + episode}, {"name", "Invented Person"}});
      post(approval(episode));
    }
  }
};

TEST(Pages, AreWalkedAlongTheLinkAndEndWithoutOne) {
  ListedService service;
  EXPECT_EQ(walk(service, "/v1/episodes?limit=2", "episode"),
            (Texts{"E1", "E2", "E3", "E4", "E5"}));
  EXPECT_EQ(walk(service, "/v1/episodes?limit=5", "episode").size(), 5U);
  const Texts at_once = walk(service, "/v1/worklist", "episode");
  EXPECT_GT(at_once.size(), 4U);
  for (const char* limit : {"1", "2", "3", "7"})
    EXPECT_EQ(walk(service, std::string("/v1/worklist?limit=") + limit, "episode"), at_once);
}

TEST(Pages, GoOnBehindTheLastItemWhateverWasAddedMeanwhile) {
  ListedService service;
  const Json first = body_of(service.get("/v1/episodes?limit=2"));
  admit(service, "E0", {{"id", "m-0"}, {"name", "Somebody New"}});
  const Json second =
      body_of(service.get("/v1/episodes?limit=2&cursor=" + first["next"].get<std::string>()));
  EXPECT_EQ(second["items"][0]["episode"], "E3");
}

TEST(Pages, KeepTheirFiltersInTheLink) {
  ListedService service;
  const auto response = service.get("/v1/worklist?kind=review&limit=1&status=upcoming");
  const std::string link = header_of(response, "Link");
  EXPECT_TRUE(link.starts_with("</v1/worklist?kind=review&limit=1&status=upcoming&cursor="))
      << link;
  EXPECT_TRUE(link.ends_with(">; rel=\"next\"")) << link;
  EXPECT_EQ(walk(service, "/v1/worklist?kind=review&limit=1&status=upcoming", "episode"),
            (Texts{"E1", "E2", "E3", "E4", "E5"}));
}

TEST(Pages, AreOfFacilitiesToo) {
  Service service;
  for (const char* id : {"north", "east", "west"})
    service.put(std::string("/v1/facilities/") + id,
                Json{{"id", id}, {"time_zone", "America/Denver"}}.dump());
  EXPECT_EQ(walk(service, "/v1/facilities?limit=1", "id"),
            (Texts{"east", "main", "north", "west"}));
  EXPECT_NE(service.get("/v1/facilities?format=csv").body.find("\r\neast,,,America/Denver\r\n"),
            std::string::npos);
}

TEST(Cursors, OfAnotherListOrOtherFiltersOrNobodyAreRefused) {
  ListedService service;
  const std::string cursor = body_of(service.get("/v1/episodes?limit=1"))["next"];
  EXPECT_EQ(service.get("/v1/episodes?limit=3&cursor=" + cursor).status, 200);
  for (const std::string& target :
       {"/v1/worklist?cursor=" + cursor, "/v1/episodes?open=true&cursor=" + cursor,
        "/v1/episodes?cursor=" + cursor + "0", std::string("/v1/episodes?cursor=zz"),
        std::string("/v1/episodes?cursor=5b5d"), std::string("/v1/worklist?cursor=00ff")}) {
    const auto response = service.get(target);
    EXPECT_EQ(response.status, 400) << target;
    EXPECT_EQ(body_of(response)["code"], "invalid_value");
  }
}

TEST(Cursors, WithAPlaceThatIsNoneAreRefused) {
  ListedService service;
  const std::string cursor = body_of(service.get("/v1/worklist?limit=1"))["next"];
  // The last digit of the position, 3x, made a letter.
  const std::string position = cursor.substr(0, cursor.size() - 6) + "61225d";
  ASSERT_NE(position, cursor);
  EXPECT_EQ(service.get("/v1/worklist?limit=1&cursor=" + position).status, 400);
}

TEST(Csv, IsGivenToWhoAsksForIt) {
  ListedService service;
  const auto is_csv = [&](const server::Response& response) {
    return response.content_type.starts_with("text/csv");
  };
  EXPECT_TRUE(is_csv(service.get("/v1/episodes?format=csv")));
  EXPECT_TRUE(is_csv(get_accepting(service, "/v1/episodes", "text/csv")));
  EXPECT_TRUE(is_csv(get_accepting(service, "/v1/episodes", "application/json;q=0.5, text/csv")));
  EXPECT_TRUE(is_csv(get_accepting(service, "/v1/episodes", "TEXT/CSV; q=0.8")));
  for (const char* accept : {"", "*/*", "application/json", "text/csv;q=0", "text/html",
                             "text/csv;q=0.4, application/json;q=0.5"})
    EXPECT_FALSE(is_csv(get_accepting(service, "/v1/episodes", accept))) << accept;
  EXPECT_FALSE(is_csv(get_accepting(service, "/v1/episodes?format=json", "text/csv")));
  EXPECT_EQ(service.get("/v1/episodes?format=pdf").status, 400);
}

TEST(Csv, HasALineForEachItemAndALinkToTheNextPage) {
  ListedService service;
  const auto response = service.get("/v1/episodes?format=csv&limit=2");
  EXPECT_TRUE(response.body.starts_with("episode,facility,member,member_name,payer,open,"))
      << response.body;
  EXPECT_NE(response.body.find("\r\nE1,main,m-E1,Invented Person,example-payer,true,2026-03-02,"),
            std::string::npos)
      << response.body;
  EXPECT_EQ(std::count(response.body.begin(), response.body.end(), '\n'), 3);
  EXPECT_NE(header_of(response, "Link").find("format=csv"), std::string::npos);
  EXPECT_EQ(header_of(response, "Content-Disposition"), "attachment; filename=\"episodes.csv\"");
}

TEST(Csv, OfNothingIsItsHeadline) {
  Service service;
  for (const char* list : {"episodes", "worklist", "policies?payer=nobody"}) {
    const std::string target = std::string("/v1/") + list;
    const auto response =
        service.get(target + (target.find('?') == std::string::npos ? "?" : "&") + "format=csv");
    EXPECT_EQ(std::count(response.body.begin(), response.body.end(), '\n'), 1) << response.body;
  }
}

TEST(Csv, HoldsNoFormulas) {
  Service service;
  admit(service, "=1+1", {{"id", "@m"}, {"name", "=HYPERLINK(\"x\"), Person"}});
  const std::string body = service.get("/v1/episodes?format=csv").body;
  EXPECT_NE(body.find("\r\n'=1+1,main,'@m,\"'=HYPERLINK(\"\"x\"\"), Person\","), std::string::npos)
      << body;
}

TEST(Csv, OfTheWorklistNamesTheSourceOfTheRule) {
  ListedService service;
  const std::string body = service.get("/v1/worklist?kind=review&limit=1&format=csv").body;
  EXPECT_TRUE(body.starts_with("due_at,status,kind,rule,")) << body;
  EXPECT_NE(body.find("\r\n2026-03-27T22:00:00Z,upcoming,review,before-end,A1,example-payer,"
                      "Invented Person,m-E1,E1,main,"),
            std::string::npos)
      << body;
}

TEST(Worklist, ShowsADueWindow) {
  ListedService service;
  const auto count = [&](const std::string& query) {
    return walk(service, "/v1/worklist?kind=review&limit=2" + query, "episode").size();
  };
  EXPECT_EQ(count("&due_from=2026-03-27T22:00:00Z"), 5U);
  EXPECT_EQ(count("&due_from=2026-03-27T22:00:01Z"), 0U);
  EXPECT_EQ(count("&due_from=2026-03-27T00:00:00Z&due_before=2026-03-28T00:00:00Z"), 5U);
  EXPECT_EQ(service.get("/v1/worklist?due_from=soon").status, 400);
}

}  // namespace
}  // namespace authledger::test
