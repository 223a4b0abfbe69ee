// The gate: who gets in with which key, what a key that is not good is told, and when one that was
// good ends.
#include "server/gate.hpp"

#include <sodium.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "server/http.hpp"
#include "tests/server/client.hpp"
#include "tests/server/gated.hpp"
#include "tests/server/signer.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;

TEST(TheGate, LetsAKeyDoWhatItsRolesMay) {
  Gated gated;
  const std::string key = gated.key_of_main({"ehr_ingest"});
  EXPECT_EQ(gated.post(key, "/v1/events", admission("E1")).status, 201);
  EXPECT_EQ(gated.get(key, "/v1/worklist").status, 403);
  const std::string both = gated.key_of_main({"ehr_ingest", "biller"});
  EXPECT_EQ(gated.get(both, "/v1/worklist").status, 200);
}

TEST(TheGate, TakesTheSchemeInAnyCaseAndNoOther) {
  Gated gated;
  const std::string key = gated.key_of_main({"auditor"});
  for (const auto& [field, status] : {std::pair("Bearer " + key, 200),
                                      {"bearer  " + key, 200},
                                      {"Basic " + key, 401},
                                      {key, 401},
                                      {"Bearer", 401},
                                      {"Bearer " + key + ", Bearer " + key, 401},
                                      {"Bearer " + key + " ", 401}}) {
    server::Request request{"GET", "/v1/worklist", "", ""};
    request.authorization = field;
    EXPECT_EQ(gated.send(request).status, status) << field;
  }
}

