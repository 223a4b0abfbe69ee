// What a network and hostile clients do to the front: too much of everything, clients that go away
// at any byte, many requests at once, no descriptors left, handshakes that stop.
#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "tests/server/certificates.hpp"
#include "tests/server/confined.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using server::HttpLimits;

constexpr std::int64_t mebibyte = std::int64_t{1} << 20;

bool comes_true(const std::function<bool()>& is_so) {
  for (int i = 0; i < 1'000; ++i) {
    if (is_so()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

int status_of(std::uint16_t port, const std::string& request) {
  Client client(port);
  client.send(request);
  const auto received = client.receive();
  return received ? received->status : 0;
}

// Goes away with a reset: what was sent and not read is lost, and the server is told so.
void hang_up_hard(const Client& client) {
  const linger at_once{1, 0};
  setsockopt(client.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

// Sends the pieces until the server says something, at most `most` bytes of them.
int status_of_endless(std::uint16_t port, const std::string& start, const std::string& piece,
                      std::size_t most) {
  Client client(port);
  client.send(start);
  for (std::size_t sent = 0; sent < most && !client.has_something(); sent += piece.size())
    if (!client.send(piece)) break;
  const auto received = client.receive();
  return received ? received->status : 0;
}

TEST(Oversize, IsRefusedBeforeItIsHeld) {
  const Confined confined(HttpLimits{}, 1'024);
  const std::uint16_t port = confined.port();
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n", post = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string chunk = "10000\r\n" + std::string(65'536, 'x') + "\r\n";
  status_of(port, get + "\r\n");
  const std::int64_t before = confined.resident_bytes();
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(status_of(port, post + "Content-Length: 1073741824\r\n\r\n"), 413);
    EXPECT_EQ(status_of(port, post + "Content-Length: 99999999999999999999\r\n\r\n"), 400);
    EXPECT_EQ(status_of_endless(port, chunked, chunk, 64u << 20), 413);
    EXPECT_EQ(status_of(port, chunked + "40000000\r\n"), 413);
    EXPECT_EQ(status_of_endless(port, chunked + "1;x=", std::string(4'096, 'a'), 1u << 20), 400);
    EXPECT_EQ(status_of_endless(port, chunked + "0\r\n", "X-Trailer: x\r\n", 1u << 20), 400);
    EXPECT_EQ(status_of(port, "GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n"), 414);
    EXPECT_EQ(status_of(port, get + "X: " + std::string(100'000, 'a') + "\r\n\r\n"), 431);
    EXPECT_EQ(status_of_endless(port, get, "X: 1\r\n", 60'000), 431);
  }
  const std::int64_t grown = confined.resident_bytes() - before;
  std::printf("[ figures  ] {\"resident_bytes_grown\": %lld}\n", static_cast<long long>(grown));
  EXPECT_LT(grown, 8 * mebibyte);
  EXPECT_EQ(status_of(port, get + "\r\n"), 200);
}

TEST(ClientGone, AtAnyByteOfRequestOrAnswerLeavesNothingBehind) {
  const Confined confined(HttpLimits{}, 1'024);
  const std::string request =
      "POST /here HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n0\r\n\r\n";
  status_of(confined.port(), request);
  ASSERT_TRUE(comes_true([&] {
    status_of(confined.port(), get_request("/"));
    return true;
  }));
  const auto before = confined.descriptors();
  const std::string pipelined = request + get_request("/large") + request;
  for (std::size_t size = 0; size <= pipelined.size(); ++size)
    for (const bool is_hard : {false, true}) {
      Client client(confined.port());
      client.send(std::string_view(pipelined).substr(0, size));
      if (is_hard) hang_up_hard(client);
    }
  for (std::size_t size = 0; size < 600; ++size)
    for (const bool is_hard : {false, true}) {
      Client client(confined.port());
      client.send(pipelined);
      std::string answer(size, '\0');
      if (size > 0) recv(client.descriptor(), answer.data(), size, MSG_WAITALL);
      if (is_hard) hang_up_hard(client);
    }
  EXPECT_TRUE(comes_true([&] { return confined.descriptors() <= before; }))
      << confined.descriptors() << " " << before;
  EXPECT_EQ(status_of(confined.port(), request), 200);
}

// Another request every time, and what it must be answered with.
struct Asked {
  std::string request;
  int status;
  std::string body;
  bool is_head = false;
};

Asked asked(int number) {
  const std::string path = "/" + std::to_string(number);
  const std::string post = "POST " + path + " HTTP/1.1\r\nHost: a\r\n";
  switch (number % 7) {
    case 0:
      return {get_request(path), 200, "GET " + path + " "};
    case 1:
      return {post_request(path, "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"), 200,
              "POST " + path + " GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"};
    case 2:
      return {
          post + "Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n1\r\nd\r\n0\r\nX: y\r\n\r\n",
          200, "POST " + path + " abcd"};
    case 3:
      return {"HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n", 200, "", true};
    case 4:  // its body is there already: nobody needs to be told to go on
      return {post + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nok", 200,
              "POST " + path + " ok"};
    case 5:
      return {get_request("/broken"), 500, ""};
    default:
      return {"GET " + path + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200,
              "GET " + path + " "};
  }
}

TEST(Pipelining, OfAHundredMixedRequestsIsAnsweredInOrderAlsoToWhoHasFinishedSending) {
  const Confined confined(HttpLimits{}, 1'024);
  for (const std::size_t piece : {std::size_t{1} << 20, std::size_t{17}}) {
    Client client(confined.port());
    std::string all;
    for (int i = 0; i < 100; ++i) all += asked(i).request;
    for (std::size_t at = 0; at < all.size(); at += piece)
      ASSERT_TRUE(client.send(std::string_view(all).substr(at, piece)));
    client.finish_sending();
    for (int i = 0; i < 100; ++i) {
      const Asked it = asked(i);
      auto received = client.receive(it.is_head);
      if (received && received->status == 100) received = client.receive(it.is_head);
      ASSERT_TRUE(received) << i;
      EXPECT_EQ(received->status, it.status) << i;
      EXPECT_TRUE(it.status != 200 || received->body == it.body) << i << " " << received->body;
    }
    EXPECT_TRUE(client.is_closed_by_server());
  }
}

TEST(Descriptors, AThousandCallersForTwoHundredAreTakenOrToldAndOthersLater) {
  Confined confined({.connections = 10'000, .head = 60s}, 256);
  std::vector<std::unique_ptr<Client>> callers;
  for (int i = 0; i < 1'000; ++i) {
    callers.push_back(std::make_unique<Client>(confined.port()));
    callers.back()->send(get_request("/"));
  }
  int taken = 0, told = 0;
  for (auto& caller : callers) {
    const auto received = caller->receive();
    if (received && received->status == 200) ++taken;
    if (!received || received->status == 503) ++told;  // or only hung up on
  }
  EXPECT_GT(taken, 200);
  EXPECT_LT(taken, 256);
  EXPECT_EQ(taken + told, 1'000);
  EXPECT_LT(confined.processor_time(), 5.0);
  callers.clear();
  EXPECT_TRUE(comes_true([&] { return status_of(confined.port(), get_request("/")) == 200; }));
  const std::string log = confined.log_until_end();
  std::size_t lines = 0;
  for (const char c : log) lines += c == '\n' ? 1 : 0;
  EXPECT_GE(lines, 1u);
  EXPECT_LE(lines, 30u) << log;  // one a second
}

// What a TLS client says first.
std::string client_hello() {
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  SSL* const ssl = SSL_new(context);
  BIO* const out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), out);
  SSL_connect(ssl);  // has nobody to answer it
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  std::string hello(bytes, static_cast<std::size_t>(size));
  SSL_free(ssl);
  SSL_CTX_free(context);
  return hello;
}

TEST(TlsHandshake, ThatStopsAtAnyByteIsEndedAndLeavesNothingBehind) {
  Certificates keys;
  keys.make("server");
  const Confined confined({.head = 1s}, 2'048, *load_tls(keys.files("server")));
  const TlsWishes wishes{.ca = keys.path("server.pem")};
  const auto alone = confined.descriptors();
  EXPECT_EQ(TlsClient(confined.port(), wishes).answer(get_request("/")), "HTTP/1.1 200 OK");
  ASSERT_TRUE(comes_true([&] { return confined.descriptors() <= alone; }));
  const auto before = confined.descriptors();
  const std::string hello = client_hello();
  ASSERT_GT(hello.size(), 100u);
  std::vector<std::unique_ptr<Client>> stalled;
  for (std::size_t size = 0; size <= hello.size(); ++size) {
    stalled.push_back(std::make_unique<Client>(confined.port()));
    stalled.back()->send(std::string_view(hello).substr(0, size));
    Client gone(confined.port());
    gone.send(std::string_view(hello).substr(0, size));
    if (size % 2 == 0) hang_up_hard(gone);
  }
  EXPECT_EQ(TlsClient(confined.port(), wishes).answer(get_request("/")), "HTTP/1.1 200 OK");
  EXPECT_TRUE(comes_true([&] { return confined.descriptors() <= before; }))
      << confined.descriptors() << " " << before;
  EXPECT_EQ(TlsClient(confined.port(), wishes).answer(get_request("/")), "HTTP/1.1 200 OK");
}

TEST(TlsTruncation, OfARequestIsNotTakenForItsEnd) {
  Certificates keys;
  keys.make("server");
  const Confined confined({}, 1'024, *load_tls(keys.files("server")));
  const TlsWishes wishes{.ca = keys.path("server.pem")};
  const auto before = confined.descriptors();
  {
    TlsClient cut(confined.port(), wishes);
    ASSERT_TRUE(cut.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nonly this"));
  }  // the connection ends without the goodbye of TLS
  EXPECT_TRUE(comes_true([&] { return confined.descriptors() <= before; }));
  EXPECT_EQ(TlsClient(confined.port(), wishes).answer(get_request("/")), "HTTP/1.1 200 OK");
}

}  // namespace
}  // namespace authledger::test
