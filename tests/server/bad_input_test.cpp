// Whatever is sent: a 4xx that says where and what, never a 5xx, and nothing written.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "server/http.hpp"
#include "tests/server/client.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

void expect_refused(const server::Response& response, const std::string& what) {
  EXPECT_GE(response.status, 400) << what.substr(0, 200);
  EXPECT_LT(response.status, 500) << what.substr(0, 200);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const Json body = parsed_or_discarded(response.body);
  ASSERT_FALSE(body.is_discarded()) << "the problem is not JSON for " << what.substr(0, 200);
  EXPECT_EQ(body["status"], response.status);
  EXPECT_FALSE(body["detail"].get<std::string>().empty());
}

std::string with(const std::string& field, const std::string& json) {
  std::string event = R"({"id": "x", "episode": "E1", "type": "session.recorded", "session": "S1",)"
                      R"( "service": "S9480", "outcome": "attended", "minutes": 180)";
  if (field != "start") event += R"(, "start": "2026-03-02T09:00:00Z")";
  return event + ", \"" + field + "\": " + json + "}";
}

TEST(BadInput, EveryJsonDoorRefusesWhatIsNotTheObjectItWants) {
  Service service;
  for (const char* body : {"",
                           " ",
                           "null",
                           "true",
                           "1",
                           "\"x\"",
                           "{}",
                           "{",
                           "[",
                           "[1]",
                           "[[]]",
                           "[{}]",
                           "{\"id\": 1}",
                           "\xEF\xBB\xBF{}",
                           "{\"id\":\"a\"}{}",
                           "{\"id\":\"\xFF\"}",
                           "{\"\\ud800\":1}",
                           "[,]",
                           "{\"id\":\"a\",\"id\":\"b\"}",
                           "\0",
                           "{'id':1}",
                           "NaN",
                           "{\"id\":1e400}"}) {
    for (const char* target : {"/v1/facilities/x", "/v1/members/x"})
      expect_refused(service.put(target, body), body);
    expect_refused(service.post(body), body);
  }
  EXPECT_EQ(body_of(service.get("/v1/episodes"))["items"].size(), 0U);
}

TEST(BadInput, NamesThePlaceAndTheValue) {
  Service service;
  struct Case {
    const char *field, *json, *code, *pointer, *value;
  };
  for (const Case& it : std::initializer_list<Case>{
           {"colour", "\"blue\"", "unknown_field", "/colour", "\"blue\""},
           {"excused", "\"yes\"", "wrong_type", "/excused", "\"yes\""},
           {"break_minutes", "1.5", "wrong_type", "/break_minutes", "1.5"},
           {"break_minutes", "1e3", "wrong_type", "/break_minutes", "1e3"},
           {"break_minutes", "-1", "out_of_range", "/break_minutes", "-1"},
           {"break_minutes", "99999999999999999999", "wrong_type", "/break_minutes", "9999"},
           {"start", "\"2026-02-29T09:00:00Z\"", "invalid_value", "/start", "2026-02-29"},
           {"start", "\"2026-03-02T09:00:00\"", "invalid_value", "/start", "2026-03-02T09:00:00"},
           {"start", "1772442000", "wrong_type", "/start", "1772442000"},
           {"start", "null", "wrong_type", "/start", "null"},
           {"recorded_at", "\"2026-03-02T09:00:00Z\"", "unknown_field", "/recorded_at", "2026"},
           {"modality", "\"\"", "invalid_value", "/modality", "modality"},
           {"service", "\"S9480\"", "duplicate_key", "/service", "service"}}) {
    const auto response = service.post(with(it.field, it.json));
    EXPECT_EQ(response.status, 400) << it.field << " " << it.json << response.body;
    const Json body = body_of(response);
    EXPECT_EQ(body["code"], it.code) << response.body;
    EXPECT_EQ(body["pointer"], it.pointer) << response.body;
    EXPECT_NE(body["detail"].get<std::string>().find(it.value), std::string::npos) << response.body;
  }
}

