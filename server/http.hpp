// HTTP/1.1 on a socket: reads requests, hands them to a handler, writes the answers. One thread, a
// coroutine for each connection, everything bounded: the head, the body, the time that a request
// may take as a whole, idle time, the number of connections.
//
//     HttpServer server({"127.0.0.1", 8080}, {}, [&](const Request& request, Responder respond) {
//       api.handle(request, respond);
//     });
//     server.run();                                  // until stop(), or a signal
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/listen_address.hpp"
#include "server/request.hpp"

namespace authledger::server {

struct HttpLimits {
  std::size_t head_bytes = std::size_t{16} << 10;
  std::size_t body_bytes = std::size_t{1} << 20;
  std::size_t connections = 1'000;
  std::chrono::milliseconds request{30'000};  // from its first byte to its last, and to its answer
  std::chrono::milliseconds idle{60'000};     // between requests
  std::chrono::milliseconds drain{10'000};    // for what is in flight when the server stops
};

// May answer at once or later, from any thread.
using Handler = std::function<void(const Request&, Responder)>;

class HttpServer {
 public:
  // Listens. Throws std::runtime_error when the address cannot be had.
  HttpServer(const ListenAddress& address, HttpLimits limits, Handler handler);
  ~HttpServer();  // answers that come later are dropped
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;

  void run();
  // Takes no new connections, finishes the requests in flight, then lets run() return. From any
  // thread.
  void stop();
  void stop_on_signals();  // SIGTERM and SIGINT; a second one ends the process at once

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace authledger::server
