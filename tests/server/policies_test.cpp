// The policy documents over HTTP, those of the library under payers/.
#include <future>

#include "engine/json/policy_codec.hpp"
#include "engine/json/policy_writer.hpp"
#include "engine/store/payers_folder.hpp"
#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

TEST(Policies, AreListedWithWhomTheySpeakAbout) {
  Service service;
  const Json items = body_of(service.get("/v1/policies"))["items"];
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0], parsed(R"({"payer": "example-payer", "version": "1", "layer": "payer",
      "effective": {"from": "2020-01-01", "to": null}, "applies_to": {}})"));
  const auto count = [&](const std::string& query) {
    return body_of(service.get("/v1/policies?" + query))["items"].size();
  };
  EXPECT_EQ(count("layer=payer&payer=example-payer&date=2026-01-01"), 1U);
  EXPECT_EQ(count("layer=law"), 0U);
  EXPECT_EQ(count("payer=nobody"), 0U);
  EXPECT_EQ(count("date=2019-12-31"), 0U);
  EXPECT_EQ(service.get("/v1/policies?date=2026-02-30").status, 400);
  EXPECT_EQ(service.get("/v1/policies?format=csv").body.substr(0, 21), "payer,version,layer,e");
}

TEST(Policies, AreShownAsTheirAuthorsCouldHaveWrittenThem) {
  Service service;
  const auto response = service.get("/v1/policies/example-payer/1");
  ASSERT_EQ(response.status, 200);
  const auto read = json::read_policy_text(response.body);
  ASSERT_TRUE(read) << summary(read.error());
  JsonWriter again;
  json::write_policy(again, *read);
  EXPECT_EQ(again.text(), response.body);
  EXPECT_EQ(service.get("/v1/policies/example-payer/2").status, 404);
  EXPECT_EQ(service.get("/v1/policies/nobody/1").status, 404);
}

TEST(PolicyInForce, SaysWhichDocumentSpeaksAndItsRules) {
  Service service;
  const Json body =
      body_of(service.get("/v1/policies/in-force?payer=example-payer&date=2026-03-02&state=IL"));
  EXPECT_EQ(body["date"], "2026-03-02");
  EXPECT_EQ(body["coverage"], parsed(R"({"payer": "example-payer", "state": "IL"})"));
  ASSERT_EQ(body["documents"].size(), 1U);
  EXPECT_EQ(body["documents"][0]["version"], "1");
  EXPECT_EQ(body["rules"]["reviews"][0]["key"], "before-end");
  EXPECT_EQ(body["rules"]["reviews"][0]["policy"],
            parsed(R"({"payer": "example-payer", "version": "1", "from": "2020-01-01"})"));
  EXPECT_TRUE(body["rules"]["reviews"][0]["source"].is_null());
}

TEST(PolicyInForce, IsNotThereBeforeTheFirstDocument) {
  Service service;
  for (const char* query : {"payer=example-payer&date=2019-12-31", "payer=nobody&date=2026-01-01"})
    EXPECT_EQ(service.get(std::string("/v1/policies/in-force?") + query).status, 404) << query;
  for (const char* query :
       {"payer=example-payer", "date=2026-01-01", "", "payer=example-payer&date=soon",
        "payer=example-payer&date=2026-01-01&funding=maybe"})
    EXPECT_EQ(service.get(std::string("/v1/policies/in-force?") + query).status, 400) << query;
}

struct LibraryService : Service {
  LibraryService()
      : book(std::make_shared<PolicyBook>(
            store::read_payers_folder(AUTHLEDGER_SOURCE_DIR "/payers").value())),
        library_api(
            std::make_unique<server::Api>(book, data.connect_to_read(), writer, clock, changes)) {}
  Json in_force(const std::string& query) {
    std::promise<server::Response> answer;
    library_api->handle({"GET", "/v1/policies/in-force?" + query, "", ""},
                        [&](server::Response response) { answer.set_value(std::move(response)); });
    const server::Response response = answer.get_future().get();
    EXPECT_EQ(response.status, 200) << response.body;
    return body_of(response);
  }

  std::shared_ptr<const PolicyBook> book;
  std::unique_ptr<server::Api> library_api;
};

TEST(PolicyInForce, StacksTheLawOnThePayersDocument) {
  LibraryService service;
  const Json body = service.in_force(
      "payer=blue-cross-hcsc&date=2026-03-02&state=IL&funding=insured&line_of_business=commercial");
  ASSERT_GT(body["documents"].size(), 1U) << body["documents"];
  EXPECT_EQ(body["documents"][0]["layer"], "payer");
  EXPECT_EQ(body["documents"].back()["layer"], "law");
}

TEST(PolicyInForce, NamesTheLawsThatWaitForTheFunding) {
  LibraryService service;
  const std::string query =
      "payer=blue-cross-hcsc&date=2026-03-02&state=IL&line_of_business=commercial";
  const Json silent = service.in_force(query);
  ASSERT_FALSE(silent["may_apply"].empty());
  for (const Json& document : silent["may_apply"]) EXPECT_EQ(document["layer"], "law");
  EXPECT_TRUE(service.in_force(query + "&funding=insured")["may_apply"].empty());
}

}  // namespace
}  // namespace authledger::test
