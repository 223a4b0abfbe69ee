// A server whose handler answers 200 with the body that was sent, and remembers what it was asked.
// Methods that it does not know get 405, as the API's do.
//
//     Echo echo(HttpLimits{});
//     Client client(echo.port());
//     EXPECT_EQ(echo.asked(), std::vector<std::string>{"GET /a"});
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/http.hpp"
#include "server/http_tls.hpp"
#include "server/log.hpp"
#include "tests/server/client.hpp"

namespace authledger::test {

class Echo {
 public:
  explicit Echo(server::HttpLimits limits) : Echo(limits, nullptr) {}
  Echo(server::HttpLimits limits, std::shared_ptr<const server::Tls> tls)
      : http((server::start_log("off"), server::ListenAddress{"127.0.0.1", 0}), limits,
             [this](const server::Request& request, const server::Responder& respond) {
               respond(answer(request));
             },
             std::move(tls)),
        thread_([this] { http.run(); }) {}
  ~Echo() {
    http.stop();
    thread_.join();
  }
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;

  std::uint16_t port() const { return http.port(); }

  // "METHOD target body" of each request since it was asked last.
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return std::exchange(asked_, {});
  }

  server::HttpServer http;

 private:
  server::Response answer(const server::Request& request) {
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(request.method + " " + request.target +
                       (request.body.empty() ? "" : " " + request.body));
    }
    for (const char* method : {"GET", "HEAD", "POST"})
      if (request.method == method) return {200, "text/plain", request.body};
    const int status = request.method == "OPTIONS" ? 204 : 405;
    return {status, "text/plain", "", {{"Allow", "GET, HEAD, POST, OPTIONS"}}};
  }

  std::mutex mutex_;
  std::vector<std::string> asked_;
  std::thread thread_;
};

}  // namespace authledger::test
