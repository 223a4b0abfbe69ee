#include "server/http_exchange.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <ctime>

#include "server/chunked_body.hpp"
#include "server/framing.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

using Refusal = std::optional<Response>;
using Fields = http::request<http::empty_body>;

constexpr std::size_t head_read = 4'096;
constexpr std::size_t least_body_read = 4'096;
constexpr std::size_t most_body_read = std::size_t{64} << 10;
constexpr std::size_t cost_of_request = 4'096;  // beside its bytes

Received refused(Response response, bool is_head) {
  return {.kind = Received::Kind::refused, .refusal = std::move(response), .is_head = is_head};
}

Response too_large_head(int status, std::size_t limit) {
  if (status == 400) return problem(400, "malformed_http", "the method is too long");
  return problem(status, "too_large",
                 "the request line and headers are over " + std::to_string(limit) + " bytes");
}

Response too_large_body(std::size_t limit) {
  return problem(413, "too_large", "the body is over " + std::to_string(limit) + " bytes");
}

Response malformed(const std::string& why) {
  return problem(400, "malformed_http", why);
}

Response too_slow() {
  return problem(408, "too_slow", "the request did not arrive in time");
}

// For a client that has gone.
Response nobody_to_tell() {
  return {.status = 0, .content_type = "", .body = ""};
}

// Reads until the head is complete and sets its size.
Task<Refusal> read_head(Connection& connection, std::size_t limit, Share& share,
                        std::size_t& head_size) {
  std::size_t scanned = 0;
  for (;;) {
    const std::string_view bytes = connection.received();
    if (!share.grow(bytes.size() - scanned)) co_return overloaded();
    const HeadScan scan = scan_head(bytes, scanned);
    if (scan.state == HeadScan::State::malformed)
      co_return malformed("the head is not made of lines that end with CRLF");
    if (scan.state == HeadScan::State::complete && scan.size <= limit) {
      head_size = scan.size;
      co_return std::nullopt;
    }
    if (bytes.size() >= limit) co_return too_large_head(status_of_oversize(bytes), limit);
    scanned = bytes.size();
    const bool has_more = co_await connection.read_more(head_read);
    if (!has_more) co_return connection.is_late() ? too_slow() : nobody_to_tell();
  }
}

// Appends to the body what has arrived of it. None: more is to come.
enum class Progress { more, done, malformed, too_large };

class BodyReader {
 public:
  BodyReader(const Framing& framing, std::size_t limit)
      : is_chunked_(framing.is_chunked), left_(framing.content_length), chunks_(limit) {}

  Progress take(Connection& connection, std::string& body) {
    const std::string_view bytes = connection.received();
    if (is_chunked_) {
      connection.consume(chunks_.take(bytes, body));
      return of(chunks_.state());
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    body.append(bytes.substr(0, size));
    connection.consume(size);
    left_ -= size;
    return left_ == 0 ? Progress::done : Progress::more;
  }

 private:
  static Progress of(ChunkedBody::State state) {
    switch (state) {
      case ChunkedBody::State::more:
        return Progress::more;
      case ChunkedBody::State::done:
        return Progress::done;
      case ChunkedBody::State::too_large:
        return Progress::too_large;
      case ChunkedBody::State::malformed:
        break;
    }
    return Progress::malformed;
  }

  bool is_chunked_;
  std::uint64_t left_;  // of a body with a length
  ChunkedBody chunks_;
};

// A body that comes fast is read in large pieces. One that drips holds no space for them, because
// only what has arrived is counted.
std::size_t next_read(std::size_t before, std::size_t arrived) {
  if (arrived == before) return std::min(before * 4, most_body_read);
  return arrived < before / 4 ? least_body_read : before;
}

Task<Refusal> read_body(Connection& connection, BodyReader reader, std::size_t limit, Share& share,
                        std::string& body) {
  std::size_t most = least_body_read;
  for (;;) {
    const std::size_t before = body.size();
    const Progress progress = reader.take(connection, body);
    if (progress == Progress::malformed) co_return malformed("the body is not framed in chunks");
    if (progress == Progress::too_large) co_return too_large_body(limit);
    if (!share.grow(body.size() - before)) co_return overloaded();
    if (progress == Progress::done) co_return std::nullopt;
    const std::size_t left = connection.received().size();
    if (most == least_body_read) connection.release();
    const bool has_more = co_await connection.read_more(most);
    if (!has_more) co_return connection.is_late() ? too_slow() : nobody_to_tell();
    most = next_read(most, connection.received().size() - left);
  }
}

std::optional<std::string> list_of(const Fields& fields, http::field name) {
  std::optional<std::string> list;
  const auto [first, last] = fields.equal_range(name);
  for (auto it = first; it != last; ++it)
    list = (list ? *list + ", " : std::string()) + std::string(it->value());
  return list;
}

std::optional<std::string> list_of(const Fields& fields, std::string_view name) {
  std::optional<std::string> list;
  const auto [first, last] = fields.equal_range({name.data(), name.size()});
  for (auto it = first; it != last; ++it)
    list = (list ? *list + ", " : std::string()) + std::string(it->value());
  return list;
}

// What the service uses of a head.
Received taken_from(const Fields& fields, std::string_view target) {
  Received received{.kind = Received::Kind::request};
  Request& request = received.request;
  request.method = std::string(fields.method_string());
  request.target = std::string(target);
  request.content_type = std::string(fields[http::field::content_type]);
  request.origin = std::string(fields[http::field::origin]);
  request.accept = list_of(fields, http::field::accept).value_or("");
  request.accept_encoding = list_of(fields, http::field::accept_encoding).value_or("");
  request.idempotency_key = list_of(fields, "Idempotency-Key");
  request.if_match = list_of(fields, http::field::if_match);
  request.purpose = list_of(fields, "Purpose-Of-Use");
  request.if_none_match = list_of(fields, http::field::if_none_match);
  request.authorization = list_of(fields, http::field::authorization);
  request.cookie = list_of(fields, http::field::cookie);
  request.host = std::string(fields[http::field::host]);
  request.fetch_site = list_of(fields, "Sec-Fetch-Site").value_or("");
  request.console = list_of(fields, "Authledger-Console") == "1";
  received.is_head = request.method == "HEAD";
  received.keep_alive = fields.keep_alive();
  received.is_1_1 = fields.version() == 11;
  return received;
}

// A client that asks before it sends a large body is told to go on, unless it sends already.
Task<Refusal> answer_expectation(Connection& connection, const Fields& fields, bool has_body) {
  const auto expected = fields[http::field::expect];
  if (expected.empty() || fields.version() < 11) co_return std::nullopt;
  if (!boost::beast::iequals(expected, "100-continue"))
    co_return problem(417, "expectation_failed", "only 100-continue can be expected");
  if (!has_body || !connection.received().empty()) co_return std::nullopt;
  const bool is_told = co_await connection.write("HTTP/1.1 100 Continue\r\n\r\n", "");
  if (!is_told) co_return nobody_to_tell();
  co_return std::nullopt;
}

Received ended(Response refusal, bool is_head) {
  return refusal.status == 0 ? Received{} : refused(std::move(refusal), is_head);
}

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

bool has_field(const Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [name](const auto& field) { return field.first == name; });
}

