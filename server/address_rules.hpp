// Which addresses the service may call when it delivers: those of the public internet. An endpoint
// that an operator has written down may be told to be elsewhere.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace authledger::server {

// Of the address itself, after names were resolved, in network order: 4 bytes or 16. False for
// loopback, private, link-local, shared, multicast, documentation and reserved ones, and for IPv6
// addresses that carry such an IPv4 address.
bool is_public_address(std::span<const std::uint8_t> bytes);

}  // namespace authledger::server
