#include "tests/bench/bare_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "tests/bench/bare_store.hpp"

namespace authledger::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
constexpr auto quietly = asio::as_tuple(asio::use_awaitable_t<Executor>());

class GroupCommit {
 public:
  GroupCommit(const std::string& file, BareRows rows, std::size_t episodes) : store_(file, rows) {
    store_.fill(episodes);
    thread_ = std::thread([this] { run(); });
  }

  void submit(std::string body, std::function<void()> done) {
    {
      const std::lock_guard lock(mutex_);
      bodies_.push_back(std::move(body));
      done_.push_back(std::move(done));
    }
    changed_.notify_one();
  }

 private:
  [[noreturn]] void run() {
    for (;;) {
      std::vector<std::string> bodies;
      std::vector<std::function<void()>> done;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !bodies_.empty(); });
        bodies.swap(bodies_);
        done.swap(done_);
      }
      store_.commit(bodies);
      for (const auto& it : done) it();
    }
  }

  BareStore store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> bodies_;
  std::vector<std::function<void()>> done_;
  std::thread thread_;
};

Task<void> serve_connection(Socket socket, asio::io_context& context, GroupCommit& writer,
                            const std::string& answer) {
  boost::system::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  beast::flat_buffer buffer;
  for (;;) {
    http::request<http::string_body> request;
    const auto [error, size] = co_await http::async_read(socket, buffer, request, quietly);
    if (error) co_return;
    http::response<http::string_body> response{http::status::ok, 11};
    response.set(http::field::content_type, "application/json");
    if (request.method() == http::verb::post) {
      Timer committed(context, std::chrono::steady_clock::time_point::max());
      writer.submit(std::move(request.body()),
                    [&] { asio::post(context, [&] { committed.cancel(); }); });
      co_await committed.async_wait(quietly);
      response.result(http::status::created);
      response.body() = "{\"verdict\":\"created\"}";
    } else {
      response.body() = answer;
    }
    response.prepare_payload();
    const auto [failed, written] = co_await http::async_write(socket, response, quietly);
    if (failed) co_return;
  }
}

}  // namespace

void serve_bare(const std::string& file, BareRows rows, std::size_t episodes, std::string answer) {
  asio::io_context context{1};
  GroupCommit writer(file, rows, episodes);
  asio::basic_socket_acceptor<asio::ip::tcp, Executor> acceptor(
      context, {asio::ip::make_address("127.0.0.1"), 0});
  std::printf("listening on http://127.0.0.1:%u\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  const auto accept = [&]() -> Task<void> {
    for (;;) {
      Socket socket(context);
      const auto [error] = co_await acceptor.async_accept(socket, quietly);
      if (!error)
        asio::co_spawn(context, serve_connection(std::move(socket), context, writer, answer),
                       asio::detached);
    }
  };
  asio::co_spawn(context, accept(), asio::detached);
  context.run();
}

}  // namespace authledger::bench
