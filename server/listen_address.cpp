#include "server/listen_address.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace authledger::server {
namespace {

bool is_version_6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool is_version_4(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

}  // namespace

bool ListenAddress::is_loopback() const {
  return host == "::1" || (is_version_4(host) && host.starts_with("127."));
}

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  ListenAddress address;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  const std::string_view host = text.substr(0, colon);
  if (host == "localhost") {
    address.host = "127.0.0.1";
    return address;
  }
  if (host.starts_with('[') && host.ends_with(']')) {
    address.host = host.substr(1, host.size() - 2);
    return is_version_6(address.host) ? std::optional(address) : std::nullopt;
  }
  address.host = host;
  return is_version_4(address.host) ? std::optional(address) : std::nullopt;
}

std::string to_text(const ListenAddress& address) {
  const bool needs_brackets = address.host.find(':') != std::string::npos;
  return (needs_brackets ? "[" + address.host + "]" : address.host) + ":" +
         std::to_string(address.port);
}

}  // namespace authledger::server
