#include "server/http.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <optional>
#include <set>

#include "server/compress.hpp"
#include "server/http_acceptor.hpp"
#include "server/http_exchange.hpp"
#include "server/http_tls.hpp"
#include "server/mailbox.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;

struct Session {
  Session(Socket socket, std::shared_ptr<const Tls> tls)
      : connection(std::move(socket), std::move(tls)) {}

  Connection connection;
  bool is_idle = true;           // nothing is owed: may be closed without harm
  bool is_sending = false;       // a request that has begun and is not complete
  Timer* waiting = nullptr;      // for an answer
  std::shared_ptr<Hurry> hurry;  // of the request that waits
};

// While there is no room. Looking for them costs as much as there are connections.
constexpr milliseconds longest_stall{1'000};
constexpr milliseconds between_endings{100};

Moment in(milliseconds duration) {
  return std::chrono::steady_clock::now() + duration;
}

// How often to look for who is late: often enough for the shortest limit.
milliseconds sweep_interval(const HttpLimits& limits) {
  const milliseconds shortest = std::min({limits.head, limits.request, limits.answer, limits.idle});
  return std::clamp(shortest / 8, milliseconds(5), milliseconds(250));
}

// OPTIONS *: about the server as a whole (RFC 9110, 9.3.7).
Response own_options() {
  return {.status = 204,
          .content_type = "",
          .body = "",
          .headers = {{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}}};
}

}  // namespace

class HttpServer::Listener {
 public:
  Listener(const ListenAddress& address, HttpLimits limits, Handler handler,
           std::shared_ptr<const Tls> tls)
      : limits_(limits), handler_(std::move(handler)), acceptor_(context_, address) {
    use(std::move(tls));
    asio::co_spawn(context_, accept(), rethrow);
    asio::co_spawn(context_, sweep(), rethrow);
  }

  std::uint16_t port() const { return acceptor_.port(); }
  void run() { context_.run(); }
  void stop() {
    post([this] { drain(); });
  }
  // Coroutines that are left end after the timers that they would cancel.
  ~Listener() { is_draining_ = false; }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  void post(std::function<void()> task) { asio::post(context_, std::move(task)); }
  void use(std::shared_ptr<const Tls> tls) {
    tls_ = std::move(tls);
    acceptor_.speak_in_clear(tls_ == nullptr);
  }

