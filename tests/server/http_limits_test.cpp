// What clients can make the server wait for and hold, and how it lives through having too much.
#include <gtest/gtest.h>

#include <mutex>

#include "tests/server/confined.hpp"
#include "tests/server/echo.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using server::HttpLimits;
using server::HttpServer;
using server::Request;
using server::Responder;

// Sends `drip` again and again until there is an answer; the whole of it.
std::optional<Received> answer_while_dripping(Client& client, const std::string& drip) {
  for (int i = 0; i < 300 && !client.has_something(); ++i) {
    if (!client.send(drip)) break;
    std::this_thread::sleep_for(10ms);
  }
  return client.receive();
}

TEST(HttpTime, ARequestThatDoesNotArriveInTimeIsToldSo) {
  Echo echo(HttpLimits{.head = 200ms, .request = 400ms});
  const std::string body_follows = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n";
  const std::string chunks_follow =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const auto& [start, drip] : {std::pair<std::string, std::string>("GET / HT", ""),
                                    {"GET / HTTP/1.1\r\nHost: a\r\nX: ", "x"},
                                    {"", "A"},
                                    {body_follows, ""},
                                    {body_follows, "x"},
                                    {chunks_follow, "1\r\nx\r\n"}}) {
    Client client(echo.port());
    client.send(start);
    const auto received = answer_while_dripping(client, drip);
    ASSERT_TRUE(received) << start;
    EXPECT_EQ(received->status, 408) << start;
    EXPECT_NE(received->head.find("Connection: close"), std::string::npos);
  }
  EXPECT_TRUE(echo.asked().empty());
}

TEST(HttpTime, WhoSaysNothingIsHungUpOnWithoutAWord) {
  Echo echo(HttpLimits{.head = 200ms, .idle = 300ms});
  Client silent(echo.port()), fallen_silent(echo.port());
  fallen_silent.send(get_request("/"));
  EXPECT_EQ(fallen_silent.receive()->status, 200);
  EXPECT_TRUE(silent.is_closed_by_server());
  EXPECT_TRUE(fallen_silent.is_closed_by_server());
}

TEST(HttpTime, ALaterRequestHasTheTimeOfItsOwn) {
  Echo echo(HttpLimits{.head = 300ms, .request = 300ms});
  Client client(echo.port());
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(client.send(get_request("/")));
    const auto received = client.receive();
    ASSERT_TRUE(received);
    EXPECT_EQ(received->status, 200);
    std::this_thread::sleep_for(400ms);  // idle: another limit
  }
}

TEST(HttpTime, WhoDoesNotTakeTheAnswerIsHungUpOn) {
  HttpServer http({"127.0.0.1", 0}, HttpLimits{.answer = 300ms, .drain = 20s},
                  [](const Request&, const Responder& respond) {
                    respond({200, "text/plain", std::string(50'000'000, 'x')});
                  });
  std::thread thread([&] { http.run(); });
  Client client(http.port());
  client.send(get_request("/"));
  std::this_thread::sleep_for(100ms);  // it is being written now, and nobody reads
  http.stop();
  thread.join();                   // long before the drain ends
  EXPECT_FALSE(client.receive());  // cut off
}

