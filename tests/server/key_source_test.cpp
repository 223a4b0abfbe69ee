// Where keys come from: a file, a URL, and what is believed of them when.
#include "server/key_source.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "server/fetch.hpp"
#include "server/http.hpp"
#include "server/identity_provider.hpp"
#include "server/log.hpp"
#include "tests/server/certificates.hpp"
#include "tests/server/signer.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using server::check_identity;
using server::fetch;
using server::IdentityProvider;
using server::IdentitySettings;
using server::KeySource;
using server::Response;

const Signer& rsa() {
  static const Signer signer = Signer::rsa(2048);
  return signer;
}

std::string set_of(const std::string& kid) {
  return R"({"keys":[)" + rsa().jwk(kid, "") + "]}";
}

// A server of an issuer, which answers as it is told.
class Issuer {
 public:
  explicit Issuer(std::shared_ptr<const server::Tls> tls)
      : http_(
            {"127.0.0.1", 0}, {}, [this](const auto&, auto respond) { respond(answer()); }, tls),
        thread_([this] { http_.run(); }) {}
  ~Issuer() {
    http_.stop();
    thread_.join();
  }

  void say(Response response) {
    const std::lock_guard lock(mutex_);
    response_ = std::move(response);
  }
  std::string url(const std::string& scheme_and_host) const {
    return scheme_and_host + ":" + std::to_string(http_.port()) + "/keys";
  }
  std::string url() const { return url("http://127.0.0.1"); }
  int asked() const { return asked_; }

 private:
  Response answer() {
    const std::lock_guard lock(mutex_);
    ++asked_;
    return response_;
  }

  std::mutex mutex_;
  Response response_;
  std::atomic<int> asked_{0};
  server::HttpServer http_;
  std::thread thread_;
};

