// That a command reads the ledger is entered in the ledger's audit trail, before anything is shown.
// The command is not its writer, so the entry waits in the spool (store/audit_spool.hpp).
#pragma once

#include <string>

#include "engine/time/date.hpp"

namespace authledger::tools {

struct Reading {
  std::string command;       // "authledger explain"
  std::string action;        // as of a route: read, search, export
  std::string record;        // kind: "episode"
  std::string episode = {};  // the one that was asked for; entered when the ledger has it
};

// Nothing when there is no ledger in the directory. Throws sql::Error when it cannot be entered.
void enter_reading(const std::string& directory, Instant now, const Reading& reading);

}  // namespace authledger::tools
