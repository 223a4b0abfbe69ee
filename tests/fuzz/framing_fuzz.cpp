// The guard before the HTTP parser, fed whole and in pieces: it says the same, what it lets through
// Beast frames likewise, and a chunked body ends where it ends however it arrives. The first byte
// of the input says how large the pieces are.
#include <algorithm>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <string_view>

#include "server/chunked_body.hpp"
#include "server/framing.hpp"
#include "tests/fuzz/promise.hpp"

namespace authledger::fuzz {
namespace {

namespace http = boost::beast::http;
using server::ChunkedBody;
using server::Framing;
using server::HeadScan;

HeadScan scan_in_pieces(std::string_view bytes, std::size_t piece) {
  std::size_t scanned = 0;
  for (;;) {
    const std::size_t arrived = std::min(scanned + piece, bytes.size());
    const HeadScan scan = server::scan_head(bytes.substr(0, arrived), scanned);
    if (scan.state != HeadScan::State::incomplete || arrived == bytes.size()) return scan;
    scanned = arrived;
  }
}

void agree_with_beast(std::string_view head, const Framing& framing) {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(1 << 20);
  parser.skip(true);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(head), error);
  if (error || !parser.is_header_done()) return;  // refused there: nothing to disagree about
  promise(parser.chunked() == framing.is_chunked, "Beast agrees whether it is chunked");
  const auto length = parser.content_length();
  promise(length.value_or(0) == framing.content_length, "Beast agrees how long the body is");
  const auto target = parser.get().target();
  promise(std::string_view(target.data(), target.size()).ends_with(framing.target) ||
              framing.target == "/",
          "Beast agrees what is asked for");
}

struct Unchunked {
  ChunkedBody::State state;
  std::size_t used;
  std::string body;
};

Unchunked unchunk(std::string_view bytes, std::size_t piece, std::size_t limit) {
  ChunkedBody chunks(limit);
  Unchunked result{ChunkedBody::State::more, 0, {}};
  std::string kept;
  for (std::size_t at = 0; at < bytes.size() && chunks.state() == ChunkedBody::State::more;) {
    const std::string_view next = bytes.substr(at, piece);
    at += next.size();
    kept += next;
    const std::size_t used = chunks.take(kept, result.body);
    promise(used <= kept.size(), "no more is used up than there is");
    kept.erase(0, used);
    result.used += used;
  }
  result.state = chunks.state();
  promise(result.body.size() <= limit, "the body is within its limit");
  return result;
}

void check_body(std::string_view bytes, std::size_t piece) {
  const std::size_t limit = 1'000;
  const Unchunked whole = unchunk(bytes, std::max<std::size_t>(bytes.size(), 1), limit);
  const Unchunked pieces = unchunk(bytes, piece, limit);
  promise(whole.state == pieces.state, "a chunked body ends the same however it arrives");
  if (whole.state == ChunkedBody::State::malformed) return;
  promise(whole.body == pieces.body, "a chunked body holds the same however it arrives");
  if (whole.state == ChunkedBody::State::done)
    promise(whole.used == pieces.used, "what follows a chunked body starts at the same place");
}

void check(std::string_view bytes, std::size_t piece) {
  const HeadScan whole = server::scan_head(bytes, 0);
  const HeadScan pieces = scan_in_pieces(bytes, piece);
  promise(whole.state == pieces.state && whole.size == pieces.size,
          "a head ends at the same place however it arrives");
  server::status_of_oversize(bytes);
  check_body(bytes, piece);
  if (whole.state != HeadScan::State::complete) return;
  promise(bytes.substr(0, whole.size).ends_with("\r\n\r\n"), "a head ends with an empty line");
  const Framing framing = server::read_framing(bytes.substr(0, whole.size));
  if (framing.fault) return promise(framing.fault->status >= 400, "a fault is one of the sender");
  promise(!(framing.is_chunked && framing.content_length > 0), "a body ends in one way");
  agree_with_beast(bytes.substr(0, whole.size), framing);
  check_body(bytes.substr(whole.size), piece);
}

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto* bytes = static_cast<const char*>(static_cast<const void*>(data));
  authledger::fuzz::check({bytes + 1, size - 1}, std::size_t{1} + data[0] % 64);
  return 0;
}
