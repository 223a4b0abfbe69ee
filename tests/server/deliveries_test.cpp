// Deliveries that were given up on, over HTTP.
#include "engine/store/deliveries.hpp"

#include <functional>
#include <future>

#include "engine/store/audit_list.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

// Three messages, none of which reached "hook".
struct GivenUp : Service {
  GivenUp() {
    write([](sql::Connection& connection, Instant at) {
      store::enlist(connection, "hook", "1");
      for (const char* id : {"g1", "g2", "g3"})
        store::announce_broken_glass(connection, id, id == std::string("g3") ? "other" : "main",
                                     at);
      store::fan_out(connection, {.endpoint = "hook"}, at, 10);
      for (int position = 1; position <= 3; ++position)
        store::record_attempt(connection, {.endpoint = "hook",
                                           .position = position,
                                           .at = at,
                                           .outcome = "status 500",
                                           .state = store::DeliveryState::failed});
    });
    for (const auto& it : store::outbox_after(*data.connect_to_read(), 0, 10)) ids.push_back(it.id);
  }
  void write(const std::function<void(sql::Connection&, Instant)>& act) {
    std::promise<void> done;
    EXPECT_TRUE(writer.submit({[&](sql::Connection& connection, Instant at) {
                                 act(connection, at);
                                 return server::Response{};
                               },
                               1},
                              [&](const server::Response&) { done.set_value(); }));
    done.get_future().get();
  }
  server::Response replay(const std::string& message, const std::string& endpoint) {
    return send({"POST", "/v1/outbox/" + message + "/deliveries/" + endpoint + "/replay", "", ""});
  }
  std::vector<std::string> listed(const server::Response& response) {
    std::vector<std::string> all;
    const Json page = body_of(response);
    for (const Json& it : page["items"]) all.push_back(it["message"]);
    return all;
  }

  std::vector<std::string> ids;
};

using Texts = std::vector<std::string>;

TEST(DeliveriesGivenUpOn, AreListedPageByPageAndAsCsv) {
  GivenUp service;
  const auto all = service.get("/v1/deliveries/failed");
  EXPECT_EQ(service.listed(all), service.ids);
  EXPECT_EQ(body_of(all)["items"][0]["last_outcome"], "status 500");
  Texts paged;
  for (std::string target = "/v1/deliveries/failed?limit=1"; paged.size() < 5;) {
    const auto page = service.get(target);
    for (const std::string& id : service.listed(page)) paged.push_back(id);
    const Json next = body_of(page)["next"];
    if (next.is_null()) break;
    target = "/v1/deliveries/failed?limit=1&cursor=" + std::string(next);
  }
  EXPECT_EQ(paged, service.ids);
  const auto csv = service.get("/v1/deliveries/failed?format=csv");
  EXPECT_NE(csv.body.find(service.ids[1]), std::string::npos) << csv.body;
}

TEST(DeliveriesGivenUpOn, AreThereOnlyForThoseOfTheirFacility) {
  GivenUp service;
  server::Request request{"GET", "/v1/deliveries/failed", "", ""};
  auto of_main = std::make_shared<server::Principal>(*server::local_principal());
  of_main->facilities = {"main"};
  request.principal = of_main;
  EXPECT_EQ(service.listed(service.send(request)), (Texts{service.ids[0], service.ids[1]}));
  request = {"POST", "/v1/outbox/" + service.ids[2] + "/deliveries/hook/replay", "", ""};
  request.principal = of_main;
  EXPECT_EQ(service.send(request).status, 404);
}

TEST(DeliveriesGivenUpOn, AreReplayedOnceWithAnEntryInTheAuditTrail) {
  GivenUp service;
  const auto response = service.replay(service.ids[1], "hook");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(body_of(response)["state"], "waiting");
  EXPECT_EQ(service.replay(service.ids[1], "hook").status, 409) << "it waits";
  EXPECT_EQ(service.replay(service.ids[1], "elsewhere").status, 404);
  EXPECT_EQ(service.replay("msg_none", "hook").status, 404);
  EXPECT_EQ(service.listed(service.get("/v1/deliveries/failed")),
            (Texts{service.ids[0], service.ids[2]}));
  Texts changed;
  store::find_audit_entries(*service.data.connect_to_read(), {},
                            [&](const store::StoredAuditEntry& it) {
                              if (it.entry.action == "change" && it.entry.status == 200)
                                changed.push_back(it.entry.record_id.value_or(""));
                            });
  EXPECT_EQ(changed, Texts{service.ids[1]});
}

}  // namespace
}  // namespace authledger::test
