// Takes connections, and lives through having no descriptor for one: a spare one lets it tell the
// callers that wait (503) and hang up, instead of leaving them, and itself, spinning. For the files
// http*.cpp only.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <optional>

#include "server/http_connection.hpp"
#include "server/listen_address.hpp"

namespace authledger::server {

using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

class Acceptor {
 public:
  // Listens. Throws std::runtime_error when the address cannot be had.
  Acceptor(boost::asio::io_context& context, const ListenAddress& address);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  Task<std::optional<Socket>> next();  // none: closed
  void close();

  // Says that the server is busy and hangs up; only hangs up when it does not speak in the clear.
  void turn_away(Socket socket) const;
  void speak_in_clear(bool is_clear) { is_clear_ = is_clear; }

 private:
  void turn_away_those_who_wait();
  void complain(const boost::system::error_code& error);

  boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor> acceptor_;
  Timer pause_;
  int spare_ = -1;  // a descriptor of nothing
  bool is_clear_ = true;
  Moment last_complaint_ = Moment::min();
};

}  // namespace authledger::server
