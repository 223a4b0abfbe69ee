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

}  // namespace
}  // namespace authledger::test
