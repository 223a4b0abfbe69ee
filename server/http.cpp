#include "server/http.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <csignal>
#include <ctime>
#include <optional>
#include <set>
#include <stdexcept>

#include "server/framing.hpp"
#include "server/mailbox.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

// A concrete executor everywhere: the type-erased one costs a tenth of the throughput.
using Executor = asio::io_context::executor_type;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Stream = beast::basic_stream<tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
using Parser = http::request_parser<http::string_body>;
constexpr auto quietly = asio::as_tuple(asio::use_awaitable_t<Executor>());

// Beside one head: what was sent ahead of its turn, and the largest chunk header or trailer.
constexpr std::size_t buffer_beside_head = std::size_t{64} << 10;

struct Session {
  Session(Socket socket, std::size_t buffer_limit)
      : stream(std::move(socket)), buffer(buffer_limit) {}

  std::string_view received() const {
    return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
  }

  Stream stream;
  beast::flat_buffer buffer;
  bool is_idle = true;       // nothing is owed: may be closed without harm
  Timer* waiting = nullptr;  // for an answer
};

// What became of reading one request.
struct Received {
  enum class Kind { closed, request, refused } kind = Kind::closed;
  Request request = {};
  Response refusal = {};
  bool keep_alive = false;
  unsigned version = 11;
};

Received refused(Response response) {
  return {.kind = Received::Kind::refused, .refusal = std::move(response)};
}

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

http::response<http::string_body> on_the_wire(Response response, bool is_head, bool keep_alive,
                                              unsigned version) {
  http::response<http::string_body> message;
  message.version(version);
  message.result(static_cast<unsigned>(response.status));
  message.reason(std::string(reason_phrase(response.status)));
  message.set(http::field::date, http_date());
  message.set(http::field::content_type, response.content_type);
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(keep_alive);
  message.content_length(response.body.size());
  if (!is_head) message.body() = std::move(response.body);
  return message;
}

Response too_large_head(std::size_t limit) {
  return problem(431, "too_large",
                 "the request line and headers are over " + std::to_string(limit) + " bytes");
}

Response too_large_body(std::size_t limit) {
  return problem(413, "too_large", "the body is over " + std::to_string(limit) + " bytes");
}

Response malformed(const std::string& why) {
  return problem(400, "malformed_http", why);
}

