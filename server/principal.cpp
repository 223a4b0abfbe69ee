#include "server/principal.hpp"

#include "engine/store/roles.hpp"

namespace authledger::server {

std::shared_ptr<const Principal> local_principal() {
  static const auto local = std::make_shared<const Principal>(
      Principal{"main", "local", {store::roles.begin(), store::roles.end()}, std::nullopt, ""});
  return local;
}

std::shared_ptr<const Principal> anonymous_principal() {
  static const auto nobody =
      std::make_shared<const Principal>(Principal{"main", "", {}, std::nullopt, ""});
  return nobody;
}

}  // namespace authledger::server
