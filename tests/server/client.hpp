// A client that sends exactly the bytes it is told to, over loopback, and never waits for ever.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/server/exchanges.hpp"

namespace authledger::test {

struct Received {
  int status = 0;
  std::string head, body;
};

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    if (connect(socket_, generic, sizeof address) != 0) throw std::runtime_error("no connection");
  }
  ~Client() { close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // False: the server has closed the connection.
  bool send(std::string_view bytes) {
    if (Exchanges::all().are_wanted()) sent_ += bytes;
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  int descriptor() const { return socket_; }
  void finish_sending() { shutdown(socket_, SHUT_WR); }

  // The next answer; none: the connection ended, or nothing came within ten seconds. `is_head`:
  // there is no body, whatever the length says.
  std::optional<Received> receive(bool is_head) {
    auto received = read_answer(is_head);
    if (received && received->status != 100 && Exchanges::all().are_wanted()) write_down(*received);
    return received;
  }
  std::optional<Received> receive() { return receive(false); }

  bool has_something() const {  // to receive, now
    pollfd waiting{socket_, POLLIN, 0};
    return !buffer_.empty() || poll(&waiting, 1, 0) == 1;
  }

  // True when the server closes the connection within ten seconds, without another byte.
  bool is_closed_by_server() { return buffer_.empty() && !read_more() && has_ended_; }

 private:
  std::optional<Received> read_answer(bool is_head) {
    while (buffer_.find("\r\n\r\n") == std::string::npos)
      if (!read_more()) return std::nullopt;
    Received received;
    const auto end = buffer_.find("\r\n\r\n") + 4;
    received.head = buffer_.substr(0, end);
    buffer_.erase(0, end);
    received.status = std::stoi(received.head.substr(9, 3));
    if (is_head || received.status == 100) return received;
    const auto length = received.head.find("Content-Length: ");
    if (length == std::string::npos) return received;
    const std::size_t size = std::stoul(received.head.substr(length + 16));
    while (buffer_.size() < size)
      if (!read_more()) return std::nullopt;
    received.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return received;
  }

  // Only what the service itself answered: that has a Request-Id.
  void write_down(const Received& received) {
    const nlohmann::json fields = fields_of(received.head);
    const auto request = take_request(sent_);
    if (!request) sent_.clear();
    if (!request || !fields.contains("Request-Id") || fields.contains("Content-Encoding")) return;
    Exchanges::all().add(
        {{"request", *request},
         {"response",
          {{"status", received.status}, {"headers", fields}, {"body", received.body}}}});
  }

  bool read_more() {
    pollfd waiting{socket_, POLLIN, 0};
    if (poll(&waiting, 1, 10'000) != 1) return false;
    char bytes[16'384];
    const ssize_t size = recv(socket_, bytes, sizeof bytes, 0);
    if (size <= 0) {
      has_ended_ = true;
      return false;
    }
    buffer_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }

  int socket_;
  std::string buffer_;
  std::string sent_;  // of which no answer was received yet; only to be written down
  bool has_ended_ = false;
};

inline std::string get_request(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

inline std::string json_request(std::string_view method, std::string_view target,
                                std::string_view body) {
  return std::string(method) + " " + std::string(target) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

inline std::string post_request(std::string_view target, std::string_view body) {
  return json_request("POST", target, body);
}

}  // namespace authledger::test
