// Passwords of people, kept as Argon2id by libsodium: the text that is kept names its salt and its
// cost, so that the cost can rise later without anybody choosing a new password.
//
//     const std::string kept = hash_password("correct horse battery", {});    // "$argon2id$v=19$…"
//     is_password(kept, "correct horse battery")
//
// Each takes the time and the memory of the cost: with the usual one about half a second of one
// core and 256 MiB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace authledger {

// The usual one: libsodium's "moderate".
struct PasswordCost {
  std::uint64_t passes = 3;                    // at least 1
  std::size_t bytes = std::size_t{256} << 20;  // at least 8 KiB
};

// Throws std::bad_alloc when there is not so much memory.
std::string hash_password(std::string_view password, const PasswordCost& cost);

// False too: `kept` is none, or there is not so much memory.
bool is_password(const std::string& kept, std::string_view password);

// One that no password has: to be compared with when there is nobody, so that the answer takes as
// long.
std::string nobodys_password(const PasswordCost& cost);

}  // namespace authledger
