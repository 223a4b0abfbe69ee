// What the service tells about itself: /readyz and /metrics.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

// The value of the line that begins so; empty: there is none.
std::string value_of(Service& service, const std::string& name) {
  std::istringstream lines(service.get("/metrics").body);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name + " ")) return line.substr(name.size() + 1);
  return "";
}

TEST(Readiness, IsToldUntilTheServiceIsAboutToStop) {
  Service service;
  EXPECT_EQ(service.get("/readyz").status, 200);
  EXPECT_EQ(value_of(service, "authledger_ready"), "1");
  service.api.vitals().health.drain();
  const server::Response refused = service.get("/readyz");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(parsed(refused.body)["code"], "not_ready");
  EXPECT_EQ(value_of(service, "authledger_ready"), "0");
  EXPECT_EQ(service.get("/healthz").status, 200) << "it is alive all the same";
}

TEST(Readiness, EndsWithAWriteThatTheDiskRefusedAndComesBack) {
  Service service;
  service.data.writer().run_script("PRAGMA max_page_count = 1");
  int status = 0;
  for (int i = 0; i < 200 && status != 503; ++i)
    status = service.post(admission("E" + std::to_string(i))).status;
  ASSERT_EQ(status, 503);
  EXPECT_EQ(service.get("/readyz").status, 503);
  service.now += 16'000'000;
  EXPECT_EQ(service.get("/readyz").status, 200) << "whoever tries will see";
}

TEST(Metrics, CountRequestsByRouteMethodAndClassOfStatus) {
  Service service;
  service.post(admission("E1"));
  service.get("/v1/episodes/E1/standing");
  service.get("/v1/episodes/nobody/standing");
  service.get("/v1/episodes/nobody-else/standing");
  const std::string route = R"({method="GET",route="/v1/episodes/{id}/standing",status=)";
  EXPECT_EQ(value_of(service, "authledger_requests_total" + route + "\"2xx\"}"), "1");
  EXPECT_EQ(value_of(service, "authledger_requests_total" + route + "\"4xx\"}"), "2");
  EXPECT_EQ(
      value_of(service,
               R"(authledger_request_duration_seconds_count{method="POST",route="/v1/events"})"),
      "1");
  EXPECT_EQ(value_of(service, "authledger_events"), "1");
}

TEST(Metrics, HoldNoTextOfASender) {
  Service service;
  service.post(admission("secret-1"));
  service.get("/v1/episodes/secret-1/standing");
  service.get("/secret?secret=1");
  service.send({"SECRET", "/v1/members/secret", "", ""});
  service.put("/v1/members/secret", R"({"id": "secret", "name": "Secret"})");
  const std::string text = service.get("/metrics").body;
  for (const char* word : {"secret", "Secret", "SECRET"})
    EXPECT_EQ(text.find(word), std::string::npos) << text;
  EXPECT_NE(text.find(R"(method="other")"), std::string::npos);
}

}  // namespace
}  // namespace authledger::test