std::string basic(const std::string& name_and_password) {
  std::string text(
      sodium_base64_ENCODED_LEN(name_and_password.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(),
                    reinterpret_cast<const unsigned char*>(name_and_password.data()),
                    name_and_password.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return "Basic " + text;
}

TEST(TheGate, TakesAKeyAsAPasswordForTheCalendarAlone) {
  Gated gated;
  const std::string key = gated.key_of_main({"calendar"}), reader = gated.key_of_main({"auditor"});
  const auto status = [&](const std::string& target, const std::string& field) {
    server::Request request{"GET", target, "", ""};
    request.authorization = field;
    return gated.send(request).status;
  };
  const std::string calendar = "/v1/worklist.ics";
  EXPECT_EQ(status(calendar, basic("ann:" + key)), 200);
  EXPECT_EQ(status(calendar + "?facility=main", basic(":" + key)), 200) << "any name, or none";
  EXPECT_EQ(status(calendar, "bearer " + key), 200);
  EXPECT_EQ(status(calendar, basic(key)), 401);
  EXPECT_EQ(status(calendar, basic("ann:" + key + "x")), 401);
  EXPECT_EQ(status(calendar, "Basic not!base64"), 401);
  for (const char* elsewhere : {"/v1/worklist", "/v1/worklist?x=/v1/worklist.ics", "/v1/episodes"})
    EXPECT_EQ(status(elsewhere, basic("ann:" + reader)), 401) << elsewhere;
  EXPECT_EQ(status("/v1/worklist", "Bearer " + key), 403) << "a calendar sees nothing else";
}

TEST(TheGate, AsksForAPasswordWhereACalendarIsSubscribedTo) {
  Gated gated;
  const auto schemes = [&](const std::string& target) {
    std::vector<std::string> asked;
    for (const auto& [name, value] : gated.get("", target).headers)
      if (name == "WWW-Authenticate") asked.push_back(value.substr(0, value.find(' ')));
    return asked;
  };
  EXPECT_EQ(schemes("/v1/worklist.ics"), (std::vector<std::string>{"Bearer", "Basic"}));
  EXPECT_EQ(schemes("/v1/worklist"), std::vector<std::string>{"Bearer"});
}

TEST(TheGate, TellsTheSameToEveryKeyThatIsNotInForce) {
  Gated gated;
  const std::string good = gated.key_of_main({"auditor"});
  const std::string revoked = gated.key_of_main({"auditor"});
  ASSERT_EQ(gated.main.send({"POST", "/v1/keys/" + id_of(revoked) + "/revoke", "", ""}).status,
            200);
  const std::string expired =
      gated.key(gated.main, "main",
                {{"label", "x"}, {"roles", {"auditor"}}, {"expires_at", "2026-03-10T15:00:01Z"}});
  EXPECT_EQ(gated.get(expired, "/v1/worklist").status, 200);
  gated.main.now += 1'000'000;
  const auto parts = *store::parse_key(good);
  std::string other_end = good;
  other_end.back() = good.back() == 'A' ? 'B' : 'A';
  const std::string nobody = said(gated.get("", "/v1/worklist"));
  EXPECT_TRUE(nobody.starts_with("401\n")) << nobody;
  for (const std::string& key :
       {revoked, expired, other_end, std::string("alk_"), std::string("alk_main"),
        std::string("alk_main_") + parts.id, "alk_main_" + parts.id + "_",
        "alk_bravo_" + parts.id + "_" + parts.secret, "alk_alpha_" + parts.id + "_" + parts.secret,
        "alk__" + parts.id + "_" + parts.secret, "alk_main_ffffffffffffffff_" + parts.secret,
        "ALK_main_" + parts.id + "_" + parts.secret, good + "A", good.substr(0, good.size() - 1),
        std::string("eyJhbGciOiJub25lIn0.e30."), std::string(10'000, 'a')})
    EXPECT_EQ(said(gated.get(key, "/v1/worklist")), nobody) << key;
  EXPECT_EQ(gated.get(good, "/v1/worklist").status, 200);
}

TEST(TheGate, ShowsNobodyMoreThanWhatIsPublic) {
  Gated gated;
  for (const server::AccessRow& row : server::access_table().rows) {
    const auto response =
        gated.send(Gated::with_key("", row.method, with_ids(row.pattern, {"x", "y"}), "{}"));
    EXPECT_EQ(response.status == 401, !row.is_public) << row.method << " " << row.pattern;
  }
  EXPECT_EQ(gated.get("alk_main_x_y", "/healthz").status, 200) << "no key is asked for";
}

// A token of an issuer whose keys lie in a file.
class Tokens : public testing::Test {
 protected:
  Tokens() : provider(settings_of(), {}) { gated.gate.trust(provider); }

  server::IdentitySettings settings_of() const {
    std::ofstream(folder.path() + "/keys.json") << R"({"keys":[)" << signer.jwk("k", "") << "]}";
    return {{"https://idp.example", "authledger"}, {.place = folder.path() + "/keys.json"}};
  }
  std::string token_of(const std::string& organization, const std::string& role,
                       const std::string& facilities) const {
    const Instant now = Instant::from_microseconds(gated.main.now);
    return token(R"({"alg":"RS256","kid":"k"})",
                 R"({"iss":"https://idp.example","aud":"authledger","sub":"42","exp":)" +
                     std::to_string(now.seconds() + 60) + R"(,"organization":")" + organization +
                     R"(","roles":[")" + role + R"("],"facilities":)" + facilities + "}",
                 [&](const std::string& text) { return signer.rs256(text); });
  }

  const Signer signer = Signer::rsa(2048);
  const TemporaryDirectory folder;
  Gated gated;
  server::IdentityProvider provider;
};

TEST_F(Tokens, LetInWhomTheyNameAsWhatTheySay) {
  const std::string biller = token_of("main", "biller", R"("*")");
  EXPECT_EQ(gated.get(biller, "/v1/worklist").status, 200);
  EXPECT_EQ(gated.post(token_of("main", "auditor", R"("*")"), "/v1/events", admission("E1")).status,
            403);
  EXPECT_EQ(
      gated.post(token_of("main", "ehr_ingest", R"("*")"), "/v1/events", admission("E1")).status,
      201);
  const std::string nobody = said(gated.get("", "/v1/worklist"));
  EXPECT_EQ(said(gated.get(token_of("charlie", "biller", R"("*")"), "/v1/worklist")), nobody);
  EXPECT_EQ(said(gated.get(biller + "A", "/v1/worklist")), nobody);
  EXPECT_EQ(said(gated.get("alk_" + biller, "/v1/worklist")), nobody);
}

TEST_F(Tokens, KeepOrganizationsAndFacilitiesApart) {
  ASSERT_EQ(gated.post(gated.key_of_main({"ehr_ingest"}), "/v1/events", admission("E1")).status,
            201);
  const auto sees = [&](const std::string& organization, const std::string& facilities) {
    return gated.get(token_of(organization, "therapist", facilities), "/v1/episodes/E1").status;
  };
  EXPECT_EQ(sees("main", R"("*")"), 200);
  EXPECT_EQ(sees("main", R"(["elsewhere"])"), 404);
  EXPECT_EQ(sees("bravo", R"("*")"), 404);
}

TEST_F(Tokens, EndWithTheirTimeAndTheirLeeway) {
  const std::string biller = token_of("main", "biller", R"("*")");
  gated.main.now += 119'000'000;
  EXPECT_EQ(gated.get(biller, "/v1/worklist").status, 200);
  gated.main.now += 1'000'000;
  EXPECT_EQ(gated.get(biller, "/v1/worklist").status, 401);
}

TEST(TheGate, LetsEverybodyInAsEverythingWhenSignInIsOff) {
  Service service;
  server::Gate gate(server::SignIn::off, [] { return Instant(); });
  gate.add("main", service.api, service.data.connect_to_read());
  server::Request request{"GET", "/v1/keys", "", ""};
  const auto status = std::make_shared<std::promise<int>>();
  gate.handle(request, [status](const server::Response& it) { status->set_value(it.status); });
  EXPECT_EQ(status->get_future().get(), 200);
}

TEST(Keys, AreShownOnceAndKeptAsADigest) {
  Service service;
  const std::string text = Gated::key(
      service, "main", {{"label", "EHR"}, {"roles", {"ehr_ingest"}}, {"source_system", "ehr-7"}});
  const auto parts = *store::parse_key(text);
  EXPECT_EQ(parts.secret.size(), 43U);
  const auto listed = service.get("/v1/keys");
  ASSERT_EQ(body_of(listed)["items"].size(), 1U) << listed.body;
  EXPECT_EQ(body_of(listed)["items"][0]["id"], parts.id);
  EXPECT_EQ(body_of(listed)["items"][0]["source_system"], "ehr-7");
  EXPECT_EQ(listed.body.find(parts.secret), std::string::npos);
  service.writer.stop();
  for (const auto& entry : std::filesystem::directory_iterator(service.folder.path())) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(bytes.find(parts.secret), std::string::npos) << entry.path();
  }
}

TEST(Keys, AreListedInPagesOldestFirstAndAsCsv) {
  Service service;
  std::vector<std::string> made;
  for (int i = 0; i < 3; ++i)
    made.push_back(
        id_of(Gated::key(service, "main", {{"label", std::to_string(i)}, {"roles", {"auditor"}}})));
  std::vector<std::string> seen;
  std::string target = "/v1/keys?limit=2";
  for (int pages = 0; pages < 2; ++pages) {
    const Json page = body_of(service.get(target));
    for (const Json& key : page["items"]) seen.push_back(key["id"]);
    if (page["next"].is_string())
      target = "/v1/keys?limit=2&cursor=" + page["next"].get<std::string>();
  }
  EXPECT_EQ(seen, made);
  const auto csv = service.get("/v1/keys?format=csv");
  EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 4) << csv.body;
}

