// One connection of the server: bytes in and out, in the clear or through TLS, and the moment by
// which the present step must be done. Knows nothing of HTTP. For the files http*.cpp only.
//
// Time is bounded by one sweep over all connections (end_if_late), not by a timer for each: a step
// that is late is cancelled but the connection stays open, so that the client can still be told.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace authledger::server {

class Tls;

// A concrete executor everywhere: the type-erased one costs a tenth of the throughput.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
template <class T>
using Task = boost::asio::awaitable<T, Executor>;
constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>());
using Moment = std::chrono::steady_clock::time_point;

class Connection {
 public:
  Connection(Socket socket, std::shared_ptr<const Tls> tls);  // null: in the clear
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // For all steps that follow, until it is set anew.
  void set_deadline(Moment deadline) {
    deadline_ = deadline;
    is_late_ = false;
  }
  void clear_deadline() { set_deadline(Moment::max()); }
  void end_if_late(Moment now);
  bool is_late() const { return is_late_; }      // since the deadline was set
  Moment moved_at() const { return moved_at_; }  // when something came last

  // Each false: the client has gone, or it is late, or somebody cancelled.
  Task<bool> shake_hands();
  Task<bool> wait();  // for the first byte of something, holding as little memory as can be
  Task<bool> read_more(std::size_t most);
  Task<bool> write(std::string_view head, std::string_view body);

  // Calls `stirred`, once, when the client sends something or closes while nobody reads.
  void watch(std::function<void()> stirred);

  // After the last answer. What the client is still sending is read and dropped for a moment: to
  // close over it would reset the connection and could take the answer away before it is read.
  Task<void> close_gently(bool is_sending);

  std::string_view received() const { return std::string_view(buffer_).substr(begin_); }
  void consume(std::size_t size);
  void release();  // gives the space back, when nothing is in it

  void cancel();
  void close();

 private:
  struct Secured;

  Socket socket_;
  std::shared_ptr<const Tls> tls_;
  std::unique_ptr<Secured> secured_;  // null: in the clear
  std::string buffer_;
  std::size_t begin_ = 0;  // of what nobody has consumed yet
  Moment deadline_ = Moment::max();
  Moment moved_at_ = std::chrono::steady_clock::now();
  bool is_late_ = false;
};

}  // namespace authledger::server
