#include "engine/store/tokens.hpp"

#include "engine/base/base64url.hpp"
#include "engine/base/secret.hpp"
#include "engine/base/sha256.hpp"
#include "engine/store/organizations.hpp"

namespace authledger::store {
namespace {

constexpr std::size_t bytes_of_secret = 32, letters_of_secret = 43;

}  // namespace

Token draw_token(const std::string& organization) {
  std::string text = organization + "." + to_base64url(random_bytes(bytes_of_secret));
  std::string digest = token_digest(text);
  return {std::move(text), std::move(digest)};
}

std::optional<std::string> organization_of_token(std::string_view text) {
  const auto point = text.find('.');
  if (point == text.npos || text.size() - point - 1 != letters_of_secret) return std::nullopt;
  if (!is_organization_name(text.substr(0, point))) return std::nullopt;
  return std::string(text.substr(0, point));
}

std::string token_digest(std::string_view text) {
  return sha256(text);
}

}  // namespace authledger::store
