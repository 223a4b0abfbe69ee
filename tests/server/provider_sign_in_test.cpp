// Signing in at an identity provider with a browser: what it is sent, what is believed of it.
#include "server/provider_sign_in.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <mutex>
#include <regex>

#include "engine/base/sha256.hpp"
#include "engine/store/audit_list.hpp"
#include "tests/server/gated.hpp"
#include "tests/server/receiver.hpp"
#include "tests/server/signer.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using Fields = std::map<std::string, std::string>;

const std::string callback = "https://ledger.example/sign-in/callback";

std::string decoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '%') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  return out;
}

Fields fields_in(const std::string& text) {
  Fields fields;
  static const std::regex pair("([^&=?]+)=([^&]*)");
  for (std::sregex_iterator it(text.begin(), text.end(), pair), end; it != end; ++it)
    fields[decoded((*it)[1])] = decoded((*it)[2]);
  return fields;
}

// Exchanges any code for an ID token with the claims that a test has set.
class FakeProvider {
 public:
  std::string token_url() const {
    return "http://127.0.0.1:" + std::to_string(receiver_.port()) + "/token";
  }
  std::string jwks() const { return R"({"keys":[)" + signer_.jwk("k", "") + "]}"; }

  void will_say(const Json& claims) {
    const std::lock_guard lock(mutex_);
    claims_ = claims;
  }
  void will_answer(const std::string& answer) {
    const std::lock_guard lock(mutex_);
    answer_ = answer;
  }
  std::vector<std::string> asked(std::size_t count) { return receiver_.kept(count); }
  int times_asked() const { return receiver_.connections(); }

 private:
  std::string answer() {
    const std::lock_guard lock(mutex_);
    if (!answer_.empty()) return answer_;
    const std::string token =
        test::token(R"({"alg":"RS256","kid":"k"})", claims_.dump(),
                    [this](const std::string& text) { return signer_.rs256(text); });
    const std::string body =
        Json{{"access_token", "opaque"}, {"token_type", "Bearer"}, {"id_token", token}}.dump();
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  const Signer signer_ = Signer::rsa(2048);
  std::mutex mutex_;
  Json claims_;
  std::string answer_;  // instead of a token; empty: the token
  Receiver receiver_{Receiver::http([this](const std::string&) { return answer(); })};
};

class AtTheProvider : public testing::Test {
 protected:
  AtTheProvider() {
    browsers.add("main", gated.main.writer);
    browsers.add("bravo", gated.bravo.writer);
    for (Service* service : {&gated.main, &gated.bravo}) {
      service->desk->settings.provider = "idp.example";
      service->desk->settings.comes_by_tls = true;
      service->desk->provider = &browsers;
    }
    gated.gate.use(gated.main.desk->settings);
  }

  server::IdentitySettings identity_settings() const {
    std::ofstream(folder.path() + "/keys.json") << fake.jwks();
    return {{"https://idp.example", "the-api"}, {.place = folder.path() + "/keys.json"}};
  }
  server::ProviderSignInSettings settings_of() const {
    server::ProviderSignInSettings settings;
    settings.client_id = "console & co";
    settings.client_secret = "s3cret/+";
    settings.authorize_url = "https://idp.example/authorize?tenant=1";
    settings.token_url = fake.token_url();
    settings.redirect_url = callback;
    return settings;
  }

