// POST /v1/events as NDJSON: an event a line, a verdict a line.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

server::Response post_lines(Service& service, const std::string& body) {
  return service.send({"POST", "/v1/events", "application/x-ndjson", body});
}

std::vector<Json> lines_of(const server::Response& response) {
  std::vector<Json> lines;
  std::istringstream text(response.body);
  for (std::string line; std::getline(text, line);) lines.push_back(parsed(line));
  return lines;
}

TEST(PostingLines, AnswersALineForEachInTheirOrder) {
  Service service;
  const auto response = post_lines(
      service, admission("E1") + "\n" + attendance("E1", "S1") + "\n" + admission("E1") + "\n");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/x-ndjson");
  ASSERT_TRUE(response.body.ends_with("}\n"));
  const auto lines = lines_of(response);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], parsed(R"({"line": 1, "id": "adm-E1", "verdict": "created",
      "episode": "E1", "seq": 1, "recorded_at": "2026-03-10T15:00:00.000001Z"})"));
  EXPECT_EQ(lines[1]["id"], "ev-S1");
  EXPECT_EQ(lines[1]["seq"], 2);
  EXPECT_EQ(lines[2]["line"], 3);
  EXPECT_EQ(lines[2]["verdict"], "exists");
}

TEST(PostingLines, RefusesALineInItsPlaceAndTheRestGoOn) {
  Service service;
  Json strange = parsed(attendance("E1", "S2"));
  strange["start"] = "2026-02-30T09:00:00Z";
  strange["colour"] = "blue";
  Json stray = parsed(attendance("E1", "S3"));
  stray["member"] = "m-9";
  const auto lines = lines_of(post_lines(service, admission("E1") + "\n{\"id\": \n[]\n\"\xFF\"\n" +
                                                      strange.dump() + "\n" + stray.dump() + "\n" +
                                                      attendance("E1", "S1")));
  ASSERT_EQ(lines.size(), 7U);
  for (const int refused : {1, 2, 3, 4, 5}) {
    EXPECT_EQ(lines[refused]["verdict"], "refused");
    EXPECT_EQ(lines[refused]["line"], refused + 1);
    EXPECT_FALSE(lines[refused]["problem"]["detail"].get<std::string>().empty());
  }
  EXPECT_EQ(lines[1]["problem"]["code"], "malformed_json");
  EXPECT_FALSE(lines[1].contains("id"));
  EXPECT_EQ(lines[2]["problem"]["code"], "wrong_type");
  EXPECT_EQ(lines[3]["problem"]["code"], "malformed_json");
  EXPECT_EQ(lines[4]["id"], "ev-S2");
  EXPECT_EQ(lines[4]["problem"]["pointer"], "/colour");  // the first in the order of the codes
  ASSERT_EQ(lines[4]["problems"].size(), 2U);
  EXPECT_EQ(lines[4]["problems"][0]["pointer"], "/start");
  EXPECT_EQ(lines[5]["episode"], "E1");
  EXPECT_EQ(lines[5]["problem"]["pointer"], "/member");
  EXPECT_EQ(lines[6]["verdict"], "created");
  EXPECT_EQ(lines[6]["seq"], 2);
  EXPECT_EQ(body_of(service.get("/v1/episodes/E1/events"))["events"].size(), 2U);
}

TEST(PostingLines, SkipsBlankLinesButCountsThem) {
  Service service;
  const auto lines = lines_of(post_lines(
      service, "\n \t\r\n" + admission("E1") + "\r\n\n" + attendance("E1", "S1") + "\n\n"));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["line"], 3);
  EXPECT_EQ(lines[0]["verdict"], "created");
  EXPECT_EQ(lines[1]["line"], 5);
  EXPECT_EQ(lines[1]["verdict"], "created");
}

TEST(PostingLines, RefusesABodyWithoutLines) {
  Service service;
  for (const char* body : {"", "\n", " \r\n\t\n"}) {
    const auto response = post_lines(service, body);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(body_of(response)["code"], "out_of_range");
  }
}

TEST(PostingLines, TakesFourThousandAndNotOneMore) {
  Service service;
  std::string many = admission("E1");
  for (int i = 1; i < 4'000; ++i) many += "\n{}";
  const auto most = lines_of(post_lines(service, many));
  ASSERT_EQ(most.size(), 4'000U);
  EXPECT_EQ(most[0]["verdict"], "created");
  EXPECT_EQ(most[3'999]["verdict"], "refused");

  const auto response = post_lines(service, coverage("E1") + "\n" + many);
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(body_of(response)["code"], "too_large");
  EXPECT_EQ(body_of(service.get("/v1/episodes/E1/events"))["events"].size(), 1U);
}

TEST(PostingLines, RefusesALineThatIsTooLong) {
  Service service;
  const auto lines =
      lines_of(post_lines(service, std::string(1 << 20, '[') + "]\n" + admission("E1")));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["problem"]["code"], "too_large");
  EXPECT_EQ(lines[1]["verdict"], "created");
}

TEST(PostingLines, CommitsThemAllAtOnceAndBeforeTheAnswer) {
  Service service;
  const std::size_t before = service.writer.commits();
  post_lines(service, admission("E1") + "\n" + attendance("E1", "S1") + "\n" + coverage("E1"));
  EXPECT_EQ(service.writer.commits(), before + 1);
  EXPECT_EQ(body_of(service.get("/v1/episodes/E1/events"))["events"].size(), 3U);
}

TEST(PostingLines, IsForEventsOnlyAndTheTypeIsReadWithoutItsParameters) {
  Service service;
  EXPECT_EQ(service
                .send({"PUT", "/v1/members/m1", "application/x-ndjson",
                       R"({"id": "m1", "name": "Invented"})"})
                .status,
            415);
  const auto response = service.send(
      {"POST", "/v1/events", "Application/X-NDJSON; charset=utf-8", admission("E1") + "\n"});
  EXPECT_EQ(response.content_type, "application/x-ndjson");
  EXPECT_EQ(service.send({"POST", "/v1/events", "application/x-ndjsons", "{}"}).status, 415);
}

TEST(PostingLines, RefusesAQueryItDoesNotKnow) {
  Service service;
  EXPECT_EQ(
      service.send({"POST", "/v1/events?x=1", "application/x-ndjson", admission("E1")}).status,
      400);
}

}  // namespace
}  // namespace authledger::test