TEST(BadInput, IsBoundedInDepthSizeAndLength) {
  Service service;
  const std::string deep = std::string(33, '[') + std::string(33, ']');
  EXPECT_EQ(body_of(service.post(deep))["code"], "too_deep");
  expect_refused(service.post(std::string(500'000, '[')), "a deep array");
  const auto large = service.post(with("reason", "\"" + std::string(1 << 20, 'x') + "\""));
  EXPECT_EQ(large.status, 413);
  EXPECT_LT(large.body.size(), 2'000U);
  const auto lengthy = service.post(with("modality", "\"" + std::string(4'001, 'x') + "\""));
  EXPECT_EQ(lengthy.status, 400);
  EXPECT_LT(lengthy.body.size(), 2'000U);
}

TEST(BadInput, OfAHundredThousandFaultsIsAnsweredShortly) {
  Service service;
  std::string fields = R"({"id": "x")";
  for (int i = 0; i < 80'000; ++i) fields += ",\"f" + std::to_string(i) + "\":1";
  const auto start = std::chrono::steady_clock::now();
  const auto response = service.post(fields + "}");
  const auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(response.status, 400);
  EXPECT_LT(response.body.size(), 100'000U);
  EXPECT_LT(taken, std::chrono::seconds(5));
}

TEST(BadInput, OddIdsInTheAddressAreNotFoundOrRefused) {
  Service service;
  service.post(admission("E1"));
  for (const std::string id : {"%00",
                               "..",
                               "%2e%2e",
                               "%2F",
                               "%2F..%2F..%2Fetc%2Fpasswd",
                               "%0d%0aX:1",
                               "%",
                               "%zz",
                               "%f",
                               "%FF",
                               "%C0%AF",
                               "%ED%A0%80",
                               "%F4%90%80%80",
                               "%E2%82",
                               "E1%00",
                               "e1",
                               "E1%20",
                               "'",
                               "\"",
                               "E1'%20OR%20'1'='1",
                               "%25",
                               "%F0%9F%92%8A",
                               "*",
                               "$1",
                               "\xFF",
                               "\x01"}) {
    expect_refused(service.get("/v1/episodes/" + id + "/standing"), id);
    expect_refused(service.get("/v1/episodes/" + id + "/events"), id);
    expect_refused(service.get("/v1/members/" + id), id);
    expect_refused(service.get("/v1/facilities/" + id), id);
    expect_refused(service.put("/v1/members/" + id, R"({"id": "m-1", "name": "x"})"), id);
  }
  expect_refused(service.get("/v1/members/" + std::string(15'000, 'x')), "a long id");
  expect_refused(service.get("/v1/members/" + std::string(3'000, '%')), "percent signs");
  expect_refused(service.get(""), "no target");
  expect_refused(service.get("*"), "a star");
  expect_refused(service.get("v1/worklist"), "no slash");
  EXPECT_EQ(service.get("http://anywhere:80/healthz").status, 200);
}

// Strings that break programs, in every text field that keeps one: they come back byte by byte.
TEST(OddTexts, RoundTripThroughTheLogAndTheRegister) {
  Service service;
  int number = 0;
  for (const std::string& text :
       {std::string("a\0b", 3), std::string("\x01\x1f\x7f"), std::string("\u202Ereversed"),
        std::string("Zo\u00EB \U0001F48A \u05E9\u05DC\u05D5\u05DD"),
        std::string("'; DROP TABLE event;--"), std::string("<img src=x onerror=alert(1)>"),
        std::string("\uFFFE\uFFFF"), std::string("%s%n%x"), std::string("../../etc/passwd"),
        std::string(" "), std::string("\r\n\r\n"), std::string("$1 ?1 :a @b"),
        std::string(4'000, 'x')}) {
    const std::string id = text.substr(0, 3'000) + std::to_string(++number);
    const Json event{{"id", id},
                     {"episode", id},
                     {"type", "payer.asked"},
                     {"ask", text},
                     {"what", text},
                     {"at", "2026-03-02T09:00:00Z"},
                     {"due", "2026-03-20T09:00:00Z"}};
    ASSERT_EQ(service.post(event.dump()).status, 201) << number;
    ASSERT_EQ(body_of(service.post(event.dump()))["verdict"], "exists") << number;
    std::string path;
    for (const char c : id) {
      char encoded[4];
      std::snprintf(encoded, sizeof encoded, "%%%02X", static_cast<unsigned char>(c));
      path += encoded;
    }
    Json back = body_of(service.get("/v1/episodes/" + path + "/events"))["events"][0];
    back.erase("seq");
    back.erase("recorded_at");
    EXPECT_EQ(back, event) << number;
    EXPECT_EQ(service.get("/v1/episodes/" + path + "/standing").status, 200) << number;
    const Json member{{"id", id}, {"name", text}, {"plan_member_id", text}};
    ASSERT_EQ(service.put("/v1/members/" + path, member.dump()).status, 201) << number;
    EXPECT_EQ(body_of(service.get("/v1/members/" + path)), member) << number;
  }
  EXPECT_EQ(service.get("/").status, 200);
  EXPECT_EQ(body_of(service.get("/v1/worklist"))["items"].size(), 13U);
}

// Over a socket, at every door: what is not JSON is refused with 400, and what is JSON never as if
// it were not.
TEST(JsonTestSuite, IsAnsweredByTheRunningServiceAsTheSuiteSays) {
  Service service;
  server::HttpServer http({"127.0.0.1", 0}, {},
                          [&](const server::Request& request, const server::Responder& respond) {
                            service.api.handle(request, respond);
                          });
  std::thread thread([&] { http.run(); });
  Client client(http.port());
  std::map<char, int> posted;
  const auto folder =
      std::filesystem::path(AUTHLEDGER_SOURCE_DIR) / "tests/data/json-test-suite/test_parsing";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    const std::string name = entry.path().filename().string();
    ++posted[name[0]];
    for (const auto& [method, target] :
         {std::pair("POST", "/v1/events"), {"PUT", "/v1/facilities/x"}, {"PUT", "/v1/members/x"}}) {
      client.send(json_request(method, target, content.str()));
      const auto received = client.receive();
      ASSERT_TRUE(received) << name;
      const Json problem = parsed(received->body);
      EXPECT_GE(received->status, 400) << name;  // none of them is an event
      EXPECT_LT(received->status, 500) << name;
      EXPECT_FALSE(problem.value("code", "").empty()) << name;
      EXPECT_TRUE(name[0] != 'n' || received->status == 400) << name;
      EXPECT_TRUE(name[0] != 'y' || problem.value("code", "") != "malformed_json") << name;
    }
  }
  http.stop();
  thread.join();
  EXPECT_EQ(posted, (std::map<char, int>{{'n', 188}, {'y', 95}, {'i', 35}}));
}

}  // namespace
}  // namespace authledger::test
