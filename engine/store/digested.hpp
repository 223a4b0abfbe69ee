// What a digest is computed of. Of the store's own files only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/sha256.hpp"

namespace authledger::store {

// Fields one behind the other, each with its size before it, so that no two lists of fields are the
// same bytes.
class Digested {
 public:
  explicit Digested(char kind) : bytes_(1, kind) {}

  void text(std::string_view text) {
    add_size(text.size());
    bytes_ += text;
  }
  void number(std::int64_t number) { text(std::to_string(number)); }
  void maybe(const std::optional<std::string>& it) {
    if (it)
      text(*it);
    else
      add_size(std::uint64_t{0} - 1);
  }

  std::string digest() const { return sha256(bytes_); }

 private:
  void add_size(std::uint64_t size) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes_ += static_cast<char>(size >> shift & 0xff);
  }

  std::string bytes_;
};

}  // namespace authledger::store
