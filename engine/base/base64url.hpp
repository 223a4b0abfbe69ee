// base64url without padding (RFC 4648, 5; RFC 7515, 2), by libsodium: one text for every row of
// bytes, and no other text is taken for it.
//
//     to_base64url("\xff\xfe")         // "__4"
//     from_base64url("__4")            // the two bytes; none for "__4=", "//4" and "__5"
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace authledger {

std::string to_base64url(std::string_view bytes);

// None: a character outside of the alphabet, padding, a space, an impossible length, or bits behind
// the last byte that are not zero.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace authledger