TEST(HttpLoad, BeyondWhatMayBeHeldRequestsAreShedAndLaterTakenAgain) {
  std::mutex mutex;
  std::vector<Responder> waiting;
  HttpServer http({"127.0.0.1", 0}, HttpLimits{.bytes_in_flight = 100'000},
                  [&](const Request&, Responder respond) {
                    const std::lock_guard lock(mutex);
                    waiting.push_back(std::move(respond));
                  });
  std::thread thread([&] { http.run(); });
  const auto count = [&] {
    const std::lock_guard lock(mutex);
    return waiting.size();
  };
  const std::string request = post_request("/v1/events", std::string(40'000, 'x'));
  Client first(http.port()), second(http.port()), third(http.port());
  first.send(request);
  second.send(request);
  while (count() < 2) std::this_thread::sleep_for(1ms);
  third.send(request);
  const auto shed = third.receive();
  ASSERT_TRUE(shed);
  EXPECT_EQ(shed->status, 503);
  EXPECT_NE(shed->head.find("Retry-After: 1"), std::string::npos);
  EXPECT_EQ(count(), 2u);
  for (const Responder& respond : waiting) respond({200, "text/plain", ""});
  EXPECT_EQ(first.receive()->status, 200);
  EXPECT_EQ(second.receive()->status, 200);
  Client fourth(http.port());
  fourth.send(request);
  while (count() < 3) std::this_thread::sleep_for(1ms);
  waiting.back()({200, "text/plain", ""});
  EXPECT_EQ(fourth.receive()->status, 200);
  http.stop();
  thread.join();
}

TEST(HttpLoad, WhoStallsLosesTheRoomThatOthersWant) {
  Echo echo(HttpLimits{.bytes_in_flight = 100'000, .request = 600s});
  const std::string request = post_request("/v1/events", std::string(40'000, 'x'));
  Client first(echo.port()), second(echo.port());
  for (Client* stalled : {&first, &second})
    stalled->send(std::string_view(request).substr(0, request.size() - 1));
  std::this_thread::sleep_for(200ms);  // they are there before anybody else
  int status = 0, refused = 0;
  for (; status != 200 && refused < 200; refused += status == 503) {
    if (refused > 0) std::this_thread::sleep_for(50ms);
    Client honest(echo.port());
    honest.send(request);
    const auto received = honest.receive();
    ASSERT_TRUE(received);
    status = received->status;
  }
  EXPECT_EQ(status, 200);
  EXPECT_GT(refused, 0) << "there was room";
  const auto told = first.receive();  // the second may have gone on a little longer
  ASSERT_TRUE(told);
  EXPECT_EQ(told->status, 408);
}

TEST(HttpLoad, ALengthThatIsOnlyClaimedHoldsNothing) {
  Echo echo(HttpLimits{.bytes_in_flight = 100'000});
  std::vector<std::unique_ptr<Client>> liars;
  for (int i = 0; i < 10; ++i) {
    liars.push_back(std::make_unique<Client>(echo.port()));
    liars.back()->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx");
  }
  Client honest(echo.port());
  honest.send(post_request("/v1/events", std::string(40'000, 'x')));
  EXPECT_EQ(honest.receive()->status, 200);
}

TEST(HttpLoad, WithoutDescriptorsItTurnsCallersAwayAndTakesThemAgainLater) {
  Confined confined({.connections = 10'000, .head = 60s}, 64);
  ASSERT_NE(confined.port(), 0);
  std::vector<std::unique_ptr<Client>> holders;
  int answered = 0, turned_away = 0;
  for (int i = 0; i < 100; ++i) {
    auto client = std::make_unique<Client>(confined.port());
    client->send(get_request("/"));
    const auto received = client->receive();
    ASSERT_TRUE(received) << i;
    if (received->status == 200) ++answered;
    if (received->status == 503) ++turned_away;
    if (received->status == 200) holders.push_back(std::move(client));
  }
  EXPECT_GT(answered, 30);
  EXPECT_LT(answered, 64);
  EXPECT_EQ(answered + turned_away, 100);
  EXPECT_LT(confined.processor_time(), 2.0);
  for (auto& holder : holders) {
    holder->send(get_request("/"));  // those who are in stay in
    EXPECT_EQ(holder->receive()->status, 200);
  }
  holders.clear();
  int status = 503;
  for (int i = 0; i < 50 && status != 200; ++i) {
    Client again(confined.port());
    again.send(get_request("/"));
    const auto received = again.receive();
    status = received ? received->status : 0;
  }
  EXPECT_EQ(status, 200);
  EXPECT_NE(confined.log_until_end().find("cannot accept a connection"), std::string::npos);
}

}  // namespace
}  // namespace authledger::test
