#include "tests/bench/load.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace authledger::bench {
namespace {

using std::chrono::duration;
using std::chrono::steady_clock;

int connect_to(std::uint16_t port) {
  const int opened = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  if (connect(opened, generic, sizeof address) != 0) throw std::runtime_error("no connection");
  const int on = 1;
  setsockopt(opened, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return opened;
}

// Size of the first answer in `bytes` with its body; 0: it is not complete.
std::size_t size_of_answer(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  const std::string_view head = bytes.substr(0, end);
  constexpr std::string_view name = "\r\ncontent-length: ";
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  const auto at = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
  std::size_t length = 0;
  if (at != head.end()) {
    const char* digits = &*at + name.size();
    std::from_chars(digits, head.data() + head.size(), length);
  }
  const std::size_t size = end + 4 + length;
  return bytes.size() >= size ? size : 0;
}

}  // namespace

double Latencies::quantile(double part) const {
  if (milliseconds.empty()) return 0;
  const auto last = static_cast<double>(milliseconds.size() - 1);
  return milliseconds[static_cast<std::size_t>(std::ceil(last * part))];
}

Load::Load(std::uint16_t port, std::size_t connections)
    : epoll_(epoll_create1(EPOLL_CLOEXEC)), peers_(connections) {
  for (std::size_t i = 0; i < connections; ++i) {
    peers_[i].socket = connect_to(port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, peers_[i].socket, &event);
  }
}

Load::~Load() {
  for (const Peer& peer : peers_) close(peer.socket);
  close(epoll_);
}

void Load::send(Peer& peer, const std::string& request, Moment since) {
  peer.is_busy = true;
  peer.since = since;
  std::string_view rest = request;
  while (!rest.empty()) {
    const ssize_t sent = ::send(peer.socket, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw std::runtime_error("the server has closed a connection");
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool Load::take_answer(Peer& peer, Latencies& latencies) {
  std::array<char, 65'536> bytes;
  const ssize_t size = recv(peer.socket, bytes.data(), bytes.size(), 0);
  if (size <= 0) throw std::runtime_error("the server has closed a connection");
  peer.received.append(bytes.data(), static_cast<std::size_t>(size));
  const std::size_t answer = size_of_answer(peer.received);
  if (answer == 0) return false;
  if (peer.received[9] >= '4') ++latencies.failed;
  peer.received.erase(0, answer);
  peer.is_busy = false;
  latencies.milliseconds.push_back(
      duration<double, std::milli>(steady_clock::now() - peer.since).count());
  return true;
}

void Load::await_answers(int milliseconds, Latencies& latencies,
                         const std::function<void(Peer&)>& answered) {
  std::array<epoll_event, 64> events;
  const int count =
      epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), milliseconds);
  for (int i = 0; i < count; ++i) {
    Peer& peer = peers_[events[static_cast<std::size_t>(i)].data.u64];
    if (take_answer(peer, latencies)) answered(peer);
  }
}

Latencies Load::run_closed(double seconds, const NextRequest& next) {
  Latencies latencies;
  const Moment start = steady_clock::now();
  const Moment end =
      start + std::chrono::duration_cast<steady_clock::duration>(duration<double>(seconds));
  std::size_t busy = peers_.size();
  for (Peer& peer : peers_) send(peer, next(), steady_clock::now());
  while (busy > 0)
    await_answers(1'000, latencies, [&](Peer& peer) {
      const Moment now = steady_clock::now();
      if (now < end)
        send(peer, next(), now);
      else
        --busy;
    });
  latencies.seconds = duration<double>(steady_clock::now() - start).count();
  std::sort(latencies.milliseconds.begin(), latencies.milliseconds.end());
  return latencies;
}

Latencies Load::run_open(double seconds, double per_second, const NextRequest& next) {
  Latencies latencies;
  const Moment start = steady_clock::now();
  const auto count = static_cast<std::size_t>(seconds * per_second);
  std::size_t sent = 0;
  const auto due = [&](std::size_t number) {
    return start + std::chrono::duration_cast<steady_clock::duration>(
                       duration<double>(static_cast<double>(number) / per_second));
  };
  const auto send_due = [&] {
    for (Peer& peer : peers_) {
      if (sent == count || due(sent) > steady_clock::now()) return;
      if (peer.is_busy) continue;
      send(peer, next(), due(sent));
      ++sent;
    }
  };
  while (latencies.milliseconds.size() < count) {
    send_due();
    await_answers(1, latencies, [](Peer&) {});
  }
  latencies.seconds = duration<double>(steady_clock::now() - start).count();
  std::sort(latencies.milliseconds.begin(), latencies.milliseconds.end());
  return latencies;
}

std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

std::string post(std::string_view content_type, std::string_view body) {
  std::string request = "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: ";
  request.append(content_type).append("\r\nContent-Length: ");
  request.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  return request;
}

}  // namespace authledger::bench
