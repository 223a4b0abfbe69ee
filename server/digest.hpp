// SHA-256, for what must tell two texts apart: entity tags, fingerprints of requests.
#pragma once

#include <string>
#include <string_view>

namespace authledger::server {

std::string sha256(std::string_view text);  // 64 lower-case hexadecimal digits

}  // namespace authledger::server
