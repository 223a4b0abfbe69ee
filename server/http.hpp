// HTTP/1.1 on a socket, in the clear or through TLS: reads requests, hands them to a handler,
// writes the answers. One thread, a coroutine for each connection, everything bounded: the head,
// the body, the time for each of them, idle time, the number of connections, what all of them hold
// in memory. Without a descriptor for one more connection it turns callers away until there is one
// again.
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
#include <map>
#include <memory>
#include <string>

#include "server/listen_address.hpp"
#include "server/request.hpp"

namespace authledger::server {

class Tls;

struct HttpLimits {
  std::size_t head_bytes = std::size_t{16} << 10;
  std::size_t body_bytes = std::size_t{1} << 20;
  std::size_t connections = 1'000;
  // Of requests that are being read or answered, with their answers. Beyond it: 503, and whoever
  // has begun a request and sent nothing for a second is told to be too slow.
  std::size_t bytes_in_flight = std::size_t{64} << 20;
  // From the start of a connection, with the handshake of TLS, or from the first byte of a later
  // request, until the head is complete.
  std::chrono::milliseconds head{10'000};
  std::chrono::milliseconds request{30'000};  // from its first byte to its last, and to its answer
  std::chrono::milliseconds answer{30'000};   // for the client to take it
  std::chrono::milliseconds idle{60'000};     // between requests
  std::chrono::milliseconds drain{10'000};    // for what is in flight when the server stops
  std::chrono::milliseconds farewell{0};      // from the signal to stop until it does
};

struct HttpCounts {
  std::size_t connections = 0;         // open
  std::size_t turned_away = 0;         // beyond the limit
  std::map<int, std::size_t> refused;  // requests that did not reach the handler, by status
};

// May answer at once or later, from any thread. The request is the handler's to change until it
// returns.
using Handler = std::function<void(Request&, Responder)>;

class HttpServer {
 public:
  // Listens. Throws std::runtime_error when the address cannot be had. Without `tls` in the clear.
  HttpServer(const ListenAddress& address, HttpLimits limits, Handler handler);
  HttpServer(const ListenAddress& address, HttpLimits limits, Handler handler,
             std::shared_ptr<const Tls> tls);
  ~HttpServer();  // answers that come later are dropped
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;

  void run();
  // Takes no new connections, finishes the requests in flight, then lets run() return. From any
  // thread.
  void stop();
  void stop_on_signals();  // SIGTERM and SIGINT; a second one ends the process at once
  // On the first of them, before the farewell, on the thread of run().
  void on_farewell(std::function<void()> tell);

  HttpCounts counts() const;  // on the thread of run()

  // On every SIGHUP, on the thread of run().
  void on_hangup(std::function<void()> reload);
  // Has the thread of run() do it, between two requests; never, when run() has returned. From any
  // thread.
  void post(std::function<void()> task);
  // For connections that begin from now on. On the thread of run(), or before it.
  void use(std::shared_ptr<const Tls> tls);

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace authledger::server