TEST(Keys, ThatCannotBeMadeAreRefusedWithThePlace) {
  Service service;
  const auto refused = [&](const char* body) {
    const auto response = service.send({"POST", "/v1/keys", "application/json", body});
    EXPECT_EQ(response.status / 100, 4) << body;
    return body_of(response)["pointer"].get<std::string>();
  };
  EXPECT_EQ(refused(R"({"label": "", "roles": ["admin"]})"), "/label");
  EXPECT_EQ(refused(R"({"label": "x"})"), "");
  EXPECT_EQ(refused(R"({"label": "x", "roles": []})"), "/roles");
  EXPECT_EQ(refused(R"({"label": "x", "roles": ["root"]})"), "/roles");
  EXPECT_EQ(refused(R"({"label": "x", "roles": ["admin"], "facilities": ["moon"]})"),
            "/facilities");
  EXPECT_EQ(refused(R"({"label": "x", "roles": ["admin"], "expires_at": "2026-03-10T15:00:00Z"})"),
            "/expires_at");
  EXPECT_EQ(refused(R"({"label": "x", "roles": ["admin"], "id": "1"})"), "/id");
  EXPECT_EQ(body_of(service.get("/v1/keys"))["items"].size(), 0U);
}

TEST(Keys, AreRevokedForEverAndOnce) {
  Gated gated;
  const std::string admin = gated.key_of_main({"admin"}), key = gated.key_of_main({"biller"});
  const std::string address = "/v1/keys/" + id_of(key) + "/revoke";
  const Json revoked = body_of(gated.post(admin, address, ""));
  EXPECT_EQ(revoked["in_force"], false);
  EXPECT_EQ(revoked["revoked_by"], "key:" + id_of(admin));
  gated.main.now += 60'000'000;
  EXPECT_EQ(body_of(gated.post(admin, address, "")), revoked);
  EXPECT_EQ(gated.post(admin, "/v1/keys/0000000000000000/revoke", "").status, 404);
}

