// Which passwords are taken (NIST SP 800-63B, 5.1.1.2): long ones, whatever they are made of, but
// for those that everybody tries first.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace authledger::server {

constexpr std::size_t least_password = 12;       // characters
constexpr std::size_t longest_password = 1'024;  // bytes

// What stands against a password of a person of this name, in words for that person; none: nothing.
std::optional<std::string> objection_to_password(std::string_view password, std::string_view name);

}  // namespace authledger::server
