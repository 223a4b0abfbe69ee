// A good client among many bad ones: thousands that are slow, thousands that are silent, and more
// work than the service can do. Figures are printed; what is asserted leaves room for a loaded
// machine, where they are tried again.
#include <gtest/gtest.h>
#include <sys/epoll.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/faults/serving.hpp"
#include "tests/server/confined.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using server::HttpLimits;
using std::chrono::steady_clock;

constexpr std::int64_t mebibyte = std::int64_t{1} << 20;

std::string get_marked(int number) {
  return get_request("/" + std::to_string(number));
}

// The 99th of a hundred, in microseconds, of requests one after the other; every one is answered
// rightly.
std::int64_t p99_of_a_good_client(std::uint16_t port, std::chrono::milliseconds duration) {
  std::vector<std::int64_t> taken;
  const auto end = steady_clock::now() + duration;
  Client client(port);
  for (int i = 0; steady_clock::now() < end; ++i) {
    const auto begin = steady_clock::now();
    client.send(get_marked(i));
    const auto received = client.receive();
    if (!received || received->body != "GET /" + std::to_string(i) + " ") {
      ADD_FAILURE() << "a good client was not answered";
      return 0;
    }
    taken.push_back(
        std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begin).count());
    std::this_thread::sleep_for(1ms);
  }
  const auto rank = taken.begin() + static_cast<std::ptrdiff_t>(taken.size() * 99 / 100);
  std::nth_element(taken.begin(), rank, taken.end());
  return *rank;
}

// Clients that send one byte each in turn, over and over, so that none is ever done.
class Slow {
 public:
  Slow(std::uint16_t port, int count) {
    for (int i = 0; i < count; ++i) {
      clients_.push_back(std::make_unique<Client>(port));
      clients_.back()->send(i % 2 == 0
                                ? "GET / HTTP/1.1\r\nHost: a\r\nX: "
                                : "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n");
    }
    thread_ = std::thread([this] { drip(); });
  }
  ~Slow() {
    is_over_ = true;
    thread_.join();
  }
  Slow(const Slow&) = delete;
  Slow& operator=(const Slow&) = delete;

  // Whether the server has ended all of them within the time; each was told 408.
  bool are_ended_within(std::chrono::seconds duration) {
    const auto end = steady_clock::now() + duration;
    while (steady_clock::now() < end && ended_ < clients_.size()) std::this_thread::sleep_for(20ms);
    is_over_ = true;
    return ended_ == clients_.size();
  }

 private:
  void drip() {
    std::vector<bool> has_ended(clients_.size());
    while (!is_over_) {
      for (std::size_t i = 0; i < clients_.size() && !is_over_; ++i) {
        if (has_ended[i]) continue;
        if (clients_[i]->has_something() || !clients_[i]->send("x")) {
          has_ended[i] = true;
          ++ended_;
        }
        if (i % 50 == 0) std::this_thread::sleep_for(20ms);  // each a byte in two seconds
      }
    }
  }

  std::vector<std::unique_ptr<Client>> clients_;
  std::atomic<bool> is_over_ = false;
  std::atomic<std::size_t> ended_ = 0;
  std::thread thread_;
};