// Sends one caller elsewhere, which no service of ours does.
class Redirecting {
 public:
  explicit Redirecting(const std::string& where) : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    void* const it = &address;
    bind(listener_, static_cast<sockaddr*>(it), size);
    listen(listener_, 1);
    getsockname(listener_, static_cast<sockaddr*>(it), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, where] {
      const int caller = accept(listener_, nullptr, nullptr);
      char head[4'096];
      if (read(caller, head, sizeof head) > 0)
        dprintf(caller, "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
                where.c_str());
      close(caller);
    });
  }
  ~Redirecting() {
    thread_.join();
    close(listener_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/keys"; }

 private:
  int listener_;
  int port_ = 0;
  std::thread thread_;
};

template <class Condition>
void wait_until(Condition condition) {
  for (int i = 0; i < 2'000 && !condition(); ++i) std::this_thread::sleep_for(5ms);
  EXPECT_TRUE(condition());
}

TEST(Fetch, GoesOverTlsOrNoFurtherThanThisMachine) {
  for (const char* url : {"http://idp.example/keys", "http://127.0.0.1.idp.example/keys",
                          "http://localhost.idp.example/", "ftp://127.0.0.1/keys",
                          "file:///etc/passwd", "https://user:word@idp.example/keys", "idp.example",
                          "", "https://", "http://[::2]/", "http://0.0.0.0/"})
    EXPECT_FALSE(server::check_url(url).empty()) << url;
  for (const char* url : {"https://idp.example/keys", "https://10.0.0.1:8443/a?b=c",
                          "http://127.0.0.1:8080/keys", "http://localhost/", "http://[::1]:80/"})
    EXPECT_TRUE(server::check_url(url).empty()) << url;
}

TEST(Fetch, TakesNoMoreThanItsBoundFollowsNobodyAndWantsADocument) {
  Issuer issuer(nullptr);
  issuer.say({.status = 200, .body = std::string(1'000, 'x')});
  EXPECT_EQ(*fetch({.url = issuer.url(), .bytes = 1'000}), std::string(1'000, 'x'));
  EXPECT_FALSE(fetch({.url = issuer.url(), .bytes = 999}));
  EXPECT_EQ(issuer.asked(), 2);
  const Redirecting other(issuer.url());
  EXPECT_FALSE(fetch({.url = other.url(), .bytes = 1'000}));
  EXPECT_EQ(issuer.asked(), 2);
  issuer.say({.status = 500, .body = set_of("a")});
  EXPECT_FALSE(fetch({.url = issuer.url(), .bytes = 100'000}));
}

TEST(Fetch, BelievesOnlyACertificateOfItsAuthorityForTheName) {
  const Certificates certificates;
  certificates.make("server");
  certificates.make("other");
  Issuer issuer(*server::load_tls(certificates.files("server")));
  issuer.say({.status = 200, .body = "keys"});
  const std::string url = issuer.url("https://localhost");
  const auto under = [&](const std::string& where, const std::string& authority) {
    return bool(fetch({.url = where, .bytes = 100, .authorities = authority}));
  };
  EXPECT_TRUE(under(url, certificates.path("server.pem")));
  EXPECT_FALSE(under(url, certificates.path("other.pem")));
  EXPECT_FALSE(under(url, ""));
  EXPECT_FALSE(under(issuer.url("https://127.0.0.1"), certificates.path("server.pem")));
}

TEST(KeySource, ReadsItsFileAgainWhenItIsToldAndKeepsTheGoodOnes) {
  const TemporaryDirectory folder;
  const std::string file = folder.path() + "/keys.json";
  std::ofstream(file) << set_of("a");
  KeySource source({.place = file}, {});
  EXPECT_TRUE(source.keys()->find("a"));
  std::ofstream(file) << set_of("b");
  source.key_is_missing();  // asks URLs alone
  source.reload();
  wait_until([&] { return source.keys()->find("b") != nullptr; });
  EXPECT_FALSE(source.keys()->find("a"));
  std::ofstream(file) << "{";
  source.reload();
  std::this_thread::sleep_for(50ms);
  EXPECT_TRUE(source.keys()->find("b"));
}

TEST(KeySource, AsksItsUrlForAMissingKeyAndNoMoreOftenThanItMay) {
  Issuer issuer(nullptr);
  issuer.say({.status = 200, .body = set_of("a")});
  KeySource seldom({.place = issuer.url()}, {});
  EXPECT_TRUE(seldom.keys()->find("a"));
  issuer.say({.status = 200, .body = set_of("b")});
  for (int i = 0; i < 100; ++i) seldom.key_is_missing();
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(issuer.asked(), 1);
  KeySource often({.place = issuer.url()}, {.refresh = 1h, .least_between = 10ms});
  issuer.say({.status = 200, .body = set_of("c")});
  often.key_is_missing();
  wait_until([&] { return often.keys()->find("c") != nullptr; });
  issuer.say({.status = 503, .body = ""});
  const int asked = issuer.asked();
  often.key_is_missing();
  wait_until([&] { return issuer.asked() > asked; });
  EXPECT_TRUE(often.keys()->find("c"));
}

TEST(KeySource, DropsAKeyThatItsIssuerTookBack) {
  Issuer issuer(nullptr);
  issuer.say({.status = 200, .body = set_of("stolen")});
  KeySource source({.place = issuer.url()}, {.refresh = 10ms, .least_between = 10ms});
  EXPECT_TRUE(source.keys()->find("stolen"));
  issuer.say({.status = 200, .body = set_of("new")});
  wait_until([&] { return source.keys()->find("stolen") == nullptr; });
}

TEST(KeySource, BeginsWithoutAnIssuerAndAsksAgain) {
  Issuer issuer(nullptr);
  issuer.say({.status = 503, .body = ""});
  KeySource source({.place = issuer.url()}, {.refresh = 1h, .least_between = 10ms});
  EXPECT_TRUE(source.keys()->keys.empty());
  issuer.say({.status = 200, .body = set_of("a")});
  wait_until([&] { return source.keys()->find("a") != nullptr; });
}

const Instant now = *parse_instant("2026-03-02T12:00:00Z");

std::string token_of(const std::string& kid) {
  return token(R"({"alg":"RS256","kid":")" + kid + "\"}",
               R"({"iss":"https://idp.example","aud":"authledger","sub":"42","exp":)" +
                   std::to_string(now.seconds() + 60) +
                   R"(,"organization":"north","roles":["biller","root"],"facilities":["main"]})",
               [](const std::string& text) { return rsa().rs256(text); });
}

TEST(IdentityProvider, MakesAPrincipalOfATokenAndAsksForAKeyThatItDoesNotKnow) {
  Issuer issuer(nullptr);
  issuer.say({.status = 200, .body = set_of("a")});
  IdentityProvider provider(
      {.rules = {"https://idp.example", "authledger"}, .keys = {.place = issuer.url()}},
      {.refresh = 1h, .least_between = 10ms});
  const auto principal = provider.principal_of(token_of("a"), now);
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->organization, "north");
  EXPECT_EQ(principal->subject, "oidc:https://idp.example|42");
  EXPECT_EQ(principal->roles, std::set<std::string>{"biller"}) << "of words that are roles";
  EXPECT_EQ(principal->expires_at, Instant::from_seconds(now.seconds() + 120));
  EXPECT_EQ(principal->facilities, std::set<std::string>{"main"});
  issuer.say({.status = 200, .body = set_of("b")});
  EXPECT_FALSE(provider.principal_of(token_of("b"), now));
  wait_until([&] { return bool(provider.principal_of(token_of("b"), now)); });
  EXPECT_FALSE(provider.principal_of(token_of("a"), now));
}

TEST(IdentityProvider, IsAskedForWholeOrNotAtAll) {
  const TemporaryDirectory folder;
  const std::string file = folder.path() + "/keys.json";
  std::ofstream(file) << set_of("a");
  const server::TokenRules rules{"https://idp.example", "authledger"};
  EXPECT_TRUE(check_identity({}).empty());
  EXPECT_TRUE(check_identity({rules, {.place = file}}).empty());
  EXPECT_TRUE(check_identity({rules, {.place = "https://idp.example/keys"}}).empty());
  for (const IdentitySettings& bad :
       {IdentitySettings{rules, {}}, IdentitySettings{{"", "authledger"}, {.place = file}},
        IdentitySettings{{"https://idp.example", ""}, {.place = file}},
        IdentitySettings{rules, {.place = file + ".not"}},
        IdentitySettings{rules, {.place = folder.path()}},
        IdentitySettings{rules, {.place = "http://idp.example/keys"}}})
    EXPECT_FALSE(check_identity(bad).empty()) << bad.keys.place;
}

}  // namespace
}  // namespace authledger::test
