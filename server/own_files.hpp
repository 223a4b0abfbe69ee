// Settings that each organization has for itself: who gets its notices, when its staff are
// reminded. The option names one file, which is that of the organization `main`, or a folder with a
// file NAME.json for each organization that has one. Nothing of one organization is of another.
//
//     auto endpoints = read_own_endpoints("/etc/authledger/endpoints", {"main", "bravo"});
//     (*endpoints)["bravo"].all ...
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/standing/reminders.hpp"
#include "server/endpoints.hpp"

namespace authledger::server {

// Of each organization; without a file it has none. An empty place: nobody has any.
using OwnEndpoints = std::map<std::string, Endpoints>;
using OwnReminders = std::map<std::string, std::vector<ReminderRule>>;

// Refused with every fault of every file, each named: a file of no organization; a folder of a file
// endpoint that two organizations share, where the letters of one would lie before the other.
Result<OwnEndpoints> read_own_endpoints(const std::string& place,
                                        const std::vector<std::string>& organizations);
Result<OwnReminders> read_own_reminders(const std::string& place,
                                        const std::vector<std::string>& organizations);

}  // namespace authledger::server
