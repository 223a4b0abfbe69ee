// What holds while the server stops, and when a handler breaks.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <thread>

#include "server/log.hpp"
#include "tests/server/daemon.hpp"
#include "tests/server/echo.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using server::HttpLimits;
using server::HttpServer;
using server::Request;
using server::Responder;

TEST(HttpStop, AHangupMeanwhileDoesNotEndTheProcess) {
  const TemporaryDirectory data, payers;
  Daemon daemon({"--data", data.path(), "--payers", payers.path(), "--listen", "127.0.0.1:0",
                 "--log-level", "off"});
  const std::uint16_t port = daemon.port();
  ASSERT_NE(port, 0);
  Client client(port);
  client.send(
      "POST /v1/events HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  ASSERT_EQ(client.receive()->status, 100);
  daemon.tell(SIGTERM);
  const auto is_closed = [&] {
    try {
      const Client other(port);
      return false;
    } catch (const std::runtime_error&) {
      return true;
    }
  };
  while (!is_closed()) std::this_thread::sleep_for(5ms);
  daemon.tell(SIGHUP);
  std::this_thread::sleep_for(50ms);
  client.send("{}");
  const auto received = client.receive();
  ASSERT_TRUE(received);
  EXPECT_EQ(received->status, 400);
  EXPECT_EQ(daemon.wait(), 0);
}

TEST(Http, AHandlerThatThrowsIsAFaultOfOursAndTheNextRequestIsAnswered) {
  server::start_log("off");
  HttpServer http({"127.0.0.1", 0}, HttpLimits{},
                  [](const Request& request, const Responder& respond) {
                    if (request.target == "/broken") throw std::runtime_error("a secret");
                    respond({200, "text/plain", ""});
                  });
  std::thread thread([&] { http.run(); });
  Client client(http.port());
  client.send(get_request("/broken") + get_request("/"));
  const auto broken = client.receive(), next = client.receive();
  http.stop();
  thread.join();
  ASSERT_TRUE(broken && next);
  EXPECT_EQ(broken->status, 500);
  EXPECT_EQ(broken->body.find("secret"), std::string::npos);
  EXPECT_EQ(next->status, 200);
}

TEST(Http, ARefusedHeadHasNoBodyEither) {
  Echo echo(HttpLimits{.head_bytes = 1'000, .head = 300ms});
  for (const std::string& request :
       {std::string("HEAD / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        std::string("HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n"),
        "HEAD / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2'000, 'x') + "\r\n\r\n",
        std::string("HEAD / HTTP/1.1\r\nHost: a\r\n")}) {
    Client client(echo.port());
    client.send(request);
    const auto received = client.receive(true);
    ASSERT_TRUE(received) << request;
    EXPECT_GE(received->status, 400);
    EXPECT_TRUE(client.is_closed_by_server()) << request;
  }
}

TEST(HttpLoad, HeadsThatAreNotCompleteAreCountedToo) {
  Echo echo(HttpLimits{.bytes_in_flight = 100'000, .head = 3s});
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 12; ++i) {
    slow.push_back(std::make_unique<Client>(echo.port()));
    slow.back()->send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(12'000, 'x'));
  }
  std::map<int, int> answers;
  for (const auto& client : slow) {
    const auto received = client->receive();
    ++answers[received ? received->status : 0];
  }
  EXPECT_GE(answers[503], 4) << "of 144 kB at most 100 kB fit";
  EXPECT_EQ(answers[503] + answers[408], 12);
  slow.clear();
  Client again(echo.port());
  again.send(get_request("/"));
  EXPECT_EQ(again.receive()->status, 200);
}

}  // namespace
}  // namespace authledger::test
