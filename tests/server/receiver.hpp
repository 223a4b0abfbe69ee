// Whoever gets webhooks or mails, over real sockets on loopback: a thread accepts, another one a
// connection converses.
//
//     Receiver receiver(Receiver::http([](const std::string& request) { return "..."; }));
//     receiver.port();
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace authledger::test {

class Talk {  // one connection, as the receiver has it
 public:
  explicit Talk(int socket) : socket_(socket) {}
  ~Talk() { close(socket_); }
  Talk(const Talk&) = delete;
  Talk& operator=(const Talk&) = delete;

  // Up to and including `end`; what came when the sender hung up.
  std::string read_until(const std::string& end) {
    while (buffer_.find(end) == std::string::npos && read_more()) {
    }
    const auto at = buffer_.find(end);
    return take(at == std::string::npos ? buffer_.size() : at + end.size());
  }
  std::string read(std::size_t size) {
    while (buffer_.size() < size && read_more()) {
    }
    return take(std::min(size, buffer_.size()));
  }
  int descriptor() const { return socket_; }  // when all that came was read
  bool say(const std::string& text) const {
    std::string_view left = text;
    while (!left.empty()) {
      const ssize_t sent = ::send(socket_, left.data(), left.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      left.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

 private:
  bool read_more() {
    char bytes[4'096];
    const ssize_t size = recv(socket_, bytes, sizeof bytes, 0);
    if (size > 0) buffer_.append(bytes, static_cast<std::size_t>(size));
    return size > 0;
  }
  std::string take(std::size_t size) {
    std::string taken = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return taken;
  }

  int socket_;
  std::string buffer_;
};

class Receiver {
 public:
  // Converses, and returns what it wants to keep; empty: nothing.
  using Converse = std::function<std::string(Talk&)>;

  explicit Receiver(Converse converse)
      : converse_(std::move(converse)), socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const generic = static_cast<sockaddr*>(static_cast<void*>(&address));
    socklen_t size = sizeof address;
    if (bind(socket_, generic, size) != 0 || listen(socket_, 16) != 0 ||
        getsockname(socket_, generic, &size) != 0)
      throw std::runtime_error("no port to receive at");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { accept_all(); });
  }
  ~Receiver() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    for (std::thread& it : talks_) it.join();
    close(socket_);
  }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  // One request a connection; what answer() makes of it is sent as it is.
  static Converse http(std::function<std::string(const std::string& request)> answer) {
    return [answer = std::move(answer)](Talk& talk) {
      std::string request = talk.read_until("\r\n\r\n");
      const auto at = request.find("Content-Length: ");
      if (at != std::string::npos) request += talk.read(std::stoul(request.substr(at + 16)));
      talk.say(answer(request));
      return request;
    };
  }

  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }

  // What was kept, once there are so many; fewer after half a minute.
  std::vector<std::string> kept(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(30), [&] { return kept_.size() >= count; });
    return kept_;
  }

 private:
  void accept_all() {
    for (;;) {
      const int talk = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (talk < 0) return;
      ++connections_;
      talks_.emplace_back([this, talk] {
        Talk it(talk);
        std::string keep = converse_(it);
        if (keep.empty()) return;
        const std::lock_guard lock(mutex_);
        kept_.push_back(std::move(keep));
        changed_.notify_all();
      });
    }
  }

  Converse converse_;
  int socket_;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> kept_;
  std::vector<std::thread> talks_;
  std::thread thread_;
};

}  // namespace authledger::test
