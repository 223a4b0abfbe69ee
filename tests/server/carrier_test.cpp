// Parcels over real sockets: what a receiver gets, and what its answers do.
#include "server/carrier.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include "server/signature.hpp"
#include "tests/server/certificates.hpp"
#include "tests/server/receiver.hpp"
#include "tests/support/given.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::test {

// What "rebinding.example" stands for now.
std::vector<std::string>& rebound_to() {
  static std::vector<std::string> addresses;
  return addresses;
}

}  // namespace authledger::test

// In place of the library's, so that a test decides what a name stands for. libcurl takes what the
// program has; every other name goes to the library's own.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  using Call = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Call>(dlsym(RTLD_NEXT, "getaddrinfo"));
  if (!name || std::strcmp(name, "rebinding.example") != 0)
    return real(name, service, hints, found);
  addrinfo** end = found;
  *end = nullptr;
  for (const std::string& address : authledger::test::rebound_to()) {
    addrinfo numeric = hints ? *hints : addrinfo{};
    numeric.ai_flags = AI_NUMERICHOST;
    numeric.ai_family = AF_UNSPEC;
    if (const int error = real(address.c_str(), service, &numeric, end)) return error;
    while (*end) end = &(*end)->ai_next;
  }
  return *found ? 0 : EAI_NONAME;
}

