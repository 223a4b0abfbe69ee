#include "server/principal.hpp"

namespace authledger::server {

std::shared_ptr<const Principal> local_principal() {
  static const auto local =
      std::make_shared<const Principal>(Principal{"main", "local", {"admin"}, std::nullopt, ""});
  return local;
}

}  // namespace authledger::server