TEST(Keys, DoNotMeetUnderOneIdempotencyKey) {
  Gated gated;
  const auto post = [&](const std::string& key, const std::string& event) {
    auto request = Gated::with_key(key, "POST", "/v1/events", event);
    request.idempotency_key = "1";
    return gated.send(request);
  };
  const std::string one = gated.key_of_main({"ehr_ingest"}),
                    other = gated.key_of_main({"ehr_ingest"});
  EXPECT_EQ(post(one, admission("E1")).status, 201);
  EXPECT_EQ(post(other, admission("E2")).status, 201);
  EXPECT_EQ(post(one, admission("E2")).status, 422);
  EXPECT_EQ(header_of(post(one, admission("E1")), "Idempotent-Replayed"), "true");
}

// The same over sockets.
class TheGateOverHttp : public testing::Test {
 protected:
  ~TheGateOverHttp() override {
    http.stop();
    if (thread.joinable()) thread.join();
  }
  static std::string get(const std::string& key, const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key +
           "\r\n\r\n";
  }
  static std::string revoke(const std::string& admin, const std::string& key) {
    return "POST /v1/keys/" + id_of(key) +
           "/revoke HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nAuthorization: Bearer " +
           admin + "\r\n\r\n";
  }

  Gated gated;
  const std::string admin = gated.key_of_main({"admin"}), key = gated.key_of_main({"auditor"});
  server::HttpServer http{
      {"127.0.0.1", 0}, {}, [this](server::Request& request, const server::Responder& respond) {
        gated.gate.handle(request, respond);
      }};
  std::thread thread{[this] { http.run(); }};
};

TEST_F(TheGateOverHttp, ARevokedKeyIsRefusedOnAConnectionThatIsOpen) {
  Client client(http.port()), other(http.port());
  client.send(get(key, "/v1/worklist"));
  ASSERT_EQ(client.receive()->status, 200);
  other.send(revoke(admin, key));
  ASSERT_EQ(other.receive()->status, 200);
  client.send(get(key, "/v1/worklist"));
  const auto refused = client.receive();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 401);
  EXPECT_NE(refused->head.find("WWW-Authenticate: Bearer"), std::string::npos);
}

TEST_F(TheGateOverHttp, WhoeverWaitsForChangesWithAKeyThatIsRevokedIsToldSoAndSeesNothingMore) {
  Client waits(http.port()), stays(http.port()), other(http.port());
  const std::string patient = gated.key_of_main({"auditor"});
  waits.send(get(key, "/v1/changes?wait=25"));
  stays.send(get(patient, "/v1/changes?wait=25"));
  other.send(get(admin, "/v1/keys"));
  ASSERT_EQ(other.receive()->status, 200);
  EXPECT_FALSE(waits.has_something());
  other.send(revoke(admin, key));
  ASSERT_EQ(other.receive()->status, 200);
  const auto told = waits.receive();  // which waits for ten seconds
  ASSERT_TRUE(told);
  EXPECT_EQ(told->status, 401);
  gated.main.post(admission("E1"));
  const auto seen = stays.receive();
  ASSERT_TRUE(seen);
  EXPECT_NE(seen->body.find("E1"), std::string::npos);
}

TEST_F(TheGateOverHttp, NobodyWaitsForChangesLongerThanTheKeyLasts) {
  const std::string brief =
      gated.key(gated.main, "main",
                {{"label", "x"}, {"roles", {"auditor"}}, {"expires_at", "2026-03-10T15:00:00.5Z"}});
  Client client(http.port());
  client.send(get(brief, "/v1/changes?wait=25"));
  const auto page = client.receive();  // which waits for ten seconds
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  gated.main.now += 500'000;
  client.send(get(brief, "/v1/changes?wait=25"));
  EXPECT_EQ(client.receive()->status, 401);
}

}  // namespace
}  // namespace authledger::test
