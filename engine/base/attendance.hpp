// What became of a planned session: the one word that policies and the log share.
#pragma once

#include <cstdint>
#include <string_view>

namespace authledger {

// Leaving early is `attended` with fewer minutes.
enum class Outcome : std::uint8_t { attended, no_show, cancelled_by_member, cancelled_by_facility };

std::string_view word(Outcome outcome);

}  // namespace authledger
