// The address to listen on, as it stands on a command line: "127.0.0.1:8080", "[::1]:0",
// "localhost:8080". Names other than localhost are not looked up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authledger::server {

struct ListenAddress {
  std::string host;        // an IP address
  std::uint16_t port = 0;  // 0: any that is free

  bool is_loopback() const;
};

std::optional<ListenAddress> parse_listen_address(std::string_view text);

std::string to_text(const ListenAddress& address);

}  // namespace authledger::server
