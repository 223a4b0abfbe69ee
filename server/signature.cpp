#include "server/signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "engine/base/result.hpp"

namespace authledger::server {
namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t shortest_key = 24, longest_key = 64;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  ensure(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(),
              digest.data(), &size) != nullptr,
         "OpenSSL cannot compute an HMAC");
  return {reinterpret_cast<const char*>(digest.data()), size};
}

}  // namespace

std::optional<std::string> webhook_key(std::string_view secret) {
  if (!secret.starts_with(prefix)) return std::nullopt;
  secret.remove_prefix(prefix.size());
  const auto padding = static_cast<std::size_t>(
      std::find_if(secret.rbegin(), secret.rend(), [](char c) { return c != '='; }) -
      secret.rbegin());
  if (secret.empty() || secret.size() % 4 != 0 || padding > 2 || secret.size() > 128)
    return std::nullopt;
  std::string key(secret.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(key.data()), bytes_of(secret),
                                   static_cast<int>(secret.size()));
  if (size < 0) return std::nullopt;
  key.resize(static_cast<std::size_t>(size) - padding);
  if (key.size() < shortest_key || key.size() > longest_key) return std::nullopt;
  return key;
}

std::string webhook_signature(const std::vector<std::string>& keys, std::string_view id, Instant at,
                              std::string_view body) {
  const std::string signed_text =
      std::string(id) + '.' + std::to_string(at.seconds()) + '.' + std::string(body);
  std::string signatures;
  for (const std::string& key : keys)
    signatures += (signatures.empty() ? "v1," : " v1,") + base64(hmac(key, signed_text));
  return signatures;
}

}  // namespace authledger::server