// Reads until the head is complete. None: it is; else what to do with the connection.
Task<std::optional<Received>> read_head(Session& session, std::size_t limit) {
  std::size_t scanned = 0;
  for (;;) {
    const std::string_view bytes = session.received();
    const HeadScan scan = scan_head(bytes, scanned);
    if (scan.state == HeadScan::State::malformed)
      co_return refused(malformed("the head is not made of lines that end with CRLF"));
    if (scan.state == HeadScan::State::complete) {
      if (scan.size > limit) co_return refused(too_large_head(limit));
      if (auto fault = framing_fault(bytes.substr(0, scan.size)))
        co_return refused(malformed(*fault));
      co_return std::nullopt;
    }
    if (bytes.size() >= limit) co_return refused(too_large_head(limit));
    scanned = bytes.size();
    const auto space = session.buffer.prepare(4'096);
    const auto [error, size] = co_await session.stream.async_read_some(space, quietly);
    if (error) co_return Received{};
    session.buffer.commit(size);
  }
}

// The client went away or was too slow: there is nobody to answer.
bool is_gone(const boost::system::error_code& error) {
  return error == http::error::end_of_stream || error == http::error::partial_message ||
         error == beast::error::timeout || error.category() == asio::error::get_system_category();
}

// What the service uses of a head. Taken before the body is read: a trailer must not change it.
Received taken_from(const Parser& parser) {
  const auto& message = parser.get();
  Received received{.kind = Received::Kind::request};
  received.request.method = std::string(message.method_string());
  received.request.target = std::string(message.target());
  received.request.content_type = std::string(message[http::field::content_type]);
  received.request.origin = std::string(message[http::field::origin]);
  received.keep_alive = message.keep_alive();
  received.version = message.version();
  return received;
}

// A client that asks before it sends a large body is told to go on.
Task<bool> answer_expectation(Session& session, const Parser& parser) {
  const auto expected = parser.get()[http::field::expect];
  if (expected.empty() || parser.get().version() < 11) co_return true;
  if (!beast::iequals(expected, "100-continue")) co_return false;
  http::response<http::empty_body> go_on(http::status::continue_, 11);
  co_await http::async_write(session.stream, go_on, quietly);
  co_return true;
}

Task<Received> read_request(Session& session, const HttpLimits& limits) {
  session.stream.expires_after(limits.idle);
  if (session.buffer.size() == 0) {
    const auto space = session.buffer.prepare(4'096);
    const auto [error, size] = co_await session.stream.async_read_some(space, quietly);
    if (error) co_return Received{};
    session.buffer.commit(size);
  }
  session.is_idle = false;
  session.stream.expires_after(limits.request);  // for all that follows, not for each read
  std::optional<Received> end = co_await read_head(session, limits.head_bytes);
  if (end) co_return std::move(*end);

  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits.head_bytes));
  parser.body_limit(limits.body_bytes);
  const auto [head_error, head_size] =
      co_await http::async_read_header(session.stream, session.buffer, parser, quietly);
  if (head_error == http::error::body_limit) co_return refused(too_large_body(limits.body_bytes));
  if (head_error) co_return refused(malformed("the request is not HTTP: " + head_error.message()));
  Received received = taken_from(parser);
  const bool may_go_on = co_await answer_expectation(session, parser);
  if (!may_go_on)
    co_return refused(problem(417, "expectation_failed", "only 100-continue can be expected"));
  const auto [body_error, body_size] =
      co_await http::async_read(session.stream, session.buffer, parser, quietly);
  if (body_error == http::error::body_limit) co_return refused(too_large_body(limits.body_bytes));
  if (body_error && is_gone(body_error)) co_return Received{};
  if (body_error) co_return refused(malformed("the body is not framed: " + body_error.message()));
  received.request.body = std::move(parser.get().body());
  co_return received;
}

// Closes after a refusal. What the client is still sending is read and dropped for a moment: to
// close over it would reset the connection and could take the answer away before it is read.
Task<void> close_gently(Session& session) {
  boost::system::error_code ignored;
  session.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  session.stream.expires_after(std::chrono::seconds(2));
  session.is_idle = true;
  std::size_t dropped = 0;
  char scratch[4'096];
  while (dropped < (std::size_t{4} << 20)) {
    const auto [error, size] =
        co_await session.stream.async_read_some(asio::buffer(scratch), quietly);
    if (error) break;
    dropped += size;
  }
}

}  // namespace