namespace authledger::test {
namespace {

using server::Carried;
using server::Carrier;
using server::CarrierLimits;
using server::Endpoint;
using server::Outcome;
using server::Parcel;
using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string key(24, 'k');

Endpoint hook(std::uint16_t port) {
  Endpoint endpoint;
  endpoint.name = "hook";
  endpoint.url = "http://127.0.0.1:" + std::to_string(port) + "/hook";
  endpoint.keys = {key};
  endpoint.allows_clear = endpoint.allows_private = true;
  return endpoint;
}

Parcel parcel_to(const Endpoint& endpoint) {
  return {&endpoint, 1, "msg_1", "notice.owed", 1, instant("2026-03-10T15:00:00Z"), R"({"a":1})"};
}

Outcome carry(const Endpoint& endpoint, CarrierLimits limits = {}) {
  Carrier carrier(limits);
  carrier.start(parcel_to(endpoint));
  for (int turn = 0; turn < 400; ++turn)
    for (const Carried& it : carrier.wait(milliseconds(100))) return it.outcome;
  ADD_FAILURE() << "nothing became of it";
  return {};
}

Outcome answered(const std::string& answer) {
  Receiver receiver(Receiver::http([&](const std::string&) { return answer; }));
  return carry(hook(receiver.port()));
}

TEST(AWebhook, IsSignedAndSaysWhatItIs) {
  Receiver receiver(Receiver::http(
      [](const std::string&) { return "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"; }));
  const Endpoint endpoint = hook(receiver.port());
  EXPECT_EQ(carry(endpoint).kind, Outcome::Kind::delivered);
  const std::string request = receiver.kept(1).at(0);
  const Parcel parcel = parcel_to(endpoint);
  for (const std::string& part :
       {std::string("POST /hook HTTP/1.1\r\n"), std::string("webhook-id: msg_1\r\n"),
        "webhook-timestamp: " + std::to_string(parcel.at.seconds()) + "\r\n",
        "webhook-signature: " + server::webhook_signature({key}, "msg_1", parcel.at, parcel.body) +
            "\r\n",
        std::string("Content-Type: application/json\r\n"), std::string("\r\n\r\n{\"a\":1}")})
    EXPECT_NE(request.find(part), std::string::npos) << part << " in\n" << request;
}

TEST(AWebhook, FailsByStatus) {
  EXPECT_EQ(answered("HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n").what, "status 500");
  EXPECT_EQ(answered("HTTP/1.1 410 x\r\nContent-Length: 0\r\n\r\n").kind, Outcome::Kind::gone);
  const Outcome busy = answered("HTTP/1.1 429 x\r\nRetry-After: 77\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(busy.kind, Outcome::Kind::failed);
  EXPECT_EQ(busy.retry_after, 77);
  EXPECT_EQ(answered("no HTTP at all\r\n\r\n").kind, Outcome::Kind::failed);
  EXPECT_EQ(answered("").kind, Outcome::Kind::failed);
}

TEST(AWebhook, FollowsNoRedirect) {
  Receiver other(Receiver::http([](const std::string&) { return "HTTP/1.1 200 OK\r\n\r\n"; }));
  const Outcome outcome =
      answered("HTTP/1.1 307 x\r\nLocation: http://127.0.0.1:" + std::to_string(other.port()) +
               "/\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(outcome.what, "status 307");
  EXPECT_EQ(outcome.kind, Outcome::Kind::failed);
  EXPECT_EQ(other.connections(), 0);
}

TEST(AWebhook, ReadsLittleOfALongAnswer) {
  std::atomic<std::size_t> said = 0;
  const std::string piece(std::size_t{1} << 16, 'x');
  Receiver receiver([&](Talk& talk) {
    talk.read_until("\r\n\r\n");
    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
    for (int i = 0; i < 16'384 && talk.say(piece); ++i) said += piece.size();
    return std::string();
  });
  EXPECT_EQ(carry(hook(receiver.port())).kind, Outcome::Kind::delivered) << "its status said so";
  EXPECT_LT(said, std::size_t{64} << 20) << "the rest of the gigabyte was not taken";
}

TEST(AWebhook, DoesNotWaitForEver) {
  Receiver receiver([](Talk& talk) { return talk.read_until("never"); });
  EXPECT_EQ(carry(hook(receiver.port()), {.time = milliseconds(300)}).kind, Outcome::Kind::failed);
}

// A name whose owner answers something else each time. 3ffe::1 counts as public, and nobody has it.
TEST(AWebhook, GoesToNoPrivateAddressOfANameThatWasPublicBefore) {
  Receiver receiver(Receiver::http([](const std::string&) { return "HTTP/1.1 200 OK\r\n\r\n"; }));
  Endpoint endpoint = hook(receiver.port());
  endpoint.url = "http://rebinding.example:" + std::to_string(receiver.port()) + "/";
  endpoint.allows_private = false;
  const CarrierLimits limits{.time = milliseconds(2'000)};
  const auto is_refused = [&](const std::vector<std::string>& answer) {
    rebound_to() = answer;
    const Outcome outcome = carry(endpoint, limits);
    EXPECT_EQ(outcome.kind, Outcome::Kind::failed);
    return outcome.what.find("not public") != std::string::npos;
  };
  EXPECT_FALSE(is_refused({"3ffe::1"})) << "it would have been called";
  EXPECT_TRUE(is_refused({"127.0.0.1"})) << "looked at again when it is called";
  EXPECT_TRUE(is_refused({"3ffe::1", "127.0.0.1"})) << "the second of one answer";
  EXPECT_EQ(receiver.connections(), 0);
  endpoint.allows_private = true;
  rebound_to() = {"127.0.0.1"};
  EXPECT_EQ(carry(endpoint, limits).kind, Outcome::Kind::delivered)
      << "the name is asked for at all";
}

// However the address is written, nobody is connected to.
TEST(AWebhook, GoesToNoPrivateAddressUnlessItMay) {
  Receiver receiver(Receiver::http([](const std::string&) { return "HTTP/1.1 200 OK\r\n\r\n"; }));
  const std::string port = ":" + std::to_string(receiver.port()) + "/";
  for (const char* host : {"127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1",
                           "127.1", "0.0.0.0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"}) {
    Endpoint endpoint = hook(receiver.port());
    endpoint.url = "http://" + std::string(host) + port;
    endpoint.allows_private = false;
    const Outcome outcome = carry(endpoint);
    EXPECT_EQ(outcome.kind, Outcome::Kind::failed) << host;
    EXPECT_NE(outcome.what.find("not public"), std::string::npos) << host << ": " << outcome.what;
  }
  EXPECT_EQ(receiver.connections(), 0);
}

TEST(AWebhook, SpeaksNoOtherProtocol) {
  Endpoint endpoint = hook(1);
  endpoint.url = "file:///etc/hostname";
  EXPECT_EQ(carry(endpoint).kind, Outcome::Kind::failed);
  endpoint.url = "http://127.0.0.1:1/";
  endpoint.allows_clear = false;
  EXPECT_NE(carry(endpoint).what.find("rotocol"), std::string::npos);
}

// An SMTP server that takes one mail, and what it was told.
std::string take_mail(Talk& talk, const std::string& greeting) {
  std::string told;
  talk.say("220 receiver\r\n");
  for (;;) {
    const std::string line = talk.read_until("\r\n");
    told += line;
    if (line.empty() || line.starts_with("QUIT")) return told;
    if (line.starts_with("EHLO")) {
      talk.say(greeting);
    } else if (line.starts_with("DATA")) {
      talk.say("354 go on\r\n");
      told += talk.read_until("\r\n.\r\n");
      talk.say("250 taken\r\n");
    } else {
      talk.say("250 yes\r\n");
    }
  }
}

Endpoint mailbox(std::uint16_t port) {
  Endpoint endpoint;
  endpoint.name = "mail";
  endpoint.type = Endpoint::Type::smtp;
  endpoint.url = "smtp://127.0.0.1:" + std::to_string(port);
  endpoint.from = "ledger@clinic.example";
  endpoint.to = {"lead@clinic.example", "other@clinic.example"};
  endpoint.allows_private = true;
  return endpoint;
}

TEST(AMail, GoesToEverybodyAndSaysLittle) {
  Receiver receiver([](Talk& talk) { return take_mail(talk, "250 receiver\r\n"); });
  Endpoint endpoint = mailbox(receiver.port());
  endpoint.allows_clear = true;
  const Outcome outcome = carry(endpoint);
  EXPECT_EQ(outcome.kind, Outcome::Kind::delivered) << outcome.what;
  const std::string told = receiver.kept(1).at(0);
  for (const char* part :
       {"MAIL FROM:<ledger@clinic.example>", "RCPT TO:<lead@clinic.example>",
        "RCPT TO:<other@clinic.example>", "Message-ID: <msg_1@authledger>",
        "Date: Tue, 10 Mar 2026 15:00:00 +0000", "Look it up as msg_1 (notice.owed)"})
    EXPECT_NE(told.find(part), std::string::npos) << part << " in\n" << told;
}

TEST(AMail, IsNotSentInTheClearUnlessItMay) {
  Receiver receiver([](Talk& talk) { return take_mail(talk, "250 receiver\r\n"); });
  EXPECT_EQ(carry(mailbox(receiver.port())).kind, Outcome::Kind::failed);
  const auto kept = receiver.kept(1);
  EXPECT_EQ(kept.at(0).find("MAIL FROM"), std::string::npos) << kept.at(0);
}

// One who takes STARTTLS, and a mail behind it. What it was told in the clear and behind TLS.
class SecureMailbox {
 public:
  explicit SecureMailbox(const server::TlsFiles& files)
      : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate_chain_file(context_, files.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context_, files.key.c_str(), SSL_FILETYPE_PEM);
  }
  ~SecureMailbox() { SSL_CTX_free(context_); }
  SecureMailbox(const SecureMailbox&) = delete;
  SecureMailbox& operator=(const SecureMailbox&) = delete;

  std::string converse(Talk& talk) const {
    std::string told;
    talk.say("220 receiver\r\n");
    for (;;) {
      const std::string line = talk.read_until("\r\n");
      told += line;
      if (line.empty() || line.starts_with("QUIT")) return told;
      if (line.starts_with("STARTTLS")) {
        talk.say("220 go on\r\n");
        return told + "[TLS]\n" + converse_securely(talk.descriptor());
      }
      talk.say("250-receiver\r\n250 STARTTLS\r\n");
    }
  }

 private:
  std::string converse_securely(int socket) const {
    sigset_t pipe;  // OpenSSL writes to one who has hung up
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context_), &SSL_free);
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) != 1) return "[refused]";
    const auto say = [&](const std::string& text) {
      SSL_write(ssl.get(), text.data(), static_cast<int>(text.size()));
    };
    std::string told, line;
    bool is_data = false;
    for (char c = 0; SSL_read(ssl.get(), &c, 1) == 1;) {
      line += c;
      if (c != '\n') continue;
      told += line;
      if (is_data && line != ".\r\n") {
        line.clear();
        continue;
      }
      if (line.starts_with("QUIT")) return told;
      say(line.starts_with("DATA") ? "354 go on\r\n" : "250 yes\r\n");
      is_data = line.starts_with("DATA");
      line.clear();
    }
    return told;
  }

  SSL_CTX* context_;
};

class AMailBehindTls : public testing::Test {
 protected:
  AMailBehindTls() {
    keys.make("relay");
    keys.make("stranger");
  }
  // Outcome and what the relay was told, for whom the endpoint believes and how it calls the relay.
  std::pair<Outcome, std::string> sent(const std::string& believed, const std::string& host) {
    const SecureMailbox relay(keys.files("relay"));
    Receiver receiver([&](Talk& talk) { return relay.converse(talk); });
    Endpoint endpoint = mailbox(receiver.port());
    endpoint.url = "smtp://" + host + ":" + std::to_string(receiver.port());
    if (!believed.empty()) endpoint.authorities = keys.path(believed + ".pem");
    const Outcome outcome = carry(endpoint);
    return {outcome, receiver.kept(1).at(0)};
  }

