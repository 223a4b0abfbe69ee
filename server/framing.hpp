// The guard before the HTTP parser: a head that two programs could understand differently is
// refused, because the body of one request must never be read as the next one. Beast 1.81 alone
// lets many such heads through.
//
//     const HeadScan scan = scan_head(bytes, 0);       // until it is complete
//     const Framing framing = read_framing(bytes.substr(0, scan.size));
//     if (framing.fault) ...                           // answer it, close
//     ChunkedBody or content_length bytes follow
//
// Source of the rules: RFC 9112, sections 2.2, 3, 5 and 6; RFC 9110, sections 4.2.1, 5.6.2 and 7.2.
// Where they leave a choice, the guard refuses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authledger::server {

struct HeadScan {
  enum class State { incomplete, complete, malformed } state = State::incomplete;
  std::size_t size = 0;  // of a complete head, with its empty line
};

// Where the head ends. `from`: what an earlier scan has looked at already.
HeadScan scan_head(std::string_view bytes, std::size_t from);

struct FramingFault {
  int status;          // 400; 501: a method or coding that nobody here knows; 505: a version
  std::string detail;  // holds nothing of the sender's
};

// What decides where a request ends, and for what it asks.
struct Framing {
  std::optional<FramingFault> fault;  // the rest means nothing then
  bool is_chunked = false;
  std::uint64_t content_length = 0;
  std::string_view target;  // as a path with its query, or "*"; points into the head
};

// Of a complete head.
Framing read_framing(std::string_view head);

// Which status tells of a head that is over its limit before it is complete: 400 there is no
// method, 414 the request line does not end, 431 the fields do not.
int status_of_oversize(std::string_view bytes);

// One line of a head or of a trailer: a name, a colon, a value without controls.
std::optional<std::string> field_fault(std::string_view line);

bool is_token(std::string_view text);  // RFC 9110, 5.6.2

}  // namespace authledger::server
