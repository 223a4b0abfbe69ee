// Where an organization's ledger lies, for the commands that make who signs in.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "engine/store/data_directory.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {

// None: there is no such organization, which was said. That of the main one is made with its first
// key or person, before the service has ever run.
std::optional<std::string> directory_of(const KeyPlace& place, std::ostream& errors);

// `instead`: how an admin asks the running service. exit_try_again.
int say_that_it_runs(const store::LockHeld& error, const std::string& instead,
                     std::ostream& errors);

// What stands against roles that somebody shall have; none: nothing.
std::optional<std::string> objection_to_roles(const std::set<std::string>& roles);

// A facility of them that the register does not have; none: it has them all.
std::optional<std::string> unknown_facility(sql::Connection& connection,
                                            const store::Compartment& facilities);

}  // namespace authledger::tools