  struct Begun {
    std::string cookie;
    Fields query;
  };
  Begun begin(const std::string& to) {
    const auto sent = gated.get("", "/sign-in?to=" + server::percent_encoded(to));
    EXPECT_EQ(sent.status, 303) << sent.body;
    const std::string location = header_of(sent, "Location");
    EXPECT_TRUE(location.starts_with("https://idp.example/authorize?tenant=1&")) << location;
    return {Gated::cookie_of(sent), fields_in(location.substr(location.find('?')))};
  }
  Json claims_for(const Begun& begun) const {
    const std::int64_t now = Instant::from_microseconds(gated.main.now).seconds();
    return {{"iss", "https://idp.example"},
            {"aud", "console & co"},
            {"sub", "42"},
            {"name", "Cleo Example"},
            {"nonce", begun.query.at("nonce")},
            {"iat", now},
            {"exp", now + 300},
            {"organization", "main"},
            {"roles", {"biller", "stranger"}},
            {"facilities", "*"}};
  }
  server::Response come_back(const Begun& begun, const std::string& more) {
    auto request = Gated::with_key(
        "", "GET", "/sign-in/callback?code=c0de&state=" + begun.query.at("state") + more, "");
    request.cookie = begun.cookie;
    return gated.send(request);
  }
  // What becomes of a sign-in at which the provider says these claims, changed.
  server::Response sign_in_with(const std::function<void(Json&)>& change) {
    const Begun begun = begin("/#/today");
    Json claims = claims_for(begun);
    change(claims);
    fake.will_say(claims);
    return come_back(begun, "");
  }
  static std::string session_cookie(const server::Response& response) {
    for (const auto& [name, value] : response.headers)
      if (name == "Set-Cookie" && value.starts_with("__Host-authledger="))
        return value.substr(0, value.find(';'));
    return "";
  }
  // A page for people, without anything of what the provider or the browser has sent.
  void expect_page(const server::Response& response, int status, const char* what) {
    EXPECT_EQ(response.status, status) << what << response.body;
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8") << what;
    EXPECT_NE(response.body.find("<h1>"), std::string::npos) << what;
    EXPECT_EQ(session_cookie(response), "") << what;
    for (const char* secret : {"c0de", "eyJ", "idp.example", "console"})
      EXPECT_EQ(response.body.find(secret), std::string::npos) << what << response.body;
  }
  std::size_t sessions(Service& service) {
    std::size_t count = 0;
    service.data.connect_to_read()->run("SELECT 1 FROM browser_session", {},
                                        [&](const sql::Row&) { ++count; });
    return count;
  }

