// Whether people sign in, in which ways, and for how long.
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/password.hpp"
#include "engine/store/browser_sessions.hpp"

namespace authledger::server {

enum class SignIn : std::uint8_t {
  required,
  off  // whoever reaches the service is local_principal()
};

struct SignInSettings {
  SignIn sign_in = SignIn::required;
  bool takes_people = false;  // those of the ledger, with their passwords
  std::string provider =
      {};  // what people call the identity provider; empty: no browser goes there
  bool comes_by_tls = false;  // the browser does, so that its cookie may not go in the clear
  store::SessionRules sessions = {};
  PasswordCost password_cost = {};
};

}  // namespace authledger::server
