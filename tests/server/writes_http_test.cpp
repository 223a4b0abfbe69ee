// What the writing side needs of the wire: its header fields, gzip, answers without content.
#include <gtest/gtest.h>

#include <thread>

#include "server/http.hpp"
#include "tests/server/client.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

class WritesOverHttp : public testing::Test {
 protected:
  ~WritesOverHttp() override {
    http.stop();
    thread.join();
    service.writer.stop();
  }

  // `fields`: whole lines.
  Received exchange(const std::string& method, const std::string& target, const std::string& fields,
                    const std::string& body) {
    Client client(http.port());
    client.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields +
                (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") +
                "\r\n" + body);
    const bool has_no_body = method == "HEAD" || fields.find("If-None-Match") != std::string::npos;
    return client.receive(has_no_body).value_or(Received{});
  }

  Service service;
  server::HttpServer http{
      {"127.0.0.1", 0}, {}, [this](const server::Request& request, server::Responder respond) {
        service.api.handle(request, respond);
      }};
  std::thread thread{[this] { http.run(); }};
};

std::string field_of(const Received& received, const std::string& name) {
  const auto at = received.head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + 4 + name.size();
  return received.head.substr(begin, received.head.find("\r\n", begin) - begin);
}

TEST_F(WritesOverHttp, TakesTheIdempotencyKeyAndRefusesTwo) {
  const auto first = exchange("POST", "/v1/events", "Idempotency-Key: \"k\"\r\n", admission("E1"));
  EXPECT_EQ(first.status, 201);
  const auto again = exchange("POST", "/v1/events", "idempotency-key: \"k\"\r\n", admission("E1"));
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(field_of(again, "Idempotent-Replayed"), "true");
  const auto two =
      exchange("POST", "/v1/events", "Idempotency-Key: \"k\"\r\nIdempotency-Key: \"l\"\r\n",
               admission("E1"));
  EXPECT_EQ(two.status, 400);
  EXPECT_EQ(exchange("POST", "/v1/events", "Idempotency-Key:\r\n", admission("E1")).status, 400);
}

TEST_F(WritesOverHttp, SendsGzipWithTheLengthOfWhatIsSent) {
  std::string many = admission("E1");
  for (int i = 0; i < 20; ++i) many += "," + attendance("E1", "S" + std::to_string(i));
  const auto plain = exchange("POST", "/v1/events", "", "[" + many + "]");
  EXPECT_EQ(field_of(plain, "Vary"), "Accept-Encoding");
  EXPECT_EQ(field_of(plain, "Content-Encoding"), "");
  const std::string gzip = "Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n";
  const auto packed = exchange("POST", "/v1/events", gzip, "[" + many + "]");
  EXPECT_EQ(field_of(packed, "Content-Encoding"), "gzip");
  EXPECT_TRUE(packed.body.starts_with("\x1f\x8b"));
  EXPECT_LT(packed.body.size(), plain.body.size() / 2);
  const auto get = exchange("GET", "/v1/episodes/E1/events", gzip, "");
  const auto head = exchange("HEAD", "/v1/episodes/E1/events", gzip, "");
  EXPECT_EQ(field_of(head, "Content-Length"), std::to_string(get.body.size()));
  EXPECT_EQ(field_of(head, "Content-Encoding"), "gzip");
}

TEST_F(WritesOverHttp, SendsNoContentWithNotModified) {
  const std::string entry = R"({"id": "m1", "name": "Invented"})";
  const auto put = exchange("PUT", "/v1/members/m1", "If-Match: \"x\"\r\n", entry);
  EXPECT_EQ(put.status, 412);
  const std::string tag = field_of(exchange("PUT", "/v1/members/m1", "", entry), "ETag");
  ASSERT_FALSE(tag.empty());
  const auto response = exchange("GET", "/v1/members/m1", "If-None-Match: " + tag + "\r\n", "");
  EXPECT_EQ(response.status, 304);
  EXPECT_EQ(field_of(response, "ETag"), tag);
  EXPECT_EQ(response.head.find("\r\nContent-"), std::string::npos);
}

TEST_F(WritesOverHttp, TakesEveryActionOnAnObligation) {
  exchange("POST", "/v1/events", "",
           "[" + admission("E1") + "," + coverage("E1") + "," + approval("E1") + "]");
  const std::string target = "/v1/episodes/E1/obligations/review%3AA1";
  const auto act = [&](const std::string& verb, const Json& body, const std::string& fields) {
    const auto done = exchange("POST", target + "/" + verb, fields, body.dump());
    EXPECT_TRUE(done.status == 201 || done.status == 412) << done.body;
    return done.status == 201 ? parsed(done.body)["obligation"] : Json();
  };
  const std::string seen =
      "If-Match: " + field_of(exchange("GET", target, "", ""), "ETag") + "\r\n";
  EXPECT_EQ(act("take", {{"id", "1"}, {"assignee", "Ana"}}, seen)["assignee"], "Ana");
  EXPECT_TRUE(act("take", {{"id", "2"}, {"assignee", "Bo"}}, seen).is_null());
  EXPECT_EQ(act("assign", {{"id", "3"}, {"assignee", "Bo"}}, "")["assignee"], "Bo");
  EXPECT_EQ(act("snooze", {{"id", "4"}, {"until", "2026-03-11T15:00:00Z"}}, "")["snoozed_until"],
            "2026-03-11T15:00:00Z");
  EXPECT_EQ(act("waive", {{"id", "5"}, {"reason", "closed"}}, "")["status"], "waived");
  const auto withdrawn = exchange("POST", "/v1/events", "",
                                  R"({"id": "6", "episode": "E1", "type": "event.withdrawn",)"
                                  R"( "withdraws": "5"})");
  EXPECT_EQ(withdrawn.status, 201);
  EXPECT_EQ(parsed(exchange("GET", target, "", "").body)["status"], "upcoming");
  EXPECT_EQ(
      act("complete", {{"id", "7"}, {"at", "2026-03-10T14:00:00Z"}, {"reference", "fax 4411"}},
          "")["completed"]["reference"],
      "fax 4411");
  const auto list = exchange("GET", "/v1/episodes/E1/obligations", "", "");
  EXPECT_EQ(parsed(list.body)["obligations"][0]["status"], "met");
  EXPECT_FALSE(field_of(list, "ETag").empty());
}

}  // namespace
}  // namespace authledger::test
