#include "server/address_rules.hpp"

#include <algorithm>

namespace authledger::server {
namespace {

struct Block {
  std::array<std::uint8_t, 16> start{};
  int bits = 0;
};

// IANA's registries of special-purpose addresses, what is not globally reachable, and multicast.
constexpr std::array not_public_4{Block{{0}, 8},
                                  Block{{10}, 8},
                                  Block{{100, 64}, 10},
                                  Block{{127}, 8},
                                  Block{{169, 254}, 16},
                                  Block{{172, 16}, 12},
                                  Block{{192, 0, 0}, 24},
                                  Block{{192, 0, 2}, 24},
                                  Block{{192, 88, 99}, 24},
                                  Block{{192, 168}, 16},
                                  Block{{198, 18}, 15},
                                  Block{{198, 51, 100}, 24},
                                  Block{{203, 0, 113}, 24},
                                  Block{{224}, 4},
                                  Block{{240}, 4}};
// Within 2000::/3, which alone is given out.
constexpr std::array not_public_6{Block{{0x20, 0x01, 0, 0}, 23},
                                  Block{{0x20, 0x01, 0x0d, 0xb8}, 32}, Block{{0x3f, 0xff}, 20}};

bool is_in(const Block& block, std::span<const std::uint8_t> bytes) {
  for (int bit = 0; bit < block.bits; bit += 8) {
    const auto at = static_cast<std::size_t>(bit / 8);
    const int left = std::min(8, block.bits - bit);
    const auto mask = static_cast<std::uint8_t>(0xff << (8 - left));
    if ((bytes[at] & mask) != (block.start[at] & mask)) return false;
  }
  return true;
}

template <class Blocks>
bool is_in_any(const Blocks& blocks, std::span<const std::uint8_t> bytes) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [&](const Block& block) { return is_in(block, bytes); });
}

bool is_public_6(std::span<const std::uint8_t> bytes) {
  constexpr Block mapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
  constexpr Block translated{{0, 0x64, 0xff, 0x9b}, 96};
  constexpr Block six_to_four{{0x20, 0x02}, 16};
  constexpr Block given_out{{0x20}, 3};
  if (is_in(mapped, bytes) || is_in(translated, bytes)) return is_public_address(bytes.subspan(12));
  if (is_in(six_to_four, bytes)) return is_public_address(bytes.subspan(2, 4));
  return is_in(given_out, bytes) && !is_in_any(not_public_6, bytes);
}

}  // namespace

bool is_public_address(std::span<const std::uint8_t> bytes) {
  if (bytes.size() == 4) return !is_in_any(not_public_4, bytes);
  return bytes.size() == 16 && is_public_6(bytes);
}

}  // namespace authledger::server
