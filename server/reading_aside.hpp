// Reads of many episodes are done aside, on a connection of their own, so that nobody waits for
// them.
#pragma once

#include <memory>

#include "engine/store/sql.hpp"
#include "server/aside.hpp"

namespace authledger::server {

struct ReadingAside {
  Aside aside = do_at_once;
  // Used by one task of `aside` at a time. Null: that of the call, which do_at_once may use.
  std::shared_ptr<sql::Connection> reader = {};
};

}  // namespace authledger::server
