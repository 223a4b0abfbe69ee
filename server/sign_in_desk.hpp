// What the routes of signing in share, over the requests of one organization.
#pragma once

#include "server/aside.hpp"
#include "server/sign_in_settings.hpp"
#include "server/sign_in_throttle.hpp"

namespace authledger::server {

struct SignInDesk {
  SignInSettings settings = {};
  SignInThrottle throttle = {};
  Aside passwords = do_at_once;  // hashes them
};

}  // namespace authledger::server