std::string head_of(const Response& response, const AnswerForm& form) {
  std::string head = form.is_1_1 ? "HTTP/1.1 " : "HTTP/1.0 ";
  const auto add = [&head](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  head.append(std::to_string(response.status)).append(" ");
  head.append(reason_phrase(response.status)).append("\r\n");
  add("Date", http_date());
  const bool has_content = response.status != 204 && response.status != 304;
  if (has_content) add("Content-Type", response.content_type);
  if (!has_field(response, "Cache-Control")) add("Cache-Control", "no-store");
  add("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response.headers) add(name, value);
  if (!form.keep_alive)
    add("Connection", "close");
  else if (!form.is_1_1)
    add("Connection", "keep-alive");
  if (has_content) add("Content-Length", std::to_string(response.body.size()));
  return head.append("\r\n");
}

}  // namespace

Response overloaded() {
  Response response = problem(503, "busy", "too much is going on here; send it again");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

Task<Received> read_request(Connection& connection, const HttpLimits& limits, Moment head_deadline,
                            Share& share) {
  const Moment deadline = std::chrono::steady_clock::now() + limits.request;
  connection.set_deadline(std::min(head_deadline, deadline));
  std::size_t head_size = 0;
  Refusal refusal;
  if (share.grow(cost_of_request))
    refusal = co_await read_head(connection, limits.head_bytes, share, head_size);
  else
    refusal = overloaded();
  const bool is_head = connection.received().starts_with("HEAD ");
  if (refusal) co_return ended(std::move(*refusal), is_head);

  const std::string_view head = connection.received().substr(0, head_size);
  const Framing framing = read_framing(head);
  if (framing.fault)
    co_return refused(problem(framing.fault->status, "malformed_http", framing.fault->detail),
                      is_head);
  http::request_parser<http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(limits.head_bytes));
  parser.skip(true);
  boost::system::error_code error;
  parser.put(asio::buffer(head), error);
  if (error || !parser.is_header_done())
    co_return refused(malformed("the request is not HTTP: " + error.message()), is_head);
  Received received = taken_from(parser.get(), framing.target);
  received.deadline = deadline;
  const BodyReader reader(framing, limits.body_bytes);
  const bool has_body = framing.is_chunked || framing.content_length > 0;
  if (framing.content_length > limits.body_bytes)
    co_return refused(too_large_body(limits.body_bytes), is_head);
  connection.consume(head_size);

  connection.set_deadline(deadline);
  refusal = co_await answer_expectation(connection, parser.get(), has_body);
  if (!refusal && has_body)
    refusal =
        co_await read_body(connection, reader, limits.body_bytes, share, received.request.body);
  if (refusal) co_return ended(std::move(*refusal), is_head);
  connection.release();
  co_return received;
}

Task<bool> write_response(Connection& connection, Response response, AnswerForm form) {
  std::string head = head_of(response, form);
  const bool has_body = !form.is_head && response.status != 204 && response.status != 304;
  co_return co_await connection.write(head, has_body ? response.body : std::string_view());
}

}  // namespace authledger::server