  void stop_on_signals() {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](error_code error, int signal) {
      if (error) return;
      spdlog::info("signal {}: finishing what is in flight", signal);
      error_code ignored;
      signals_.clear(ignored);  // a second one ends the process
      if (farewell_) farewell_();
      drained_.expires_after(limits_.farewell);
      drained_.async_wait([this](error_code cancelled) {
        if (!cancelled) drain();
      });
    });
  }
  void on_farewell(std::function<void()> tell) { farewell_ = std::move(tell); }

  HttpCounts counts() const { return {sessions_.size(), turned_away_, refused_}; }

  void on_hangup(std::function<void()> reload) {
    hangups_.add(SIGHUP);
    reload_ = std::move(reload);
    await_hangup();
  }

 private:
  static void rethrow(const std::exception_ptr& exception) {
    if (exception) std::rethrow_exception(exception);
  }

  void await_hangup() {
    hangups_.async_wait([this](error_code error, int) {
      if (error) return;
      reload_();
      if (!is_draining_) await_hangup();
    });
  }

  Task<void> accept() {
    for (;;) {
      std::optional<Socket> socket = co_await acceptor_.next();
      // One that was taken just before the end would be watched by nobody: the sweep is over.
      if (!socket || is_draining_) break;
      if (sessions_.size() >= limits_.connections) {
        ++turned_away_;
        acceptor_.turn_away(std::move(*socket));
        continue;
      }
      asio::co_spawn(context_, serve(std::move(*socket)), [](const std::exception_ptr& exception) {
        if (exception) spdlog::error("a connection ended with an exception");
      });
    }
  }

  // Ends what is late, for all connections at once.
  Task<void> sweep() {
    const milliseconds interval = sweep_interval(limits_);
    while (!is_draining_ || !sessions_.empty()) {
      sweep_.expires_after(interval);
      co_await sweep_.async_wait(quietly);
      const Moment now = std::chrono::steady_clock::now();
      for (Session* session : sessions_) session->connection.end_if_late(now);
    }
  }

  // Keeps the list of sessions true, however a coroutine ends.
  class Registration {
   public:
    Registration(Listener& listener, Session& session) : listener_(listener), session_(session) {
      listener_.sessions_.insert(&session_);
    }
    ~Registration() {
      listener_.sessions_.erase(&session_);
      if (listener_.is_draining_ && listener_.sessions_.empty()) listener_.cancel_timers();
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    Listener& listener_;
    Session& session_;
  };

  Task<void> serve(Socket socket) {
    Session session(std::move(socket), tls_);
    const Registration registration(*this, session);
    Connection& connection = session.connection;
    const Moment first_head = in(limits_.head);
    connection.set_deadline(first_head);
    const bool is_ready = co_await connection.shake_hands();
    if (!is_ready) co_return;
    std::optional<Moment> head_deadline = first_head;
    After after = After::next;
    while (after == After::next && !is_draining_) {
      session.is_idle = connection.received().empty();
      connection.set_deadline(head_deadline.value_or(in(limits_.idle)));
      const bool has_begun = co_await connection.wait();
      if (!has_begun) break;
      session.is_idle = false;
      after = co_await exchange(session, head_deadline.value_or(in(limits_.head)));
      head_deadline.reset();
    }
    session.is_idle = true;
    co_await connection.close_gently(after == After::closed_on_a_sender);
  }

  enum class After { next, closed, closed_on_a_sender };

  // One request and its answer; a coroutine of its own, so that who is idle does not hold its
  // space.
  Task<After> exchange(Session& session, Moment head_deadline) {
    Share share(bytes_in_flight_, limits_.bytes_in_flight, full_);
    session.is_sending = true;
    Received received = co_await read_request(session.connection, limits_, head_deadline, share);
    session.is_sending = false;
    if (received.kind == Received::Kind::closed) co_return After::closed;
    const bool is_refused = received.kind == Received::Kind::refused;
    const bool goes_on = co_await respond(session, std::move(received), share);
    if (is_refused) co_return After::closed_on_a_sender;
    co_return goes_on ? After::next : After::closed;
  }

  // False: it was the last one on this connection.
  Task<bool> respond(Session& session, Received received, Share& share) {
    AnswerForm form{received.is_head, false, received.is_1_1};
    Response response = std::move(received.refusal);
    if (received.kind == Received::Kind::refused) name_refusal(response);
    if (received.kind == Received::Kind::request) {
      session.connection.clear_deadline();
      form.keep_alive = received.keep_alive;
      received.request.hurry = std::make_shared<Hurry>();
      if (received.request.target == "*")
        response = own_options();
      else
        response = co_await answer(session, received, form.keep_alive);
      Compression compression(response, received.request.accept_encoding);
      while (!compression.step()) co_await asio::post(context_, quietly);  // others have their turn
    }
    if (is_draining_) form.keep_alive = false;
    share.add(response.body.size());
    session.connection.set_deadline(in(limits_.answer));
    const bool is_written = co_await write_response(session.connection, std::move(response), form);
    const bool goes_on = is_written && form.keep_alive;
    co_return goes_on;
  }

  // What no handler has seen is counted, and has an id of its own in the log.
  void name_refusal(Response& response) {
    const auto number = ++refused_[response.status];
    const std::string id = fmt::format("{:x}{}-{}", began_at_, response.status, number);
    response.headers.emplace_back("Request-Id", id);
    spdlog::info("request {} was refused unread: {}", id, response.status);
  }

  Task<Response> answer(Session& session, Received& received, bool& keep_alive) {
    const auto mailbox = std::make_shared<Mailbox>();
    Timer arrived(context_, received.deadline);
    // Timers belong to this thread; by the time that it is told, it may not wait any more.
    const Mailbox::Owner owner(*mailbox, [this, mailbox, &arrived] {
      asio::post(context_, [mailbox, &arrived] {
        if (mailbox->has_owner()) arrived.cancel();
      });
    });
    try {
      handler_(received.request,
               [mailbox](Response response) { mailbox->put(std::move(response)); });
    } catch (const std::exception& error) {
      spdlog::error("a request failed: {}", error.what());
      mailbox->put(problem(500, "internal", "the request failed; the log of the service says why"));
    }
    std::optional<Response> response = mailbox->take();
    if (!response) {
      session.waiting = &arrived;
      session.hurry = received.request.hurry;
      if (is_draining_) session.hurry->tell();
      if (session.hurry->is_awaited())
        session.connection.watch([hurry = session.hurry] { hurry->tell(); });
      co_await arrived.async_wait(quietly);
      session.hurry = nullptr;
      session.waiting = nullptr;
      response = mailbox->take();
    }
    if (response) co_return std::move(*response);
    keep_alive = false;
    Response unknown = problem(503, "busy",
                               "the answer took too long and is not known; send the same request "
                               "again");
    unknown.headers.emplace_back("Retry-After", "1");
    co_return unknown;
  }

  // Whoever has begun a request and sends nothing holds room that others want: they are told that
  // they are too slow, so that who is refused now finds it in a moment.
  void end_stalled() {
    const Moment now = std::chrono::steady_clock::now();
    if (now - stalled_ended_at_ < between_endings) return;
    stalled_ended_at_ = now;
    for (Session* session : sessions_) {
      if (!session->is_sending || now - session->connection.moved_at() < longest_stall) continue;
      session->connection.set_deadline(now);
      session->connection.end_if_late(now);
    }
  }

  void cancel_timers() {
    drained_.cancel();
    sweep_.cancel();
  }

  void drain() {
    if (is_draining_) return;
    is_draining_ = true;
    acceptor_.close();
    error_code ignored;
    signals_.cancel(ignored);
    signals_.clear(ignored);
    hangups_.cancel(ignored);  // but not cleared: a hangup now must not end the process
    for (Session* session : sessions_) {
      if (session->is_idle) session->connection.cancel();
      if (session->hurry) session->hurry->tell();
    }
    if (sessions_.empty()) return cancel_timers();
    drained_.expires_after(limits_.drain);
    drained_.async_wait([this](error_code error) {
      if (error) return;
      spdlog::warn("{} connections did not finish in time and are closed", sessions_.size());
      for (Session* session : sessions_) {
        session->connection.close();
        if (session->waiting) session->waiting->cancel();
      }
    });
  }

  const HttpLimits limits_;
  const Handler handler_;
  std::shared_ptr<const Tls> tls_;
  std::function<void()> reload_, farewell_;
  std::size_t turned_away_ = 0;
  std::map<int, std::size_t> refused_;
  const std::int64_t began_at_ = std::chrono::system_clock::now().time_since_epoch().count();
  std::set<Session*> sessions_;
  std::size_t bytes_in_flight_ = 0;
  Moment stalled_ended_at_;
  const std::function<void()> full_ = [this] { end_stalled(); };
  bool is_draining_ = false;
  asio::io_context context_{1};  // destroys the coroutines that are left, which use what is above
  Acceptor acceptor_;
  asio::signal_set signals_{context_}, hangups_{context_};
  Timer drained_{context_}, sweep_{context_};
};

HttpServer::HttpServer(const ListenAddress& address, HttpLimits limits, Handler handler)
    : HttpServer(address, limits, std::move(handler), nullptr) {}

HttpServer::HttpServer(const ListenAddress& address, HttpLimits limits, Handler handler,
                       std::shared_ptr<const Tls> tls)
    : listener_(std::make_unique<Listener>(address, limits, std::move(handler), std::move(tls))) {}

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

void HttpServer::on_farewell(std::function<void()> tell) {
  listener_->on_farewell(std::move(tell));
}

HttpCounts HttpServer::counts() const {
  return listener_->counts();
}

void HttpServer::on_hangup(std::function<void()> reload) {
  listener_->on_hangup(std::move(reload));
}

void HttpServer::post(std::function<void()> task) {
  listener_->post(std::move(task));
}

void HttpServer::use(std::shared_ptr<const Tls> tls) {
  listener_->use(std::move(tls));
}

}  // namespace authledger::server