  Certificates keys;
};

TEST_F(AMailBehindTls, IsSentWhenTheCertificateIsOfWhomItBelieves) {
  const auto [outcome, told] = sent("relay", "localhost");
  EXPECT_EQ(outcome.kind, Outcome::Kind::delivered) << outcome.what << '\n' << told;
  const auto secure = told.find("[TLS]");
  ASSERT_NE(secure, std::string::npos) << told;
  EXPECT_EQ(told.find("MAIL FROM"), told.find("MAIL FROM", secure)) << "in the clear: " << told;
  EXPECT_NE(told.find("Look it up as msg_1", secure), std::string::npos) << told;
}

TEST_F(AMailBehindTls, IsNotSentToOneWithAnotherCertificate) {
  for (const char* believed : {"stranger", ""}) {
    const auto [outcome, told] = sent(believed, "localhost");
    EXPECT_EQ(outcome.kind, Outcome::Kind::failed) << told;
    EXPECT_EQ(told.find("MAIL FROM"), std::string::npos) << told;
  }
}

TEST_F(AMailBehindTls, IsNotSentToOneWhoseCertificateIsForAnotherName) {
  const auto [outcome, told] = sent("relay", "127.0.0.1");
  EXPECT_EQ(outcome.kind, Outcome::Kind::failed);
  EXPECT_EQ(told.find("MAIL FROM"), std::string::npos) << told;
}

TEST(AFile, IsThereWholeOnceHoweverOftenItIsDropped) {
  const TemporaryDirectory folder;
  Endpoint endpoint;
  endpoint.type = Endpoint::Type::file;
  endpoint.directory = folder.path();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(carry(endpoint).kind, Outcome::Kind::delivered);
  std::vector<std::string> files;
  for (const auto& it : std::filesystem::directory_iterator(folder.path()))
    files.push_back(it.path().filename());
  EXPECT_EQ(files, std::vector<std::string>{"msg_1.json"});
  std::string content;
  std::getline(std::ifstream(folder.path() + "/msg_1.json"), content);
  EXPECT_EQ(content, R"({"a":1})");
  endpoint.directory += "/none";
  EXPECT_EQ(carry(endpoint).kind, Outcome::Kind::failed);
}

}  // namespace
}  // namespace authledger::test