TEST(SlowClients, FiveThousandOfThemLeaveAGoodOneAlone) {
  std::int64_t quiet = 0, among = 0;
  for (int attempt = 0; attempt < 4; ++attempt) {
    const Confined confined({.connections = 12'000, .head = 4s, .request = 5s}, 20'000);
    quiet = p99_of_a_good_client(confined.port(), 2s);
    const std::int64_t before = confined.resident_bytes();
    Slow slow(confined.port(), 5'000);
    among = p99_of_a_good_client(confined.port(), 2s);
    const std::int64_t grown = confined.resident_bytes() - before;
    EXPECT_LT(grown, 96 * mebibyte);
    EXPECT_TRUE(slow.are_ended_within(30s));
    std::printf(
        "[ figures  ] {\"p99_us_alone\": %lld, \"p99_us_among_5000_slow\": %lld, "
        "\"resident_bytes_grown\": %lld}\n",
        static_cast<long long>(quiet), static_cast<long long>(among),
        static_cast<long long>(grown));
    if (among <= 2 * quiet) break;
  }
  // On a machine with two cores the slow clients themselves take one of them.
  EXPECT_LE(among, std::max<std::int64_t>(2 * quiet, 20'000));
}

TEST(IdleClients, TenThousandOfThemTakeLittleAndAreHungUpOn) {
  const Confined confined({.connections = 12'000, .head = 60s, .idle = 10s}, 20'000);
  const std::int64_t quiet = p99_of_a_good_client(confined.port(), 1s);
  const std::int64_t before = confined.resident_bytes();
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 10'000; ++i) {
    idle.push_back(std::make_unique<Client>(confined.port()));
    idle.back()->send(get_marked(i));
    ASSERT_EQ(idle.back()->receive()->status, 200);
  }
  const std::int64_t grown = confined.resident_bytes() - before;
  const std::int64_t among = p99_of_a_good_client(confined.port(), 2s);
  std::printf(
      "[ figures  ] {\"idle\": 10000, \"resident_bytes_grown\": %lld, \"p99_us_alone\": %lld, "
      "\"p99_us_among_them\": %lld}\n",
      static_cast<long long>(grown), static_cast<long long>(quiet), static_cast<long long>(among));
  EXPECT_LE(grown, 64 * mebibyte);
  EXPECT_LE(among, std::max<std::int64_t>(2 * quiet, 20'000));
  for (auto& client : idle) ASSERT_TRUE(client->is_closed_by_server());
}

TEST(SlowReaders, OfLargeAnswersAreShedBeforeMemoryGrowsAndEnded) {
  const Confined confined({.answer = 3s}, 2'048);
  const std::int64_t before = confined.resident_bytes();
  std::vector<std::unique_ptr<Client>> readers;
  for (int i = 0; i < 200; ++i) {
    readers.push_back(std::make_unique<Client>(confined.port()));
    readers.back()->send(get_request("/large"));
  }
  std::int64_t most = 0;
  for (int i = 0; i < 40; ++i) {
    most = std::max(most, confined.resident_bytes() - before);
    std::this_thread::sleep_for(50ms);
  }
  std::printf("[ figures  ] {\"readers\": 200, \"resident_bytes_grown\": %lld}\n",
              static_cast<long long>(most));
  EXPECT_LT(most, 160 * mebibyte);  // 200 answers are 1,000 MiB
  int whole = 0;
  for (auto& reader : readers) {
    const auto received = reader->receive();
    if (received && received->status == 503) continue;
    if (received) ++whole;
  }
  EXPECT_LT(whole, 100);
  Client again(confined.port());
  again.send(get_marked(1));
  EXPECT_EQ(again.receive()->status, 200);
}

// NDJSON bodies of a thousand events from many clients at once: more than the queue of the writer
// takes.
struct Flood {
  std::atomic<bool> is_over = false;
  std::atomic<int> written = 0, shed = 0, wrong = 0;

  void post(std::uint16_t port, int client_number) {
    Client client(port);
    for (int round = 0; !is_over; ++round) {
      const std::string name = std::to_string(client_number) + "-" + std::to_string(round);
      std::string lines;
      for (int i = 0; i < 1'000; ++i)
        lines += attendance("F" + name, name + "-" + std::to_string(i)) + "\n";
      client.send(
          "POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
          "Content-Length: " +
          std::to_string(lines.size()) + "\r\n\r\n" + lines);
      const auto received = client.receive();
      if (received && received->status == 200)
        ++written;
      else if (received && received->status == 503 &&
               received->head.find("Retry-After: ") != std::string::npos)
        ++shed;
      else
        ++wrong;
      if (!received) return;
    }
  }
};

TEST(Overload, IsShedAndOver) {
  const TemporaryDirectory folder;
  const auto daemon = serve(folder.path());
  const std::uint16_t port = daemon->port();
  ASSERT_NE(port, 0);
  ASSERT_EQ(post(port, admission("E1")).status, 201);
  Flood flood;
  std::vector<std::thread> clients;
  for (int c = 0; c < 24; ++c) clients.emplace_back([&, c] { flood.post(port, c); });
  std::int64_t early = 0, late = 0;
  // Restating begins after five seconds and then fills its memory of logs (Restater).
  std::this_thread::sleep_for(12s);
  early = Confined::resident_bytes_of(daemon->pid());
  std::this_thread::sleep_for(12s);
  late = Confined::resident_bytes_of(daemon->pid());
  flood.is_over = true;
  for (std::thread& client : clients) client.join();
  std::printf(
      "[ figures  ] {\"written\": %d, \"shed\": %d, \"resident_bytes_after_12s\": %lld, "
      "\"resident_bytes_after_24s\": %lld}\n",
      flood.written.load(), flood.shed.load(), static_cast<long long>(early),
      static_cast<long long>(late));
  EXPECT_GT(flood.written, 0);
  EXPECT_GT(flood.shed, 0);
  EXPECT_EQ(flood.wrong, 0);
  EXPECT_LT(late, early + 64 * mebibyte);
  const auto begin = steady_clock::now();
  EXPECT_EQ(post(port, attendance("E1", "afterwards")).status, 201);
  EXPECT_LT(steady_clock::now() - begin, 5s);
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  EXPECT_EQ(verify(folder.path()).code, 0);
}

}  // namespace
}  // namespace authledger::test
