// The load generator: keep-alive connections to a server on this machine, one thread, epoll.
//
//     Load load(port, 64);
//     const Latencies closed = load.run_closed(seconds, [&] { return next_request(); });
//     const Latencies open = load.run_open(seconds, 500, [&] { return next_request(); });
//
// Closed: each connection sends its next request when it has its answer. Open: requests come at a
// rate, whatever the answers do, and the time of each runs from the moment at which it was due.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace authledger::bench {

struct Latencies {
  std::vector<double> milliseconds;  // of each answer, ascending
  double seconds = 0;                // all in all
  std::size_t failed = 0;            // answers of 400 and more

  double per_second() const { return static_cast<double>(milliseconds.size()) / seconds; }
  double quantile(double part) const;  // 0.5: the median
};

using NextRequest = std::function<std::string()>;  // head and body

class Load {
 public:
  // Throws std::runtime_error without connections.
  Load(std::uint16_t port, std::size_t connections);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  // Throw std::runtime_error when a connection ends.
  Latencies run_closed(double seconds, const NextRequest& next);
  Latencies run_open(double seconds, double per_second, const NextRequest& next);

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Peer {
    int socket = -1;
    bool is_busy = false;
    Moment since;
    std::string received;
  };

  void send(Peer& peer, const std::string& request, Moment since);
  void await_answers(int milliseconds, Latencies& latencies,
                     const std::function<void(Peer&)>& answered);
  bool take_answer(Peer& peer, Latencies& latencies);

  int epoll_;
  std::vector<Peer> peers_;
};

std::string get(std::string_view target);
std::string post(std::string_view content_type, std::string_view body);  // to /v1/events

}  // namespace authledger::bench
