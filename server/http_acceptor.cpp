#include "server/http_acceptor.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/write.hpp>
#include <cerrno>
#include <stdexcept>

namespace authledger::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds back_off{100};
constexpr std::chrono::seconds between_complaints{1};
constexpr int most_turned_away_at_once = 64;

int open_nothing() {
  return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool is_out_of_descriptors(const error_code& error) {
  return error == asio::error::no_descriptors ||
         error == error_code(ENFILE, asio::error::get_system_category());
}

}  // namespace

Acceptor::Acceptor(asio::io_context& context, const ListenAddress& address)
    : acceptor_(context), pause_(context), spare_(open_nothing()) {
  error_code error;
  const tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error) acceptor_.non_blocking(true, error);
  if (error)
    throw std::runtime_error("cannot listen on " + to_text(address) + ": " + error.message());
}

Acceptor::~Acceptor() {
  if (spare_ >= 0) ::close(spare_);
}

Task<std::optional<Socket>> Acceptor::next() {
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(quietly);
    if (!error) co_return std::move(socket);
    if (error == asio::error::operation_aborted) break;
    if (error == asio::error::connection_aborted) continue;  // the caller hung up already
    complain(error);
    if (is_out_of_descriptors(error)) turn_away_those_who_wait();
    pause_.expires_after(back_off);
    co_await pause_.async_wait(quietly);
  }
  co_return std::nullopt;
}

void Acceptor::close() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void Acceptor::turn_away(Socket socket) const {
  constexpr std::string_view busy =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
      "Connection: close\r\n\r\n";
  error_code ignored;
  socket.non_blocking(true, ignored);
  if (is_clear_) socket.write_some(asio::buffer(busy), ignored);
  socket.shutdown(Socket::shutdown_send, ignored);
}

void Acceptor::turn_away_those_who_wait() {
  if (spare_ >= 0) ::close(spare_);
  for (int i = 0; i < most_turned_away_at_once; ++i) {
    error_code error;
    Socket socket = acceptor_.accept(acceptor_.get_executor(), error);
    if (error) break;
    turn_away(std::move(socket));
  }
  spare_ = open_nothing();
}

void Acceptor::complain(const error_code& error) {
  const Moment now = std::chrono::steady_clock::now();
  if (last_complaint_ != Moment::min() && now - last_complaint_ < between_complaints) return;
  last_complaint_ = now;
  spdlog::warn("cannot accept a connection: {}", error.message());
}

}  // namespace authledger::server
