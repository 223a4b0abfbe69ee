// What requests leave in the audit trail, and that nothing is answered without it.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "engine/store/audit_list.hpp"
#include "engine/store/audit_verify.hpp"
#include "server/access.hpp"
#include "server/audit_entries.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

using server::Response;
using store::StoredAuditEntry;

std::vector<StoredAuditEntry> entries_of(Service& service) {
  std::vector<StoredAuditEntry> all;
  const auto reader = service.data.connect_to_read();
  store::find_audit_entries(*reader, {}, [&](const StoredAuditEntry& it) { all.push_back(it); });
  return all;
}

store::AuditEntry last_entry(Service& service) {
  const auto all = entries_of(service);
  return all.empty() ? store::AuditEntry{} : all.back().entry;
}

std::string member(const std::string& id) {
  return R"({"id": ")" + id + R"(", "name": "Ada Invented", "birth_date": "1990-04-01"})";
}

std::string admission_of(const std::string& episode, const std::string& member) {
  return R"({"id": "adm-)" + episode + R"(", "episode": ")" + episode + R"(", "member": ")" +
         member + R"(", "type": "episode.admitted", "date": "2026-03-02", "level_of_care": "iop"})";
}

void open_episode(Service& service) {
  ASSERT_EQ(service.put("/v1/members/m-1", member("m-1")).status, 201);
  ASSERT_EQ(service.post(admission_of("E1", "m-1")).status, 201);
}

// The pattern with something for its braces that the ledger has.
std::string target_of(std::string_view pattern) {
  std::string target(pattern);
  const auto put = [&](const std::string& brace, const std::string& text) {
    if (const auto at = target.find(brace); at != std::string::npos)
      target.replace(at, brace.size(), text);
  };
  const bool is_member = target.find("/members/") != std::string::npos;
  const bool is_facility = target.find("/facilities/") != std::string::npos;
  put("{id}", is_member ? "m-1" : is_facility ? "main" : "E1");
  put("{authorization}", "A1");
  put("{key}", "review:x");
  put("{payer}", "example-payer");
  put("{version}", "2026-01");
  put("{name}", "member.schema.json");
  return target;
}

TEST(EveryRoute, LeavesOneEntryOfItsOwnUnlessItIsNotAboutRecords) {
  Service service;
  open_episode(service);
  for (const server::RouteName& route : server::route_names()) {
    const server::AccessRow* row = server::access_table().find(route.method, route.pattern);
    ASSERT_NE(row, nullptr) << route.pattern;
    const bool leaves_none = row->action == server::AccessAction::none || row->record == "service";
    const std::size_t before = entries_of(service).size();
    const Response response = service.send({std::string(route.method), target_of(route.pattern),
                                            "application/json", route.method == "GET" ? "" : "{}"});
    const auto after = entries_of(service);
    const std::string name = std::string(route.method) + " " + std::string(route.pattern);
    ASSERT_EQ(after.size() - before, leaves_none ? 0U : 1U) << name;
    if (leaves_none) continue;
    EXPECT_EQ(after.back().entry.route, name);
    EXPECT_EQ(after.back().entry.status, response.status) << name;
    EXPECT_EQ(after.back().entry.actor, "local");
    EXPECT_NE(after.back().entry.roles.find("admin auditor"), std::string::npos);
    EXPECT_EQ(after.back().entry.request, header_of(response, "Request-Id"));
  }
  EXPECT_TRUE(store::verify_audit(service.data.writer(), store::known_in(service.folder.path()))
                  .is_whole());
}

TEST(AReadOfARecord, NamesItAndItsMember) {
  Service service;
  open_episode(service);
  EXPECT_EQ(service.get("/v1/episodes/E1/standing?as_of=2026-03-10T15:00:00Z").status, 200);
  const auto entry = last_entry(service);
  EXPECT_EQ(entry.action, "read");
  EXPECT_EQ(entry.record, "episode");
  EXPECT_EQ(entry.record_id, "E1");
  EXPECT_EQ(entry.member, "m-1");
  EXPECT_EQ(entry.fields, "as_of");
  EXPECT_EQ(entry.status, 200);
}

TEST(AReadOfNothing, LeavesNoTextOfTheSenders) {
  Service service;
  EXPECT_EQ(service.get("/v1/members/Ada%20Invented").status, 404);
  EXPECT_EQ(last_entry(service).record_id, std::nullopt);
  EXPECT_EQ(last_entry(service).code, "not_found");
  EXPECT_EQ(service.get("/v1/members?Ada=Invented").status, 400);
  EXPECT_EQ(last_entry(service).fields, "");
}

