// The guard before the HTTP parser: a head whose framing two programs could understand differently
// is refused, because the body of one request must never be read as the next one. Beast 1.81 alone
// lets many such heads through.
//
//     const HeadScan scan = scan_head(bytes, 0);       // until it is complete
//     if (const auto fault = framing_fault(bytes.substr(0, scan.size))) ...   // 400, close
//
// Source of the rules: RFC 9112, sections 2.2, 3.2, 5 and 6.
#pragma once

#include <cstddef>
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

// Of a complete head; none: one way to read it.
std::optional<std::string> framing_fault(std::string_view head);

}  // namespace authledger::server
