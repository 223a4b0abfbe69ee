// The text of a notice over the API.
#include "engine/store/outbox.hpp"
#include "server/target.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

inline std::shared_ptr<const PolicyBook> book_of_notices() {
  auto book = std::make_shared<PolicyBook>();
  book->documents.push_back(policy(R"(
      "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
      "missed_sessions": [{"key": "no-show", "outcomes": ["no_show"], "count": 1,
                           "pattern": "consecutive", "repeat": "each",
                           "notify": {"hours": 24}, "whom": "payer"}])"));
  book->fingerprint = "notices";
  return book;
}

struct NoticeService : Service {
  NoticeService() {
    api.use(book_of_notices());
    EXPECT_EQ(put("/v1/members/m1", R"({"id": "m1", "name": "Marker <i>Person</i>"})").status, 201);
    Json admitted = parsed(admission("E1"));
    admitted["member"] = "m1";
    EXPECT_EQ(post(admitted.dump()).status, 201);
    EXPECT_EQ(post(coverage("E1")).status, 201);
    Json missed = parsed(attendance("E1", "s1"));
    missed["outcome"] = "no_show";
    EXPECT_EQ(post(missed.dump()).status, 201);
  }
  server::Response notice(const std::string& query, const std::string& key = "notice:no-show:s1") {
    return get("/v1/episodes/E1/obligations/" + server::percent_encoded(key) + "/notice" + query);
  }
};

TEST(TheTextOfANotice, IsGivenForEachChannelAsJsonTextAndPage) {
  NoticeService service;
  for (const char* channel : {"phone", "fax", "portal"}) {
    const auto response = service.notice("?channel=" + std::string(channel));
    ASSERT_EQ(response.status, 200) << response.body;
    const Json draft = body_of(response);
    EXPECT_EQ(draft["channel"], channel);
    EXPECT_EQ(draft["obligation"], "notice:no-show:s1");
    const auto text = service.notice("?format=text&channel=" + std::string(channel));
    EXPECT_EQ(text.content_type, "text/plain; charset=utf-8");
    EXPECT_EQ(text.body, draft["text"]);
    EXPECT_EQ(header_of(text, "Cache-Control"), "no-store") << "it names a member";
  }
  const auto page = service.notice("?channel=fax&format=html");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("Marker &lt;i&gt;Person"), std::string::npos);
}

TEST(TheTextOfANotice, IsRefusedWithoutAChannelAndForWhatIsNoNotice) {
  NoticeService service;
  EXPECT_EQ(service.notice("").status, 400);
  EXPECT_EQ(service.notice("?channel=pigeon").status, 400);
  EXPECT_EQ(service.notice("?channel=fax&to=me").status, 400);
  EXPECT_EQ(service.notice("?channel=fax", "notice:no-show:s2").status, 404);
  EXPECT_EQ(service.get("/v1/episodes/E2/obligations/x/notice?channel=fax").status, 404);
}

TEST(TheTextOfANotice, IsThereOnlyForThoseOfItsFacility) {
  NoticeService service;
  auto other = std::make_shared<server::Principal>(*server::local_principal());
  other->facilities = {"elsewhere"};
  const auto ask = [&](const std::string& target, bool is_other) {
    server::Request request{"GET", target, "", ""};
    if (is_other) request.principal = other;
    return service.send(request).status;
  };
  const auto reader = service.data.connect_to_read();
  const auto messages = store::outbox_after(*reader, 0, 10);
  ASSERT_EQ(messages.size(), 1u);
  for (const std::string& target :
       {std::string("/v1/episodes/E1/obligations/notice%3Ano-show%3As1/notice?channel=fax"),
        "/v1/outbox/" + messages.front().id}) {
    EXPECT_EQ(ask(target, false), 200);
    EXPECT_EQ(ask(target, true), 404);
    EXPECT_EQ(ask(target + (target.find('?') == std::string::npos ? "?x=1" : "&x=1"), true), 404);
  }
}

TEST(AMessage, IsLookedUpByItsIdAndNamesTheObligation) {
  NoticeService service;
  const auto reader = service.data.connect_to_read();
  const auto owed = store::outbox_after(*reader, 0, 10).at(0);
  const auto response = service.get("/v1/outbox/" + owed.id);
  EXPECT_EQ(response.status, 200) << response.body;
  const Json message = body_of(response);
  EXPECT_EQ(message["kind"], "notice.owed");
  EXPECT_EQ(message["episode"], "E1");
  EXPECT_EQ(message["obligation"], "notice:no-show:s1");
  EXPECT_EQ(message["deliveries"], Json::array()) << "there is no endpoint";
  EXPECT_EQ(service.get("/v1/outbox/msg_none").status, 404);
  EXPECT_EQ(service.get("/v1/outbox/" + owed.id + "?x=1").status, 400);
}

TEST(TheTextOfANotice, TakesItBackWhenItWasSentAndIsMoot) {
  NoticeService service;
  const auto sent = service.send(
      {"POST", "/v1/episodes/E1/obligations/notice%3Ano-show%3As1/complete", "application/json",
       R"({"id": "sent", "at": "2026-03-03T10:00:00Z", "reference": "fax 12 to the payer"})"});
  EXPECT_EQ(sent.status, 201) << sent.body;
  Json attended = parsed(attendance("E1", "s1"));
  attended["id"] = "corrected";
  EXPECT_EQ(service.post(attended.dump()).status, 201);
  const Json draft = body_of(service.notice("?channel=phone"));
  EXPECT_EQ(draft["status"], "moot");
  EXPECT_EQ(draft["title"], "Withdrawal of a notice");
}

}  // namespace
}  // namespace authledger::test
