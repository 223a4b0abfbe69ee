#include "server/http_connection.hpp"

#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "server/http_tls.hpp"

namespace authledger::server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t first_read = 4'096;
constexpr std::size_t most_dropped = std::size_t{4} << 20;
constexpr std::chrono::seconds farewell{2};

}  // namespace

struct Connection::Secured {
  Secured(Socket& socket, asio::ssl::context& context) : stream(socket, context) {}

  asio::ssl::stream<Socket&> stream;
};

Connection::Connection(Socket socket, std::shared_ptr<const Tls> tls)
    : socket_(std::move(socket)), tls_(std::move(tls)) {
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  if (tls_) secured_ = std::make_unique<Secured>(socket_, tls_->context());
}

Connection::~Connection() = default;

void Connection::end_if_late(Moment now) {
  if (now < deadline_) return;
  is_late_ = true;
  cancel();
}

Task<bool> Connection::shake_hands() {
  if (!secured_) co_return true;
  const auto [error] =
      co_await secured_->stream.async_handshake(asio::ssl::stream_base::server, quietly);
  co_return !error;
}

Task<bool> Connection::wait() {
  if (!received().empty()) co_return true;
  if (!secured_) {
    release();
    const auto [error] = co_await socket_.async_wait(Socket::wait_read, quietly);
    if (error) co_return false;
  }
  co_return co_await read_more(first_read);
}

Task<bool> Connection::read_more(std::size_t most) {
  buffer_.erase(0, std::exchange(begin_, 0));
  const std::size_t before = buffer_.size();
  buffer_.resize(before + most);
  const auto space = asio::buffer(buffer_.data() + before, most);
  error_code error;
  std::size_t size = 0;
  if (secured_)
    std::tie(error, size) = co_await secured_->stream.async_read_some(space, quietly);
  else
    std::tie(error, size) = co_await socket_.async_read_some(space, quietly);
  buffer_.resize(before + size);
  moved_at_ = std::chrono::steady_clock::now();
  co_return !error;
}

Task<bool> Connection::write(std::string_view head, std::string_view body) {
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
  error_code error;
  std::size_t size = 0;
  if (secured_)
    std::tie(error, size) = co_await asio::async_write(secured_->stream, buffers, quietly);
  else
    std::tie(error, size) = co_await asio::async_write(socket_, buffers, quietly);
  co_return !error;
}

void Connection::watch(std::function<void()> stirred) {
  if (!received().empty()) return stirred();
  socket_.async_wait(Socket::wait_read, [stirred = std::move(stirred)](error_code error) {
    if (!error) stirred();
  });
}

Task<void> Connection::close_gently(bool is_sending) {
  set_deadline(std::chrono::steady_clock::now() + farewell);
  // Tells the other side that nothing was cut off, and waits for the same.
  if (secured_) co_await secured_->stream.async_shutdown(quietly);
  if (is_late_) co_return;
  error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  if (!is_sending && received().empty() && socket_.available(ignored) == 0) co_return;
  std::array<char, first_read> scratch;
  for (std::size_t dropped = 0; dropped < most_dropped;) {
    const auto [error, size] = co_await socket_.async_read_some(asio::buffer(scratch), quietly);
    if (error) break;
    dropped += size;
  }
}

void Connection::consume(std::size_t size) {
  begin_ += size;
}

void Connection::release() {
  if (begin_ < buffer_.size()) return;
  buffer_ = std::string();
  begin_ = 0;
}

void Connection::cancel() {
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace authledger::server
