// Who a request is from, as far as whoever let it in could tell. Handlers ask it what they may
// show; they never see a key, a token or a socket.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "engine/time/date.hpp"

namespace authledger::server {

struct Principal {
  std::string organization;     // the tenant; its ledger is the only one within reach
  std::string subject;          // "key:7f3a…", "person:7f3a…", "oidc:https://idp|42", "local"
  std::set<std::string> roles;  // names of server/access.json
  std::optional<std::set<std::string>> facilities;  // null: all of the organization
  std::string source_system;                        // empty: not bound to one
  std::string key = {};                             // id of the API key; empty: no key
  bool reads_by_emergency = false;                  // some of the facilities are not its own
  std::optional<Instant> expires_at = {};  // of the key, token or session; null: it does not
  std::string name = {};                   // what people call them; empty: as the subject says
  std::string session = {};  // digest of the browser's session; empty: let in otherwise

  bool is_signed_in() const { return !subject.empty(); }
};

// Everything at once: for a service that was told to let in whoever reaches its loopback address.
std::shared_ptr<const Principal> local_principal();

// Nobody: sees what is public and nothing else.
std::shared_ptr<const Principal> anonymous_principal();

}  // namespace authledger::server
