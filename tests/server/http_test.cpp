// The service over loopback: framing, keeping alive, limits of size and time, stopping.
#include "server/http.hpp"

#include <gtest/gtest.h>

#include <future>
#include <regex>
#include <set>
#include <thread>

#include "tests/server/client.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using server::HttpLimits;
using server::HttpServer;
using server::Request;
using server::Responder;

// A running server. Its handler is the API of a service, unless another is given.
class Running {
 public:
  Running() : Running(HttpLimits{}) {}
  explicit Running(HttpLimits limits)
      : Running(limits, [this](const Request& request, const Responder& respond) {
          service.api.handle(request, respond);
        }) {}
  Running(HttpLimits limits, server::Handler handler)
      : http({"127.0.0.1", 0}, limits, std::move(handler)), thread([this] { http.run(); }) {}
  ~Running() {
    http.stop();
    if (thread.joinable()) thread.join();
    service.writer.stop();
  }

  Service service;
  HttpServer http;
  std::thread thread;
};

TEST(Http, KeepsTheConnectionAlive) {
  Running it;
  Client client(it.http.port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(get_request("/healthz")));
    const auto received = client.receive();
    ASSERT_TRUE(received);
    EXPECT_EQ(received->status, 200);
    EXPECT_NE(received->head.find("Request-Id: "), std::string::npos);
    EXPECT_NE(received->head.find("Cache-Control: no-store"), std::string::npos);
  }
  client.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.receive()->status, 200);
  EXPECT_TRUE(client.is_closed_by_server());

  Client old(it.http.port());
  old.send("GET /healthz HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.receive()->status, 200);
  EXPECT_TRUE(old.is_closed_by_server());
}

TEST(Http, AnswersPipelinedRequestsInTheirOrder) {
  Running it;
  Client client(it.http.port());
  client.send(post_request("/v1/events", admission("E1")) + get_request("/v1/episodes/E1/events") +
              get_request("/v1/nothing") + post_request("/v1/events", admission("E1")));
  EXPECT_EQ(client.receive()->status, 201);
  EXPECT_EQ(client.receive()->status, 200);
  EXPECT_EQ(client.receive()->status, 404);
  EXPECT_EQ(client.receive()->status, 200);
}

TEST(Http, TakesABodyInChunksAndByTheByte) {
  Running it;
  Client client(it.http.port());
  const std::string body = admission("E1");
  std::string request =
      "POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  for (const char c : body) request += std::string("1\r\n") + c + "\r\n";
  for (const char c : request + "0\r\n\r\n") ASSERT_TRUE(client.send(std::string_view(&c, 1)));
  EXPECT_EQ(client.receive()->status, 201);
  EXPECT_TRUE(client.send(get_request("/healthz")));
  EXPECT_EQ(client.receive()->status, 200);
}