TEST(ADenial, IsAnEntryOfWhoeverWasDenied) {
  Service service;
  open_episode(service);
  server::Request request{"GET", "/v1/episodes/E1", "", ""};
  request.principal = std::make_shared<const server::Principal>(
      server::Principal{"main", "key:7f3a", {"ehr_ingest"}, std::nullopt, ""});
  EXPECT_EQ(service.send(request).status, 403);
  EXPECT_EQ(last_entry(service).action, "deny");
  EXPECT_EQ(last_entry(service).actor, "key:7f3a");
  EXPECT_EQ(last_entry(service).roles, "ehr_ingest");
  EXPECT_EQ(last_entry(service).code, "not_permitted");
  EXPECT_EQ(last_entry(service).member, "m-1");
  request.principal = server::anonymous_principal();
  EXPECT_EQ(service.send(request).status, 401);
  EXPECT_EQ(last_entry(service).action, "deny");
  EXPECT_EQ(last_entry(service).actor, "");
}

TEST(AFile, IsAnExport) {
  Service service;
  open_episode(service);
  EXPECT_EQ(service.get("/v1/episodes?format=csv").status, 200);
  EXPECT_EQ(last_entry(service).action, "export");
  EXPECT_EQ(service.get("/v1/worklist.ics").status, 200);
  EXPECT_EQ(last_entry(service).action, "export");
  EXPECT_EQ(service.get("/v1/episodes").status, 200);
  EXPECT_EQ(last_entry(service).action, "search");
}

TEST(AChange, IsEnteredWithTheNamesOfItsFieldsForEachEpisode) {
  Service service;
  open_episode(service);
  const std::size_t before = entries_of(service).size();
  EXPECT_EQ(
      service
          .post("[" + admission_of("E2", "m-1") + "," + coverage("E1") + "," + coverage("E2") + "]")
          .status,
      200);
  const auto all = entries_of(service);
  ASSERT_EQ(all.size() - before, 2U);
  for (const auto* episode : {"E1", "E2"}) {
    const auto& entry = all[before + (episode == std::string("E2"))].entry;
    EXPECT_EQ(entry.record_id, episode);
    EXPECT_EQ(entry.member, "m-1");
    EXPECT_EQ(entry.fields, "coverage.set episode.admitted");
    EXPECT_EQ(entry.action, "change");
  }
  EXPECT_EQ(service.put("/v1/members/m-2", member("m-2")).status, 201);
  EXPECT_EQ(last_entry(service).member, "m-2");
  EXPECT_EQ(last_entry(service).fields, "id name birth_date");
}

TEST(ARefusedChange, IsEnteredAsSuch) {
  Service service;
  Json stray = parsed(admission("E9"));
  stray["facility"] = "nowhere";
  EXPECT_EQ(service.post(stray.dump()).status, 422);
  EXPECT_EQ(last_entry(service).status, 422);
  EXPECT_EQ(last_entry(service).record_id, std::nullopt) << "the ledger has no such episode";
  EXPECT_NE(last_entry(service).code, "");
  EXPECT_EQ(service.post(R"({"Ada": "Invented"})").status, 400);
  EXPECT_EQ(last_entry(service).fields, "");
}

TEST(AChangeThatFails, LeavesItsEntryAndNothingElse) {
  Service service;
  const auto audit = std::make_shared<server::RequestAudit>();
  audit->entry = store::local_entry({}, "change", "POST /v1/events", "event");
  std::promise<int> status;
  service.writer.submit({[](sql::Connection& writer, Instant) -> Response {
                           writer.run("DELETE FROM facility", {}, sql::ignore_rows);
                           throw std::runtime_error("it cannot be done");
                         },
                         1, audit},
                        [&](const Response& it) { status.set_value(it.status); });
  EXPECT_EQ(status.get_future().get(), 500);
  EXPECT_EQ(last_entry(service).status, 500);
  EXPECT_EQ(service.get("/v1/facilities/main").status, 200);
}

TEST(ThePurpose, IsKeptWhenItIsACodeAndRefusedElse) {
  Service service;
  server::Request request{"GET", "/v1/episodes", "", ""};
  request.purpose = "HPAYMT";
  EXPECT_EQ(service.send(request).status, 200);
  EXPECT_EQ(last_entry(service).purpose, "HPAYMT");
  request.purpose = "for Ada";
  EXPECT_EQ(body_of(service.send(request))["code"], "invalid_header");
  EXPECT_EQ(last_entry(service).purpose, "");
  EXPECT_EQ(last_entry(service).status, 400);
}

