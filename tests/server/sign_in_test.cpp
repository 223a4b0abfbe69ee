// Signing in with a browser: by name and password, by a one-time link, for how long, and what a
// session may.
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <thread>

#include "engine/store/audit_list.hpp"
#include "server/aside.hpp"
#include "tests/server/gated.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;

const std::string password = "four words in a row";

std::string link_of(const Json& made) {
  const std::string link = made["link"];
  return link.substr(link.rfind('/') + 1);
}

class SigningIn : public testing::Test {
 protected:
  server::Response set(const std::string& link, const std::string& to) {
    return gated.post("", "/v1/session/password", Json{{"link", link}, {"password", to}}.dump());
  }
  server::Response sign_in(const std::string& name, const std::string& with) {
    return gated.post("", "/v1/session", Json{{"name", name}, {"password", with}}.dump());
  }
  std::string anna() {
    return gated.cookie(gated.main, "main", {{"name", "Anna"}, {"roles", {"biller"}}});
  }
  void pass(std::chrono::microseconds time) { gated.main.now += time.count(); }
  Json session(const std::string& cookie) { return body_of(gated.get_with(cookie, "/v1/session")); }
  int worklist(const std::string& cookie) { return gated.get_with(cookie, "/v1/worklist").status; }
  std::vector<store::AuditEntry> entries() {
    std::vector<store::AuditEntry> all;
    store::find_audit_entries(*gated.main.data.connect_to_read(), {},
                              [&](const store::StoredAuditEntry& it) { all.push_back(it.entry); });
    return all;
  }

  Gated gated;
};

TEST_F(SigningIn, BeginsWithALinkAndGoesOnWithThePassword) {
  const Json made =
      Gated::person(gated.main, "main", {{"name", "Anna"}, {"roles", {"biller", "front_desk"}}});
  EXPECT_EQ(made["has_password"], false);
  EXPECT_EQ(made["link_expires_at"].get<std::string>().substr(0, 16), "2026-03-11T15:00");
  EXPECT_EQ(sign_in("Anna", password).status, 401) << "there is no password yet";
  const auto in = set(link_of(made), password);
  ASSERT_EQ(in.status, 200) << in.body;
  const std::string subject = "person:" + made["id"].get<std::string>();
  for (const server::Response& it : {in, sign_in("ANNA", password)}) {
    ASSERT_EQ(it.status, 200) << it.body;
    EXPECT_EQ(body_of(it)["subject"], subject);
    EXPECT_EQ(body_of(it)["name"], "Anna");
    EXPECT_EQ(body_of(it), session(Gated::cookie_of(it)));
    EXPECT_EQ(worklist(Gated::cookie_of(it)), 200);
    EXPECT_EQ(gated.get_with(Gated::cookie_of(it), "/v1/keys").status, 403);
  }
  const Json listed = body_of(gated.main.get("/v1/people"))["items"][0];
  EXPECT_EQ(listed["has_password"], true);
  EXPECT_EQ(listed["last_signed_in_at"].get<std::string>().substr(0, 19), "2026-03-10T15:00:00");
}

TEST_F(SigningIn, SaysWhoIsInAndWhatTheyMay) {
  const Json nobody = body_of(gated.get("", "/v1/session"));
  EXPECT_EQ(nobody, parsed(R"({"signed_in": false, "sign_in": "required", "ways": ["local"],
                                    "provider": null})"));
  const Json in = session(anna());
  EXPECT_EQ(in["roles"], Json::array({"biller"}));
  EXPECT_EQ(in["facilities"], nullptr);
  EXPECT_EQ(in["organization"], "main");
  EXPECT_EQ(in["idle_minutes"], 30);
  EXPECT_EQ(in["expires_at"].get<std::string>().substr(0, 16), "2026-03-11T03:00");
  std::set<std::string> may(in["may"].begin(), in["may"].end());
  for (const server::AccessRow& row : server::access_table().rows)
    EXPECT_EQ(may.contains(row.method + " " + row.pattern), row.roles.contains("biller"))
        << row.method << " " << row.pattern;
  const Json by_key = body_of(gated.get(gated.key_of_main({"auditor"}), "/v1/session"));
  EXPECT_EQ(by_key["name"], by_key["subject"]);
  EXPECT_FALSE(by_key.contains("idle_minutes"));
}