TEST(Http, ATrailerChangesNothing) {
  Running it;
  Client client(it.http.port());
  client.send(
      "POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
      "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nContent-Type: application/json\r\n\r\n");
  EXPECT_EQ(client.receive()->status, 415);
  client.send(
      "POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n");
  for (int i = 0; i < 10'000; ++i)
    if (!client.send("X-Trailer-" + std::to_string(i) + ": x\r\n")) break;
  client.send("\r\n");
  const auto received = client.receive();
  EXPECT_TRUE(!received || received->status == 400);  // over its limit; the rest is not read
}

TEST(Http, AHeadHasTheLengthButNotTheBody) {
  Running it;
  Client client(it.http.port());
  client.send(get_request("/healthz"));
  const auto whole = client.receive();
  client.send("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + get_request("/v1/nothing"));
  const auto head = client.receive(true);
  EXPECT_EQ(head->status, 200);
  EXPECT_NE(head->head.find("Content-Length: " + std::to_string(whole->body.size())),
            std::string::npos);
  EXPECT_EQ(client.receive()->status, 404);
}

TEST(Http, GoesOnWhenAsked) {
  Running it;
  Client client(it.http.port());
  const std::string body = admission("E1");
  client.send(
      "POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Expect: 100-continue\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n");
  EXPECT_EQ(client.receive()->status, 100);
  client.send(body);
  EXPECT_EQ(client.receive()->status, 201);
}

TEST(Http, RefusesWhatTwoProgramsCouldReadDifferently) {
  Running it;
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  std::set<std::string> ids;
  for (const std::string& request :
       {std::string("POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        std::string("POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                    "Content-Length: 4\r\n\r\nabcd"),
        std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\n\r\n"), std::string("GET / HTTP/1.1\nHost: a\n\n"),
        std::string("GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n"),
        std::string("G\x01T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        std::string("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15),
        std::string(
            "POST /v1/events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")}) {
    Client client(it.http.port());
    client.send(request + smuggled);
    const auto received = client.receive();
    ASSERT_TRUE(received) << request;
    EXPECT_EQ(received->status, 400) << request;
    EXPECT_NE(received->head.find("Content-Type: application/problem+json"), std::string::npos);
    std::smatch id;
    ASSERT_TRUE(
        std::regex_search(received->head, id, std::regex("Request-Id: ([0-9a-f]+-[0-9]+)")));
    EXPECT_TRUE(ids.insert(id[1]).second) << id[1];
    EXPECT_TRUE(client.is_closed_by_server()) << request;
  }
}

TEST(Http, RefusesWhatIsTooLargeAndCloses) {
  Running it;
  Client body(it.http.port());
  body.send("POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n");
  EXPECT_EQ(body.receive()->status, 413);
  EXPECT_TRUE(body.is_closed_by_server());

  Client sent(it.http.port());  // its answer must survive what is still on its way
  sent.send("POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" +
            std::string(2'000'000, 'x'));
  EXPECT_EQ(sent.receive()->status, 413);

  Client chunked(it.http.port());
  chunked.send("POST /v1/events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; ++i)
    if (!chunked.send("10000\r\n" + std::string(65'536, 'x') + "\r\n")) break;
  EXPECT_EQ(chunked.receive()->status, 413);

  Client head(it.http.port());
  head.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(17'000, 'x') + "\r\n\r\n");
  EXPECT_EQ(head.receive()->status, 431);
  EXPECT_TRUE(head.is_closed_by_server());

  Client exact(it.http.port());
  const std::string mebibyte = "\"" + std::string((1 << 20) - 2, 'x') + "\"";
  exact.send(post_request("/v1/events", mebibyte));
  EXPECT_EQ(exact.receive()->status, 400);  // read whole; it is no event
}

TEST(Http, AnswersAClientThatHasFinishedSending) {
  Running it;
  Client client(it.http.port());
  client.send(post_request("/v1/events", admission("E1")));
  client.finish_sending();
  EXPECT_EQ(client.receive()->status, 201);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST(Http, TurnsAwayWhoIsOneTooMany) {
  Running it(HttpLimits{.connections = 2});
  Client first(it.http.port()), second(it.http.port());
  for (Client* client : {&first, &second}) {
    client->send(get_request("/healthz"));
    EXPECT_EQ(client->receive()->status, 200);
  }
  Client third(it.http.port());
  const auto refused = third.receive();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_TRUE(third.is_closed_by_server());
  first.send(get_request("/healthz"));
  EXPECT_EQ(first.receive()->status, 200);
}

TEST(Http, AnAnswerThatDoesNotComeIsNotWaitedForForever) {
  Responder forgotten;
  Running it(HttpLimits{.request = 200ms},
             [&](const Request&, Responder respond) { forgotten = std::move(respond); });
  Client client(it.http.port());
  client.send(get_request("/healthz"));
  const auto received = client.receive();
  ASSERT_TRUE(received);
  EXPECT_EQ(received->status, 503);
  EXPECT_TRUE(client.is_closed_by_server());
  forgotten({});  // too late, and harmless
}

TEST(Http, StoppingFinishesWhatIsInFlight) {
  std::promise<Responder> asked;
  Running it(HttpLimits{},
             [&](const Request&, Responder respond) { asked.set_value(std::move(respond)); });
  Client idle(it.http.port()), busy(it.http.port());
  busy.send(get_request("/healthz"));
  const Responder respond = asked.get_future().get();
  it.http.stop();
  EXPECT_TRUE(idle.is_closed_by_server());
  respond({.status = 200, .body = "{}"});
  const auto received = busy.receive();
  ASSERT_TRUE(received);
  EXPECT_EQ(received->status, 200);
  EXPECT_NE(received->head.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(busy.is_closed_by_server());
  it.thread.join();
  EXPECT_THROW(Client(it.http.port()), std::exception);
}

TEST(Http, StoppingDoesNotWaitForASlowClientForever) {
  Running it(HttpLimits{.drain = 200ms});
  Client slow(it.http.port());
  slow.send("POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{");
  Client other(it.http.port());  // once it is answered, the slow one's head has been read
  other.send(get_request("/healthz"));
  EXPECT_EQ(other.receive()->status, 200);
  const auto begin = std::chrono::steady_clock::now();
  it.http.stop();
  it.thread.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
  EXPECT_TRUE(slow.is_closed_by_server());
}

TEST(Http, AnAddressInUseIsSaid) {
  Running it;
  EXPECT_THROW(HttpServer({"127.0.0.1", it.http.port()}, HttpLimits{},
                          [](const Request&, const Responder&) {}),
               std::runtime_error);
}

TEST(Http, ManyClientsPostAndReadAtOnceAndEveryAcknowledgedEventIsThere) {
  Running it;
  constexpr int clients = 8, posts = 40;
  std::atomic<int> acknowledged = 0;
  std::vector<std::thread> threads;
  for (int c = 0; c < clients; ++c)
    threads.emplace_back([&, c] {
      Client client(it.http.port());
      for (int i = 0; i < posts; ++i) {
        const std::string session = std::to_string(c) + "-" + std::to_string(i);
        client.send(post_request("/v1/events", attendance("E" + std::to_string(c % 3), session)));
        if (client.receive()->status == 201) ++acknowledged;
        client.send(get_request("/v1/episodes/E" + std::to_string(c % 3) + "/standing") +
                    get_request("/v1/worklist"));
        EXPECT_EQ(client.receive()->status, 200);
        EXPECT_EQ(client.receive()->status, 200);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(acknowledged, clients * posts);
  std::size_t events = 0;
  for (const char* episode : {"E0", "E1", "E2"})
    events += body_of(it.service.get(std::string("/v1/episodes/") + episode + "/events"))["events"]
                  .size();
  EXPECT_EQ(events, std::size_t{clients} * posts);
  // Each of the reads is an entry in the audit trail.
  EXPECT_LT(it.service.writer.commits(), std::size_t{clients} * posts * 3);
}

}  // namespace
}  // namespace authledger::test