  TemporaryDirectory folder;
  FakeProvider fake;
  server::IdentityProvider provider{identity_settings(), {}};
  Gated gated;
  server::ProviderSignIn browsers{settings_of(), provider};
};

TEST_F(AtTheProvider, SignsInWhomTheTokenNamesAsWhatItSays) {
  const Begun begun = begin("/#/episodes/E1");
  fake.will_say(claims_for(begun));
  const auto in = come_back(begun, "&session_state=x&iss=https%3A%2F%2Fidp.example");
  ASSERT_EQ(in.status, 303) << in.body;
  EXPECT_EQ(header_of(in, "Location"), "/#/episodes/E1");
  const std::string cookie = session_cookie(in);
  const Json session = body_of(gated.get_with(cookie, "/v1/session"));
  EXPECT_EQ(session["subject"], "oidc:https://idp.example|42");
  EXPECT_EQ(session["name"], "Cleo Example");
  EXPECT_EQ(session["roles"], Json::array({"biller"}));
  EXPECT_EQ(session["facilities"], nullptr);
  EXPECT_EQ(session["ways"], Json::array({"local", "oidc"}));
  EXPECT_EQ(session["provider"], "idp.example");
  EXPECT_EQ(gated.get_with(cookie, "/v1/worklist").status, 200);
  EXPECT_EQ(gated.get_with(cookie, "/v1/keys").status, 403);
  gated.main.now += std::chrono::microseconds(10min).count();
  EXPECT_EQ(gated.get_with(cookie, "/v1/worklist").status, 200) << "longer than the token";
  gated.main.desk->settings.provider = "";
  gated.gate.use(gated.main.desk->settings);
  EXPECT_EQ(gated.get_with(cookie, "/v1/worklist").status, 401) << "not believed any more";
}

TEST_F(AtTheProvider, AsksAsTheStandardsSay) {
  const Begun begun = begin("/");
  EXPECT_EQ(begun.query.at("response_type"), "code");
  EXPECT_EQ(begun.query.at("client_id"), "console & co");
  EXPECT_EQ(begun.query.at("redirect_uri"), callback);
  EXPECT_EQ(begun.query.at("scope"), "openid profile");
  EXPECT_EQ(begun.query.at("code_challenge_method"), "S256");
  fake.will_say(claims_for(begun));
  EXPECT_EQ(come_back(begun, "").status, 303);
  const std::string asked = fake.asked(1).at(0);
  const Fields form = fields_in(asked.substr(asked.find("\r\n\r\n") + 4));
  EXPECT_EQ(form.at("grant_type"), "authorization_code");
  EXPECT_EQ(form.at("code"), "c0de");
  EXPECT_EQ(form.at("redirect_uri"), callback);
  EXPECT_EQ(to_base64url(sha256(form.at("code_verifier"))), begun.query.at("code_challenge"));
  EXPECT_FALSE(form.contains("client_id"));
  EXPECT_NE(asked.find("Authorization: Basic Y29uc29sZSUyMCUyNiUyMGNvOnMzY3JldCUyRiUyQg=="),
            std::string::npos)
      << asked;
  EXPECT_NE(asked.find("Content-Type: application/x-www-form-urlencoded"), std::string::npos);
  const Begun other = begin("/");
  for (const char* name : {"state", "nonce", "code_challenge"})
    EXPECT_NE(other.query.at(name), begun.query.at(name)) << name;
}

TEST_F(AtTheProvider, NamesItselfInTheFormAsAPublicClient) {
  auto settings = settings_of();
  settings.client_secret.clear();
  server::ProviderSignIn without_secret(settings, provider);
  const auto begun = without_secret.begin("/", instant("2026-03-10T15:00:00Z"));
  const auto pending = without_secret.take(fields_in(begun.location).at("state"), begun.binding,
                                           instant("2026-03-10T15:00:00Z"));
  without_secret.exchange("c", *pending, instant("2026-03-10T15:00:00Z"));
  const std::string asked = fake.asked(1).at(0);
  EXPECT_EQ(fields_in(asked.substr(asked.find("\r\n\r\n") + 4)).at("client_id"), "console & co");
  EXPECT_EQ(asked.find("Authorization:"), std::string::npos);
}

TEST_F(AtTheProvider, GivesTheBrowserACookieForTheWayThereAndBack) {
  const auto sent = gated.get("", "/sign-in");
  const std::string cookie = header_of(sent, "Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-authledger-sign-in=")) << cookie;
  EXPECT_TRUE(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600")) << cookie;
}

TEST_F(AtTheProvider, GoesOnlyToPlacesOfThisService) {
  for (const char* to : {"/", "/#/today", "/#/a?b=c&d=%20", "/v1/worklist"})
    EXPECT_EQ(gated.get("", "/sign-in?to=" + server::percent_encoded(to)).status, 303) << to;
  for (const char* to : {"//evil.example", "/\\evil.example", "\\\\evil", "https://evil.example",
                         "evil", "", "/\t/evil.example", "/a\r\nSet-Cookie: a=b", "/\xC3\xA9"})
    expect_page(gated.get("", "/sign-in?to=" + server::percent_encoded(to)), 400, to);
  expect_page(gated.get("", "/sign-in?to=/" + std::string(2'000, 'a')), 400, "long");
  expect_page(gated.get("", "/sign-in?too=/"), 400, "another parameter");
}

TEST_F(AtTheProvider, TakesWhatBeganInThisBrowserOnceAndWithinTenMinutes) {
  const Begun begun = begin("/");
  fake.will_say(claims_for(begun));
  Begun wrong = begun;
  wrong.query["state"] = begin("/").query.at("state");
  expect_page(come_back(wrong, ""), 403, "the state of another sign-in");
  wrong = begun;
  wrong.query["state"] += "A";
  expect_page(come_back(wrong, ""), 403, "a state that there is not");
  wrong = begun;
  wrong.cookie = "";
  expect_page(come_back(wrong, ""), 403, "without the cookie");
  wrong.cookie = begin("/").cookie;
  expect_page(come_back(wrong, ""), 403, "with the cookie of another");
  expect_page(gated.get("", "/sign-in/callback"), 403, "with nothing");
  EXPECT_EQ(fake.times_asked(), 0) << "no code is exchanged for any of these";
  EXPECT_EQ(come_back(begun, "").status, 303);
  expect_page(come_back(begun, ""), 403, "again");
  EXPECT_EQ(fake.times_asked(), 1);
  const Begun slow = begin("/");
  gated.main.now += std::chrono::microseconds(10min + 1s).count();
  fake.will_say(claims_for(slow));
  expect_page(come_back(slow, ""), 403, "late");
}

TEST_F(AtTheProvider, BelievesNoTokenThatIsNotForThisSignIn) {
  const auto refused = [&](const char* what, const std::function<void(Json&)>& change) {
    expect_page(sign_in_with(change), 403, what);
  };
  const std::int64_t now = Instant::from_microseconds(gated.main.now).seconds();
  refused("another nonce", [](Json& it) { it["nonce"] = "other"; });
  refused("no nonce", [](Json& it) { it.erase("nonce"); });
  refused("another audience", [](Json& it) { it["aud"] = "the-api"; });
  refused("given to another client", [](Json& it) {
    it["aud"] = {"console & co", "other"};
    it["azp"] = "other";
  });
  refused("another issuer", [](Json& it) { it["iss"] = "https://evil.example"; });
  refused("over", [&](Json& it) { it["exp"] = now - 61; });
  refused("from the future", [&](Json& it) { it["iat"] = now + 61; });
  refused("nobody", [](Json& it) { it.erase("sub"); });
  refused("an organization that is not here", [](Json& it) { it["organization"] = "charlie"; });
  refused("no organization", [](Json& it) { it.erase("organization"); });
  refused("no role of ours", [](Json& it) { it["roles"] = {"stranger"}; });
  EXPECT_EQ(sessions(gated.main), 0U);
  EXPECT_EQ(sign_in_with([](Json&) {}).status, 303) << "and the token as it is";
  EXPECT_EQ(sessions(gated.main), 1U);
}

TEST_F(AtTheProvider, SaysWhatToDoWhenItDoesNotAnswerAsItShould) {
  const auto answered = [&](const std::string& answer) {
    fake.will_answer(answer);
    return come_back(begin("/"), "");
  };
  expect_page(answered("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), 502, "500");
  expect_page(
      answered("HTTP/1.1 400 No\r\nContent-Length: 25\r\n\r\n{\"error\":\"invalid_grant\"}"), 502,
      "400");
  expect_page(answered("HTTP/1.1 302 No\r\nLocation: http://127.0.0.1/\r\nContent-Length: "
                       "0\r\n\r\n"),
              502, "elsewhere");
  expect_page(answered("nothing"), 502, "no HTTP");
  expect_page(answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"), 403, "no object");
  expect_page(answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"), 403, "no token");
  expect_page(answered("HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{\"id_token\":\"eyJ.\"}"), 403,
              "no token either");
  expect_page(come_back(begin("/"), "&error=access_denied&error_description=c0de"), 403, "denied");
  expect_page(come_back(begin("/"), "&error=%3Cscript%3E"), 403, "an error of its own");
  expect_page(come_back(begin("/"), "&iss=https%3A%2F%2Fevil.example"), 403, "mixed up");
  EXPECT_EQ(sessions(gated.main), 0U);
}

TEST_F(AtTheProvider, SaysSoWhenNothingListensThere) {
  auto settings = settings_of();
  settings.token_url = "http://127.0.0.1:1/token";
  server::ProviderSignIn gone(settings, provider);
  gone.add("main", gated.main.writer);
  gated.main.desk->provider = &gone;
  expect_page(come_back(begin("/"), ""), 502, "nobody there");
}

TEST_F(AtTheProvider, OpensTheSessionInTheOrganizationThatTheTokenNames) {
  const auto in = sign_in_with([](Json& it) { it["organization"] = "bravo"; });
  ASSERT_EQ(in.status, 303) << in.body;
  const std::string cookie = session_cookie(in);
  EXPECT_TRUE(cookie.starts_with("__Host-authledger=bravo.")) << cookie;
  EXPECT_EQ(body_of(gated.get_with(cookie, "/v1/session"))["organization"], "bravo");
  EXPECT_EQ(sessions(gated.main), 0U);
  EXPECT_EQ(sessions(gated.bravo), 1U);
  std::vector<store::AuditEntry> entries;
  store::find_audit_entries(
      *gated.bravo.data.connect_to_read(), {},
      [&](const store::StoredAuditEntry& it) { entries.push_back(it.entry); });
  ASSERT_EQ(entries.size(), 1U) << "where the session is";
  EXPECT_EQ(entries[0].action, "sign_in");
  EXPECT_EQ(entries[0].actor, "oidc:https://idp.example|42");
  EXPECT_EQ(entries[0].roles, "biller");
  EXPECT_EQ(entries[0].fields, "");
}

TEST_F(AtTheProvider, BindsWhoeverIsBoundAndEndsTheSessionBefore) {
  const auto first = sign_in_with([](Json&) {});
  const std::string before = session_cookie(first);
  const Begun begun = begin("/");
  Json claims = claims_for(begun);
  claims["facilities"] = {"north"};
  fake.will_say(claims);
  auto request = Gated::with_key(
      "", "GET", "/sign-in/callback?code=c0de&state=" + begun.query.at("state"), "");
  request.cookie = begun.cookie + "; " + before;
  const auto again = gated.send(request);
  ASSERT_EQ(again.status, 303) << again.body;
  EXPECT_EQ(gated.get_with(before, "/v1/worklist").status, 401);
  EXPECT_EQ(body_of(gated.get_with(session_cookie(again), "/v1/session"))["facilities"],
            Json::array({"north"}));
}

TEST_F(AtTheProvider, IsAskedAsideWhileOthersAreAnswered) {
  std::promise<void> asked, go_on;
  Receiver slow([&](Talk& talk) {
    const std::string request = talk.read_until("\r\n\r\n");
    asked.set_value();
    go_on.get_future().wait();
    return request;
  });
  auto settings = settings_of();
  settings.token_url = "http://127.0.0.1:" + std::to_string(slow.port()) + "/token";
  server::ProviderSignIn waiting(settings, provider);
  gated.main.desk->provider = &waiting;
  server::AsideThreads threads(1, 1);
  gated.main.desk->exchanges = [&](std::function<void()> task) {
    return threads.submit(std::move(task));
  };
  const Begun begun = begin("/");
  auto request = Gated::with_key(
      "", "GET", "/sign-in/callback?code=c0de&state=" + begun.query.at("state"), "");
  request.cookie = begun.cookie;
  auto answered = std::make_shared<std::promise<int>>();
  gated.gate.handle(request,
                    [answered](const server::Response& it) { answered->set_value(it.status); });
  asked.get_future().wait();
  EXPECT_EQ(gated.get("", "/healthz").status, 200) << "meanwhile";
  go_on.set_value();
  EXPECT_EQ(answered->get_future().get(), 502);
}

TEST_F(AtTheProvider, ForgetsTheOldestWhenTooManyBegin) {
  const Instant now = instant("2026-03-10T15:00:00Z");
  const auto at = [&](int i) { return Instant::from_microseconds(now.microseconds() + i); };
  const auto first = browsers.begin("/", at(0)), second = browsers.begin("/", at(1));
  for (std::size_t i = 2; i < server::ProviderSignIn::most_pending + 1; ++i)
    browsers.begin("/", at(static_cast<int>(i)));
  const auto taken = [&](const auto& begun) {
    return browsers.take(fields_in(begun.location).at("state"), begun.binding, at(2)).has_value();
  };
  EXPECT_FALSE(taken(first));
  EXPECT_TRUE(taken(second));
}

TEST_F(AtTheProvider, IsNowhereWithoutSettings) {
  gated.main.desk->provider = nullptr;
  expect_page(gated.get("", "/sign-in"), 404, "begin");
  expect_page(gated.get("", "/sign-in/callback?code=c0de&state=x"), 404, "callback");
}

TEST(SettingsOfTheProvider, BelongTogetherAndKeepTheirSecretToThemselves) {
  const TemporaryDirectory folder;
  const std::string file = folder.path() + "/secret";
  server::IdentitySettings identity{{"https://idp.example", "api"}, {.place = "keys.json"}};
  const auto faults = [&](const std::function<void(server::ProviderSignInSettings&)>& change) {
    server::ProviderSignInSettings settings;
    settings.client_id = "console";
    settings.authorize_url = "https://idp.example/authorize";
    settings.token_url = "https://idp.example/token";
    settings.redirect_url = callback;
    change(settings);
    return server::complete(settings, identity).size();
  };
  EXPECT_EQ(faults([](auto&) {}), 0U);
  EXPECT_EQ(faults([](auto& it) { it = {}; }), 0U) << "none at all";
  EXPECT_EQ(faults([](auto& it) { it.client_id = ""; }), 1U);
  EXPECT_EQ(faults([](auto& it) { it.token_url = ""; }), 1U);
  EXPECT_EQ(faults([](auto& it) { it.token_url = "http://idp.example/token"; }), 1U);
  EXPECT_EQ(faults([](auto& it) { it.redirect_url = "https://ledger.example/"; }), 1U);
  EXPECT_EQ(faults([&](auto& it) { it.secret_file = file; }), 1U) << "it is not there";
  std::ofstream(file) << "s3cret\n";
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  EXPECT_EQ(faults([&](auto& it) { it.secret_file = file; }), 1U) << "others can read it";
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  EXPECT_EQ(faults([&](auto& it) { it.secret_file = file; }), 0U);
  identity.rules.issuer = "";
  EXPECT_EQ(faults([](auto&) {}), 1U);
}

}  // namespace
}  // namespace authledger::test