TEST_F(SigningIn, GivesACookieThatNoScriptReadsAndNoOtherSiteSends) {
  anna();
  const std::string clear = header_of(sign_in("Anna", password), "Set-Cookie");
  EXPECT_TRUE(clear.starts_with("authledger=main.")) << clear;
  EXPECT_TRUE(clear.ends_with("; Path=/; HttpOnly; SameSite=Lax")) << clear;
  gated.main.desk->settings.comes_by_tls = true;
  gated.gate.use(gated.main.desk->settings);
  const auto in = sign_in("Anna", password);
  const std::string sealed = header_of(in, "Set-Cookie");
  EXPECT_TRUE(sealed.starts_with("__Host-authledger=main.")) << sealed;
  EXPECT_TRUE(sealed.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure")) << sealed;
  EXPECT_EQ(worklist(Gated::cookie_of(in)), 200);
  EXPECT_EQ(worklist(clear.substr(0, clear.find(';'))), 401) << "of another name";
  EXPECT_EQ(worklist("other=1; " + Gated::cookie_of(in) + "; more=2"), 200);
}

TEST_F(SigningIn, TellsTheSameToAWrongPasswordAndToAWrongName) {
  anna();
  const std::string wrong = said(sign_in("Anna", "four words in a roW"));
  EXPECT_TRUE(wrong.starts_with("401\n")) << wrong;
  EXPECT_EQ(said(sign_in("Nobody", password)), wrong);
  const Json ben = Gated::person(gated.main, "main", {{"name", "Ben"}, {"roles", {"biller"}}});
  EXPECT_EQ(said(sign_in("Ben", password)), wrong) << "who has none yet";
  ASSERT_EQ(set(link_of(ben), password).status, 200);
  gated.main.send({"POST", "/v1/people/" + ben["id"].get<std::string>() + "/end", "", ""});
  EXPECT_EQ(said(sign_in("Ben", password)), wrong) << "who has ended";
  EXPECT_EQ(said(gated.post(
                "", "/v1/session",
                Json{{"name", "Anna"}, {"password", password}, {"organization", "x"}}.dump())),
            wrong)
      << "of an organization that there is not";
  gated.main.desk->settings.takes_people = false;
  EXPECT_EQ(sign_in("Anna", password).status, 404);
}

TEST_F(SigningIn, ChangesTheTokenAndEndsTheOneBefore) {
  const std::string before = anna();
  const auto again = gated.with_cookie(before, "POST", "/v1/session",
                                       Json{{"name", "Anna"}, {"password", password}}.dump());
  ASSERT_EQ(again.status, 200) << again.body;
  EXPECT_NE(Gated::cookie_of(again), before);
  EXPECT_EQ(worklist(before), 401);
  EXPECT_EQ(worklist(Gated::cookie_of(again)), 200);
  std::string chosen = Gated::cookie_of(again);
  chosen.back() = chosen.back() == 'A' ? 'B' : 'A';
  const auto other = gated.with_cookie(chosen, "POST", "/v1/session",
                                       Json{{"name", "Anna"}, {"password", password}}.dump());
  EXPECT_EQ(other.status, 200);
  EXPECT_NE(Gated::cookie_of(other), chosen) << "nobody chooses the token of another";
}

TEST_F(SigningIn, IsOverWhenNobodyComesForAWhileAndAtTheLatestAfterSomeHours) {
  const std::string cookie = anna();
  pass(29min);
  EXPECT_EQ(worklist(cookie), 200);
  pass(29min);
  EXPECT_EQ(worklist(cookie), 200) << "it was said that somebody came";
  pass(29min);
  EXPECT_EQ(session(cookie)["signed_in"], true);
  pass(2min);
  EXPECT_EQ(worklist(cookie), 401) << "to look who is in is not to come";
  const std::string patient = Gated::cookie_of(sign_in("Anna", password));
  for (int i = 0; i < 35; ++i) {
    ASSERT_EQ(worklist(patient), 200) << i;
    pass(20min);
  }
  EXPECT_EQ(worklist(patient), 200);
  pass(19min);
  EXPECT_EQ(worklist(patient), 200);
  pass(1min + 1s);
  EXPECT_EQ(worklist(patient), 401) << "twelve hours";
}

TEST_F(SigningIn, WritesOnceAMinuteThatSomebodyCame) {
  const std::string cookie = anna();
  const auto seen = [&] {
    std::int64_t at = 0;
    gated.main.data.connect_to_read()->run("SELECT last_seen_at FROM browser_session", {},
                                           [&](const sql::Row& row) { at = row.integer(0); });
    return at;
  };
  const std::int64_t first = seen();
  pass(59s);
  worklist(cookie);
  EXPECT_EQ(seen(), first);
  pass(2s);
  worklist(cookie);
  gated.get(gated.key_of_main({"auditor"}), "/v1/audit");  // answered after what was left before it
  EXPECT_GT(seen(), first);
}

TEST_F(SigningIn, EndsBySigningOutAndByNothingElseOfTheBrowser) {
  const std::string cookie = anna();
  const auto out = gated.with_cookie(cookie, "DELETE", "/v1/session", "");
  EXPECT_EQ(out.status, 204);
  EXPECT_TRUE(header_of(out, "Set-Cookie").starts_with("authledger=; ")) << "it is forgotten";
  EXPECT_NE(header_of(out, "Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(worklist(cookie), 401);
  EXPECT_EQ(session(cookie)["signed_in"], false);
  EXPECT_EQ(gated.with_cookie(cookie, "DELETE", "/v1/session", "").status, 204);
}

TEST_F(SigningIn, IsOverAtOnceForWhoeverIsEnded) {
  const Json made = Gated::person(gated.main, "main", {{"name", "Ben"}, {"roles", {"ur_lead"}}});
  const std::string cookie = Gated::cookie_of(set(link_of(made), password));
  EXPECT_EQ(worklist(cookie), 200);
  auto request = Gated::with_key("", "GET", "/v1/changes?wait=25", "");
  request.cookie = cookie;
  std::future<server::Response> waiting =
      std::async(std::launch::async, [&, request] { return gated.send(request); });
  std::this_thread::sleep_for(100ms);
  ASSERT_EQ(
      gated.main.send({"POST", "/v1/people/" + made["id"].get<std::string>() + "/end", "", ""})
          .status,
      200);
  EXPECT_EQ(waiting.get().status, 401) << "whoever waits for changes is told";
  EXPECT_EQ(worklist(cookie), 401);
}

TEST_F(SigningIn, TakesALinkOnceAndOnlyWithinADay) {
  const Json made = Gated::person(gated.main, "main", {{"name", "Anna"}, {"roles", {"biller"}}});
  const std::string link = link_of(made), id = made["id"];
  EXPECT_EQ(set(link, "too short").status, 400) << "which does not spend it";
  const std::string cookie = Gated::cookie_of(set(link, password));
  EXPECT_EQ(set(link, "five other words in a row").status, 401);
  EXPECT_EQ(worklist(cookie), 200) << "the second try changed nothing";
  const Json again = body_of(gated.main.send({"POST", "/v1/people/" + id + "/link", "", ""}));
  pass(24h + 1s);
  EXPECT_EQ(set(link_of(again), password).status, 401);
  const Json third = body_of(gated.main.send({"POST", "/v1/people/" + id + "/link", "", ""}));
  EXPECT_EQ(sign_in("Anna", password).status, 200) << "a link takes no password away";
  EXPECT_EQ(set(link_of(third), "five other words in a row").status, 200);
  EXPECT_EQ(sign_in("Anna", password).status, 401);
  EXPECT_EQ(set("main.AAAA", password).status, 401);
  EXPECT_EQ(set("", password).status, 400);
}

TEST_F(SigningIn, EndsEverySessionWhenAPasswordIsSet) {
  const std::string before = anna();
  const Json listed = body_of(gated.main.get("/v1/people"))["items"][0];
  const Json made = body_of(
      gated.main.send({"POST", "/v1/people/" + listed["id"].get<std::string>() + "/link", "", ""}));
  EXPECT_EQ(worklist(before), 200);
  const auto in = set(link_of(made), "five other words in a row");
  EXPECT_EQ(worklist(before), 401);
  EXPECT_EQ(worklist(Gated::cookie_of(in)), 200);
}

TEST_F(SigningIn, KeepsOrganizationsApart) {
  const std::string hers = anna();
  const Json made = Gated::person(gated.bravo, "bravo", {{"name", "Anna"}, {"roles", {"biller"}}});
  const auto in = set(link_of(made), "five other words in a row");
  ASSERT_EQ(in.status, 200);
  EXPECT_EQ(body_of(in)["organization"], "bravo");
  const std::string of_bravo = Gated::cookie_of(in);
  EXPECT_TRUE(of_bravo.starts_with("authledger=bravo."));
  gated.main.post(admission("E-main"));
  gated.bravo.post(admission("E-bravo"));
  EXPECT_NE(gated.get_with(hers, "/v1/episodes").body.find("E-main"), std::string::npos);
  EXPECT_EQ(gated.get_with(hers, "/v1/episodes").body.find("E-bravo"), std::string::npos);
  EXPECT_EQ(gated.get_with(of_bravo, "/v1/episodes").body.find("E-main"), std::string::npos);
  const std::string secret = of_bravo.substr(of_bravo.find('.'));
  EXPECT_EQ(worklist("authledger=main" + secret), 401);
  EXPECT_EQ(worklist("authledger=bravo" + hers.substr(hers.find('.'))), 401);
  EXPECT_EQ(worklist("authledger=charlie" + secret), 401);
  const auto sign_in_at = [&](const char* organization, const char* with) {
    return gated.post(
        "", "/v1/session",
        Json{{"name", "Anna"}, {"password", with}, {"organization", organization}}.dump());
  };
  EXPECT_EQ(sign_in_at("bravo", password.c_str()).status, 401);
  EXPECT_EQ(body_of(sign_in_at("bravo", "five other words in a row"))["organization"], "bravo");
  EXPECT_EQ(sign_in_at("main", "five other words in a row").status, 401);
  const auto from_main = gated.with_cookie(
      hers, "POST", "/v1/session",
      Json{{"name", "Anna"}, {"password", "five other words in a row"}, {"organization", "bravo"}}
          .dump());
  EXPECT_EQ(from_main.status, 200) << "who is in at one may sign in at the other";
  EXPECT_EQ(worklist(hers), 200);
}

TEST_F(SigningIn, ShowsOnlyOnesOwnFacilities) {
  gated.main.put("/v1/facilities/north",
                 R"({"id": "north", "name": "N", "time_zone": "America/Chicago"})");
  Json admitted = parsed(admission("E1"));
  for (const char* facility : {"main", "north"}) {
    admitted["id"] = admitted["episode"] = std::string("E-") + facility;
    admitted["facility"] = facility;
    ASSERT_EQ(gated.main.post(admitted.dump()).status, 201);
  }
  const std::string cookie = gated.cookie(
      gated.main, "main", {{"name", "Ben"}, {"roles", {"biller"}}, {"facilities", {"north"}}});
  EXPECT_EQ(session(cookie)["facilities"], Json::array({"north"}));
  EXPECT_EQ(gated.get_with(cookie, "/v1/episodes/E-north").status, 200);
  EXPECT_EQ(gated.get_with(cookie, "/v1/episodes/E-main").status, 404);
}

TEST_F(SigningIn, WaitsLongerAfterEachWrongPassword) {
  anna();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in("Anna", "a wrong password").status, 401) << i;
  const auto stopped = sign_in("anna", password);
  EXPECT_EQ(stopped.status, 429) << "a right one too, whatever the case of the name";
  EXPECT_EQ(header_of(stopped, "Retry-After"), "30");
  EXPECT_EQ(sign_in("Nobody", password).status, 401) << "others do not wait";
  pass(30s);
  EXPECT_EQ(sign_in("Anna", "a wrong password").status, 401);
  EXPECT_EQ(header_of(sign_in("Anna", password), "Retry-After"), "60");
  pass(60s);
  EXPECT_EQ(sign_in("Anna", password).status, 200);
  EXPECT_EQ(sign_in("Anna", "a wrong password").status, 401) << "and it begins anew";
}

TEST_F(SigningIn, LeavesEntriesThatNameWhoItWasAndNothingThatWasTyped) {
  const Json made = Gated::person(gated.main, "main", {{"name", "Anna"}, {"roles", {"biller"}}});
  const std::string id = made["id"];
  const std::string cookie = Gated::cookie_of(set(link_of(made), password));
  sign_in("Anna", "a wrong password");
  sign_in("Somebody else", "a wrong password");
  sign_in("Anna", password);
  gated.with_cookie(cookie, "DELETE", "/v1/session", "");
  gated.main.send({"POST", "/v1/people/" + id + "/link", "", ""});
  gated.main.send({"POST", "/v1/people/" + id + "/end", "", ""});
  std::string told;
  for (const store::AuditEntry& it : entries())
    told += it.action + " " + it.route + " " + it.record + " " +
            (it.record_id == id ? "Anna" : it.record_id.value_or("-")) + " by " +
            (it.actor == "person:" + id ? "Anna" : it.actor) + " " + std::to_string(it.status) +
            " " + it.code + "\n";
  EXPECT_EQ(told,
            "change POST /v1/people person Anna by local 201 \n"
            "sign_in POST /v1/session/password person Anna by Anna 200 \n"
            "deny POST /v1/session person Anna by  401 wrong_password\n"
            "deny POST /v1/session person - by  401 wrong_password\n"
            "sign_in POST /v1/session person Anna by Anna 200 \n"
            "sign_out DELETE /v1/session person - by Anna 204 \n"
            "change POST /v1/people/{id}/link person Anna by local 200 \n"
            "change POST /v1/people/{id}/end person Anna by local 200 \n");
}

TEST_F(SigningIn, HashesAsideAndTellsWhoeverComesWhenTooManyWait) {
  anna();
  server::AsideThreads threads(1, 1);
  gated.main.desk->passwords = [&](std::function<void()> task) {
    return threads.submit(std::move(task));
  };
  EXPECT_EQ(sign_in("Anna", password).status, 200);
  gated.main.desk->passwords = [](const std::function<void()>&) { return false; };
  EXPECT_EQ(sign_in("Anna", password).status, 503);
  gated.main.desk->passwords = [](const std::function<void()>& task) {
    task();
    return true;
  };
  gated.main.desk->settings.password_cost = {1, std::size_t{1} << 50};
  const Json listed = body_of(gated.main.get("/v1/people"))["items"][0];
  const Json made = body_of(
      gated.main.send({"POST", "/v1/people/" + listed["id"].get<std::string>() + "/link", "", ""}));
  EXPECT_EQ(set(link_of(made), password).status, 500) << "there is not so much memory";
  EXPECT_EQ(sign_in("Anna", password).status, 200) << "and nothing was changed";
}

// Requests with the cookie of somebody who is signed in, as the page of another site makes a
// browser send them.
class Forgeries : public SigningIn {
 protected:
  int post(const std::function<void(server::Request&)>& change) {
    auto request = Gated::with_key("", "POST", "/v1/events", admission("E1"));
    request.cookie = cookie;
    request.console = true;
    request.host = "ledger.example:8080";
    change(request);
    return gated.send(request).status;
  }

  const std::string cookie = gated.cookie(
      gated.main, "main", {{"name", "Ben"}, {"roles", {"front_desk", "admin", "auditor"}}});
};

TEST_F(Forgeries, AreRefusedWithoutTheHeaderOfTheConsole) {
  EXPECT_EQ(post([](auto& it) { it.console = false; }), 403);
  EXPECT_EQ(body_of(gated.get_with(cookie, "/v1/episodes"))["items"].size(), 0U);
  EXPECT_EQ(post([](auto&) {}), 201);
}

TEST_F(Forgeries, AreRefusedFromAnyOtherOrigin) {
  for (const char* origin : {"https://evil.example", "null", "http://ledger.example",
                             "http://ledger.example:8081", "http://x.ledger.example:8080"})
    EXPECT_EQ(post([&](auto& it) { it.origin = origin; }), 403) << origin;
  for (const char* site : {"cross-site", "same-site", "anything"})
    EXPECT_EQ(post([&](auto& it) {
                it.fetch_site = site;
                it.origin = "http://ledger.example:8080";
              }),
              403)
        << site;
  EXPECT_EQ(post([](auto& it) {
              it.host = "";
              it.origin = "http://";
            }),
            403);
  EXPECT_EQ(post([](auto& it) { it.origin = "http://Ledger.example:8080"; }), 201);
  EXPECT_EQ(post([](auto& it) { it.fetch_site = "same-origin"; }), 200);
  EXPECT_EQ(post([](auto& it) {
              it.fetch_site = "same-origin";  // behind a proxy that says another host
              it.origin = "https://console.example";
            }),
            200);
}

TEST_F(Forgeries, AreRefusedOnEveryRouteThatWrites) {
  for (const server::AccessRow& row : server::access_table().rows) {
    auto request = Gated::with_key("", row.method, with_ids(row.pattern, {"x", "y"}), "{}");
    request.cookie = cookie;
    const auto response = gated.send(request);
    const bool is_forged = response.body.find("not_from_the_console") != std::string::npos;
    const bool is_barred = response.body.find("not_permitted") != std::string::npos;
    EXPECT_EQ(is_forged || is_barred, row.method != "GET" || is_barred)
        << row.method << " " << row.pattern << response.body;
    if (row.roles.contains("front_desk") || row.roles.contains("admin") || row.is_public) {
      EXPECT_EQ(is_forged, row.method != "GET") << row.method << " " << row.pattern;
    }
  }
}

TEST_F(Forgeries, AreNoneOfWhoeverSendsAKey) {
  auto request =
      Gated::with_key(gated.key_of_main({"ehr_ingest"}), "POST", "/v1/events", admission("E1"));
  request.cookie = cookie;
  EXPECT_EQ(gated.send(request).status, 201) << "the key counts, not the cookie";
  request.authorization = "Bearer alk_main_x_y";
  EXPECT_EQ(gated.send(request).status, 401) << "a bad one too";
}

TEST(WithoutSignIn, EverybodyIsInAndThereIsNoWayToSignIn) {
  Service service;
  service.desk->settings.sign_in = server::SignIn::off;
  const Json all = body_of(service.get("/v1/session"));
  EXPECT_EQ(all["sign_in"], "off");
  EXPECT_EQ(all["signed_in"], true);
  EXPECT_EQ(all["subject"], "local");
  EXPECT_TRUE(all["ways"].empty());
}

}  // namespace
}  // namespace authledger::test
