// A thousand texts that stand for data of members go through all routes. None of them may turn up
// where nobody looks after them: in the audit trail, the log, the figures, the errors of others.
#include <gtest/gtest.h>

#include "engine/store/audit_list.hpp"
#include "server/audit_entries.hpp"
#include "server/log.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

using server::Response;

constexpr int members = 250;
const std::string mark = "MaRk3r";

// Different each time, and never part of another.
class Markers {
 public:
  std::string next() { return mark + std::to_string(1'000'000 + ++count_); }
  int count() const { return count_; }

 private:
  int count_ = 0;
};

std::string patient(const std::string& id, Markers& markers) {
  return R"({"id": ")" + id + R"(", "name": ")" + markers.next() +
         R"(", "birth_date": "1990-04-01",)" + R"( "plan_member_id": ")" + markers.next() + R"("})";
}

std::string admitted(int number) {
  const std::string text = std::to_string(number);
  return R"({"id": "adm-)" + text + R"(", "episode": "E)" + text + R"(", "member": "m-)" + text +
         R"(", "type": "episode.admitted", "date": "2026-03-02", "level_of_care": "iop"})";
}

std::string decided(int number, Markers& markers) {
  const std::string text = std::to_string(number);
  return R"({"id": "apr-)" + text + R"(", "episode": "E)" + text +
         R"(", "type": "authorization.decided", "authorization": "A1", "number": ")" +
         markers.next() +
         R"(", "decision": "approved", "decided_at": "2026-03-01T10:00:00-06:00",)" +
         R"( "start": "2026-03-02", "end": "2026-03-31",)" +
         R"( "lines": [{"codes": ["S9480"], "units": 18}]})";
}

bool is_marked(std::string_view text) {
  return text.find(mark) != std::string_view::npos;
}

// Every field of every entry.
std::string trail_of(Service& service) {
  std::string all;
  const auto reader = service.data.connect_to_read();
  store::find_audit_entries(*reader, {}, [&](const store::StoredAuditEntry& it) {
    for (const std::string& cell : store::cells_of(it)) all += cell + "\n";
  });
  return all;
}

// Of an answer to somebody who has not sent the text himself.
void expect_no_mark_in_error(const Response& response, const std::string& what) {
  if (response.status >= 400) {
    EXPECT_FALSE(is_marked(response.body)) << what << ": " << response.body;
  }
}

void ask_everything(Service& service, int number) {
  const std::string episode = "E" + std::to_string(number), member = "m-" + std::to_string(number);
  for (const server::RouteName& route : server::route_names()) {
    if (route.method != "GET") continue;
    std::string target(route.pattern);
    const auto put = [&](const std::string& brace, const std::string& text) {
      if (const auto at = target.find(brace); at != std::string::npos)
        target.replace(at, brace.size(), text);
    };
    put("{id}", route.pattern.find("/members/") != std::string_view::npos ? member : episode);
    put("{authorization}", "A1");
    put("{key}", "review:A1:before-end");
    put("{payer}", "example-payer");
    put("{version}", "2026-01");
    put("{name}", "member.schema.json");
    expect_no_mark_in_error(service.get(target), target);
  }
}

// What fails in each way there is, with a marker in it or beside it.
void fail_in_all_ways(Service& service, Markers& markers, int number) {
  const std::string episode = "E" + std::to_string(number), member = "m-" + std::to_string(number);
  expect_no_mark_in_error(
      service.post(R"({"id": "adm-)" + std::to_string(number) + R"(", "episode": ")" + episode +
                   R"(", "type": "episode.admitted", "date": "2026-03-03",)" +
                   R"( "level_of_care": "iop"})"),
      "conflict");
  server::Request stale{"PUT", "/v1/members/" + member, "application/json",
                        R"({"id": ")" + member + R"(", "name": "Another"})"};
  stale.if_match = "\"0\"";
  expect_no_mark_in_error(service.send(stale), "stale");
  // What the sender gets back is his own; what must not happen is that it is kept anywhere.
  service.get("/v1/members?query=" + markers.next());
  service.get("/v1/members/" + markers.next());
  service.get("/v1/episodes?" + markers.next() + "=1");
  service.get("/v1/episodes/" + markers.next() + "/standing?as_of=" + markers.next());
  service.get("/" + markers.next());
  service.post(R"({")" + markers.next() + R"(": ")" + markers.next() + R"("})");
  service.post(markers.next());
  server::Request odd{markers.next(), "/v1/events", markers.next(), markers.next()};
  odd.origin = markers.next();
  odd.accept = markers.next();
  odd.idempotency_key = markers.next() + "\"";
  odd.if_match = markers.next();
  odd.purpose = markers.next();
  service.send(odd);
  odd.method = "GET";
  service.send(odd);
  odd.method = "POST";
  service.send(odd);
}

TEST(AThousandMarkers, TurnUpInNoEntryNoLogNoFigureAndNoErrorOfAnother) {
  Service service;
  server::start_log("trace");
  testing::internal::CaptureStderr();
  Markers markers;
  for (int i = 0; i < members; ++i) {
    const std::string id = "m-" + std::to_string(i);
    ASSERT_EQ(service.put("/v1/members/" + id, patient(id, markers)).status, 201);
    ASSERT_EQ(service.post("[" + admitted(i) + "," + decided(i, markers) + "]").status, 200);
    if (i % 25 == 0) ask_everything(service, i);
    if (i % 16 == 0) fail_in_all_ways(service, markers, i);
  }
  const std::string log = testing::internal::GetCapturedStderr();
  server::start_log("off");
  EXPECT_GE(markers.count(), 1'000);
  EXPECT_TRUE(is_marked(service.get("/v1/members?limit=1").body)) << "they were never there";
  EXPECT_NE(log.find("request "), std::string::npos) << "nothing was logged";
  EXPECT_FALSE(is_marked(log)) << log.substr(log.find(mark) - 200, 400);
  EXPECT_FALSE(is_marked(service.get("/metrics").body));
  const std::string trail = trail_of(service);
  EXPECT_GT(trail.size(), 10'000U);
  EXPECT_FALSE(is_marked(trail)) << trail.substr(trail.find(mark) - 200, 400);
}

}  // namespace
}  // namespace authledger::test
