// Organizations share a service and nothing else: each has a data directory, so a ledger file, of
// its own. The data directory itself is that of the organization `main`; the others lie in
// organizations/NAME within it.
//
//     for (const std::string& name : organization_names("var")) ... directory_of("var", name) ...
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace authledger::store {

constexpr std::string_view main_organization = "main";

// 1 to 40 letters (a to z), digits and hyphens; the first is no hyphen.
bool is_organization_name(std::string_view name);

std::string directory_of(const std::string& data, const std::string& organization);

// "main" first, then the others by name. Throws sql::Error when a directory in organizations/ has a
// name that no organization has.
std::vector<std::string> organization_names(const std::string& data);

// Makes its directory and an empty ledger. False: it is there already. Throws as
// DataDirectory::open_to_write.
bool add_organization(const std::string& data, const std::string& organization);

}  // namespace authledger::store
