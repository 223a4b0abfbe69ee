// HTTP through TLS: who is let in, under which version, and which keys are refused.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>

#include "tests/server/certificates.hpp"
#include "tests/server/echo.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using server::HttpLimits;
using server::load_tls;
using server::TlsFiles;

const std::string ok = "HTTP/1.1 200 OK";

// With a certificate of its own.
class Tls : public testing::Test {
 protected:
  Tls() { keys.make("server"); }

  TlsWishes believing(const std::string& name) const { return {.ca = keys.path(name + ".pem")}; }

  Certificates keys;
};

TEST_F(Tls, AnswersAndKeepsAliveUnderBothVersions) {
  Echo echo({}, *load_tls(keys.files("server")));
  for (const auto& [version, name] :
       {std::pair(TLS1_2_VERSION, "TLSv1.2"), std::pair(TLS1_3_VERSION, "TLSv1.3")}) {
    TlsWishes wishes = believing("server");
    wishes.least = wishes.most = version;
    TlsClient client(echo.port(), wishes);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client.answer(get_request("/")), ok);
    EXPECT_EQ(client.version(), name);
    const std::string cipher = client.cipher();
    EXPECT_TRUE(cipher.starts_with("ECDHE-") || cipher.starts_with("TLS_")) << cipher;
  }
}

TEST_F(Tls, CarriesLargeBodiesBothWaysAndSaysWhenItEnds) {
  Echo echo({}, *load_tls(keys.files("server")));
  TlsClient client(echo.port(), believing("server"));
  EXPECT_EQ(client.answer(post_request("/", std::string(1'000'000, 'x'))), ok);
  EXPECT_EQ(client.answer("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), ok);
  EXPECT_TRUE(client.is_told_of_the_end());
}

TEST_F(Tls, RefusesOldVersionsOtherProtocolsAndTheClear) {
  Echo echo({}, *load_tls(keys.files("server")));
  EXPECT_FALSE(TlsClient(echo.port(), {.ca = "", .least = TLS1_VERSION, .most = TLS1_1_VERSION})
                   .is_connected());
  EXPECT_FALSE(TlsClient(echo.port(), {.ca = "", .protocols = "\x02h2"}).is_connected());
  EXPECT_TRUE(TlsClient(echo.port(), {.ca = "", .protocols = "\x02h2\x08http/1.1"}).is_connected());
  Client clear(echo.port());
  clear.send(get_request("/"));
  EXPECT_FALSE(clear.receive());
  EXPECT_TRUE(echo.asked().empty());
}

TEST_F(Tls, WhoDoesNotFinishTheHandshakeIsHungUpOn) {
  Echo echo(HttpLimits{.head = 200ms}, *load_tls(keys.files("server")));
  Client silent(echo.port()), slow(echo.port());
  slow.send(std::string("\x16\x03\x01", 3));
  EXPECT_TRUE(silent.is_closed_by_server());
  EXPECT_TRUE(slow.is_closed_by_server());
}

TEST_F(Tls, WhoIsLateWithinItIsToldSo) {
  Echo echo(HttpLimits{.head = 500ms}, *load_tls(keys.files("server")));
  TlsClient client(echo.port(), believing("server"));
  ASSERT_TRUE(client.send("GET / HT"));
  EXPECT_EQ(client.receive(), "HTTP/1.1 408 Request Timeout");
  EXPECT_TRUE(client.is_told_of_the_end());
}

TEST_F(Tls, AsksForACertificateOfTheAuthorityWhenThereIsOne) {
  keys.make("authority");
  keys.make_signed("biller", "authority");
  keys.make("stranger");
  TlsFiles files = keys.files("server");
  files.client_ca = keys.path("authority.pem");
  Echo echo({}, *load_tls(files));
  const auto answer_to = [&](const std::string& name) {
    TlsWishes wishes = believing("server");
    if (!name.empty()) {
      wishes.certificate = keys.path(name + ".pem");
      wishes.key = keys.path(name + ".key");
    }
    return TlsClient(echo.port(), wishes).answer(get_request("/"));
  };
  EXPECT_EQ(answer_to("biller"), ok);
  EXPECT_EQ(answer_to("stranger"), "");
  EXPECT_EQ(answer_to(""), "");
  EXPECT_EQ(echo.asked().size(), 1u);
}

TEST_F(Tls, NewKeysAreForNewConnections) {
  keys.make("renewed");
  Echo echo({}, *load_tls(keys.files("server")));
  TlsClient before(echo.port(), believing("server"));
  EXPECT_EQ(before.answer(get_request("/")), ok);
  std::promise<void> used;
  echo.http.post([&] {
    echo.http.use(*load_tls(keys.files("renewed")));
    used.set_value();
  });
  used.get_future().wait();
  EXPECT_EQ(before.answer(get_request("/")), ok);
  EXPECT_EQ(TlsClient(echo.port(), believing("renewed")).answer(get_request("/")), ok);
  EXPECT_FALSE(TlsClient(echo.port(), believing("server")).is_connected());
}

std::string refusal_of(const TlsFiles& files) {
  const auto tls = load_tls(files);
  return tls ? "" : summary(tls.error());
}

TEST_F(Tls, EveryWrongFileIsNamedWithWhatIsWrong) {
  keys.make("other");
  keys.make("guarded", "-passout pass:secret");
  std::ofstream(keys.path("empty.pem")).close();
  const auto is_said = [&](const TlsFiles& files, const std::string& file, const std::string& why) {
    const std::string said = refusal_of(files);
    EXPECT_NE(said.find(keys.path(file)), std::string::npos) << said;
    EXPECT_NE(said.find(why), std::string::npos) << said;
  };
  TlsFiles files = keys.files("server");
  EXPECT_EQ(refusal_of(files), "");
  is_said({files.certificate, keys.path("other.key"), ""}, "other.key", "is not the key of");
  is_said({files.certificate, keys.path("nowhere"), ""}, "nowhere", "no such file");
  is_said({keys.path("empty.pem"), files.key, ""}, "empty.pem", "no certificate");
  std::ofstream(keys.path("words.key")) << "words";
  std::filesystem::permissions(keys.path("words.key"), std::filesystem::perms::owner_all);
  is_said({files.certificate, keys.path("words.key"), ""}, "words.key", "no private key");
  is_said(keys.files("guarded"), "guarded.key", "without a passphrase");
  is_said({files.certificate, files.key, keys.path("empty.pem")}, "empty.pem", "authority");
  std::filesystem::permissions(files.key, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  is_said(files, "server.key", "chmod o=");
}

}  // namespace
}  // namespace authledger::test
