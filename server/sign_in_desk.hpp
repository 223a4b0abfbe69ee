// What the routes of signing in share, over the requests of one organization.
#pragma once

#include "server/aside.hpp"
#include "server/sign_in_settings.hpp"
#include "server/sign_in_throttle.hpp"

namespace authledger::server {

class ProviderSignIn;

struct SignInDesk {
  SignInSettings settings = {};
  SignInThrottle throttle = {};
  Aside passwords = do_at_once;  // hashes them
  // Where browsers are sent to sign in; null: nowhere. Shared with other organizations.
  ProviderSignIn* provider = nullptr;
  Aside exchanges = do_at_once;  // asks it
};

}  // namespace authledger::server