// Holds the writer within a write until it is let go.
class HeldWriter {
 public:
  explicit HeldWriter(Service& service) {
    service.writer.submit({[gate = go_.get_future().share(), this](sql::Connection&, Instant) {
                             taken_.set_value();
                             gate.wait();
                             return Response{};
                           },
                           1},
                          [](const Response&) {});
    taken_.get_future().wait();
  }
  void let_go() { go_.set_value(); }

 private:
  std::promise<void> go_, taken_;
};

TEST(AnAnswer, LeavesWhenItsEntryIsOnDiskAndNotBefore) {
  Service service;
  open_episode(service);
  HeldWriter held(service);
  std::promise<int> status;
  std::atomic<bool> is_answered = false;
  service.api.handle({"GET", "/v1/episodes/E1", "", ""}, [&](const Response& it) {
    is_answered = true;
    status.set_value(it.status);
  });
  EXPECT_FALSE(is_answered);
  held.let_go();
  EXPECT_EQ(status.get_future().get(), 200);
  EXPECT_EQ(last_entry(service).route, "GET /v1/episodes/{id}");
}

TEST(AFullQueue, ShedsReadsTooButNotWhatIsNotAboutRecords) {
  Service service(server::WriterLimits{.queued_weight = 1});
  HeldWriter held(service);
  std::vector<std::promise<Response>> answers(2);
  for (auto& it : answers)
    service.api.handle({"GET", "/v1/episodes", "", ""},
                       [&it](Response response) { it.set_value(std::move(response)); });
  const Response shed = answers[1].get_future().get();
  EXPECT_EQ(shed.status, 503);
  EXPECT_EQ(body_of(shed)["code"], "busy");
  EXPECT_EQ(service.get("/healthz").status, 200);
  held.let_go();
  EXPECT_EQ(answers[0].get_future().get().status, 200);
}

TEST(ReadsAlone, DoNotKeepAChangeFromBeingReadEverywhereAtOnce) {
  Service service;
  ASSERT_EQ(service.post(admission("E1")).status, 201);
  for (int i = 0; i < 300; ++i) ASSERT_EQ(service.get("/v1/episodes/E1").status, 200);
  ASSERT_EQ(service.post(coverage("E1")).status, 201);
  EXPECT_EQ(body_of(service.get("/v1/episodes?payer=example-payer"))["items"].size(), 1U);
}

TEST(TheTrail, IsListedInPagesTheNewestFirstAndReadingItIsAnEntry) {
  Service service;
  open_episode(service);
  for (int i = 0; i < 4; ++i) service.get("/v1/episodes/E1/standing");
  const Json first = body_of(service.get("/v1/audit?limit=3&member=m-1&action=read"));
  ASSERT_EQ(first["items"].size(), 3U);
  EXPECT_GT(first["items"][0]["seq"], first["items"][1]["seq"]);
  const Json rest = body_of(service.get("/v1/audit?limit=3&member=m-1&action=read&cursor=" +
                                        first["next"].get<std::string>()));
  EXPECT_EQ(rest["items"].size(), 1U);
  EXPECT_TRUE(rest["next"].is_null());
  EXPECT_EQ(body_of(service.get("/v1/audit?actor=nobody"))["items"].size(), 0U);
  EXPECT_EQ(body_of(service.get("/v1/audit?limit=1"))["items"][0]["route"], "GET /v1/audit");
  EXPECT_EQ(service.get("/v1/audit?limit=1&cursor=" + std::string("5b5d")).status, 400);
  const Response csv = service.get("/v1/audit?format=csv&limit=1");
  EXPECT_TRUE(csv.body.starts_with("seq,at,actor,roles,action,route,record,record_id,member"));
}

TEST(Disclosures, AreThoseOfTheMemberAlone) {
  Service service;
  open_episode(service);
  ASSERT_EQ(service.get("/v1/episodes/E1/events?format=csv").status, 200);
  ASSERT_EQ(service.get("/v1/episodes/E1/events").status, 200);
  const Json list = body_of(service.get("/v1/members/m-1/disclosures"));
  ASSERT_EQ(list["items"].size(), 1U);
  EXPECT_EQ(list["items"][0]["action"], "export");
  EXPECT_EQ(service.get("/v1/members/m-2/disclosures").status, 404);
}

}  // namespace
}  // namespace authledger::test