class HttpServer::Listener {
 public:
  Listener(const ListenAddress& address, HttpLimits limits, Handler handler)
      : limits_(limits), handler_(std::move(handler)) {
    boost::system::error_code error;
    const tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      throw std::runtime_error("cannot listen on " + to_text(address) + ": " + error.message());
    asio::co_spawn(context_, accept(), rethrow);
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void run() { context_.run(); }
  void stop() {
    asio::post(context_, [this] { drain(); });
  }

  void stop_on_signals() {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](boost::system::error_code error, int signal) {
      if (error) return;
      spdlog::info("signal {}: finishing what is in flight", signal);
      drain();
    });
  }

 private:
  static void rethrow(const std::exception_ptr& exception) {
    if (exception) std::rethrow_exception(exception);
  }

  Task<void> accept() {
    while (acceptor_.is_open()) {
      auto [error, socket] = co_await acceptor_.async_accept(quietly);
      if (error == asio::error::operation_aborted) break;
      if (error) {  // out of descriptors, perhaps: later there may be some again
        spdlog::warn("cannot accept a connection: {}", error.message());
        Timer pause(context_.get_executor(), std::chrono::milliseconds(100));
        co_await pause.async_wait(quietly);
        continue;
      }
      if (sessions_.size() >= limits_.connections) {
        turn_away(socket);
        continue;
      }
      asio::co_spawn(context_, serve(std::move(socket)), [](const std::exception_ptr& exception) {
        if (exception) spdlog::error("a connection ended with an exception");
      });
    }
  }

  static void turn_away(Socket& socket) {
    constexpr std::string_view busy =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n";
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(busy), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
  }

  // Keeps the list of sessions true, however a coroutine ends.
  class Registration {
   public:
    Registration(Listener& listener, Session& session) : listener_(listener), session_(session) {
      listener_.sessions_.insert(&session_);
    }
    ~Registration() {
      listener_.sessions_.erase(&session_);
      if (listener_.is_draining_ && listener_.sessions_.empty()) listener_.drained_.cancel();
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    Listener& listener_;
    Session& session_;
  };

  Task<void> serve(Socket socket) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    Session session(std::move(socket), limits_.head_bytes + buffer_beside_head);
    const Registration registration(*this, session);
    while (!is_draining_) {
      session.is_idle = session.buffer.size() == 0;
      Received received = co_await read_request(session, limits_);
      if (received.kind == Received::Kind::closed) break;
      const bool is_head = received.request.method == "HEAD";
      const bool is_refused = received.kind == Received::Kind::refused;
      Response response = std::move(received.refusal);
      if (!is_refused) response = co_await answer(session, received.request, received.keep_alive);
      const bool keep_alive = !is_refused && received.keep_alive && !is_draining_;
      auto message = on_the_wire(std::move(response), is_head, keep_alive, received.version);
      session.stream.expires_after(limits_.request);
      const auto [error, size] = co_await http::async_write(session.stream, message, quietly);
      if (error) break;
      if (is_refused) co_await close_gently(session);
      if (!keep_alive) break;
    }
  }

  Task<Response> answer(Session& session, const Request& request, bool& keep_alive) {
    const auto mailbox = std::make_shared<Mailbox>();
    Timer arrived(context_, limits_.request);
    // Timers belong to this thread; by the time that it is told, it may not wait any more.
    const Mailbox::Owner owner(*mailbox, [this, mailbox, &arrived] {
      asio::post(context_, [mailbox, &arrived] {
        if (mailbox->has_owner()) arrived.cancel();
      });
    });
    handler_(request, [mailbox](Response response) { mailbox->put(std::move(response)); });
    std::optional<Response> response = mailbox->take();
    if (!response) {
      session.waiting = &arrived;
      co_await arrived.async_wait(quietly);
      session.waiting = nullptr;
      response = mailbox->take();
    }
    if (response) co_return std::move(*response);
    keep_alive = false;
    co_return problem(503, "busy",
                      "the answer took too long and is not known; send the same request again");
  }

  void drain() {
    if (is_draining_) return;
    is_draining_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    signals_.cancel(ignored);
    signals_.clear(ignored);
    for (Session* session : sessions_)
      if (session->is_idle) session->stream.cancel();
    if (sessions_.empty()) return;
    drained_.expires_after(limits_.drain);
    drained_.async_wait([this](boost::system::error_code error) {
      if (error) return;
      spdlog::warn("{} connections did not finish in time and are closed", sessions_.size());
      for (Session* session : sessions_) {
        session->stream.close();
        if (session->waiting) session->waiting->cancel();
      }
    });
  }

  const HttpLimits limits_;
  const Handler handler_;
  std::set<Session*> sessions_;
  bool is_draining_ = false;
  asio::io_context context_{1};  // destroys the coroutines that are left, which use what is above
  Acceptor acceptor_{context_};
  asio::signal_set signals_{context_};
  Timer drained_{context_};
};

HttpServer::HttpServer(const ListenAddress& address, HttpLimits limits, Handler handler)
    : listener_(std::make_unique<Listener>(address, limits, std::move(handler))) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const {
  return listener_->port();
}

void HttpServer::run() {
  listener_->run();
}

void HttpServer::stop() {
  listener_->stop();
}

void HttpServer::stop_on_signals() {
  listener_->stop_on_signals();
}

}  // namespace authledger::server
