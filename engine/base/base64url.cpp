#include "engine/base/base64url.hpp"

#include <sodium/utils.h>

namespace authledger {
namespace {

constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

std::string to_base64url(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
  const void* const in = bytes.data();
  sodium_bin2base64(text.data(), text.size(), static_cast<const unsigned char*>(in), bytes.size(),
                    variant);
  text.pop_back();  // the NUL at its end
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  void* const out = bytes.data();
  std::size_t size = 0;
  if (sodium_base642bin(static_cast<unsigned char*>(out), bytes.size(), text.data(), text.size(),
                        nullptr, &size, nullptr, variant) != 0)
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

}  // namespace authledger
