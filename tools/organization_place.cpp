#include "tools/organization_place.hpp"

#include <ostream>

#include "engine/store/organizations.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/roles.hpp"

namespace authledger::tools {

std::optional<std::string> directory_of(const KeyPlace& place, std::ostream& errors) {
  if (!store::is_organization_name(place.organization)) {
    errors << "\"" << place.organization << "\" is not the name of an organization\n";
    return std::nullopt;
  }
  std::string directory = store::directory_of(place.data, place.organization);
  if (place.organization == store::main_organization) return directory;
  for (const std::string& name : store::organization_names(place.data))
    if (name == place.organization) return directory;
  errors << "there is no organization " << place.organization
         << "; add it with authledger organizations add\n";
  return std::nullopt;
}

int say_that_it_runs(const store::LockHeld& error, const std::string& instead,
                     std::ostream& errors) {
  errors << error.what() << "; a service that runs takes " << instead
         << " from an admin, or stop it first\n";
  return exit_try_again;
}

std::optional<std::string> objection_to_roles(const std::set<std::string>& roles) {
  if (roles.empty()) return "name at least one --role";
  for (const std::string& role : roles)
    if (!store::is_role(role)) {
      std::string all;
      for (const std::string_view it : store::roles) all += " " + std::string(it);
      return "there is no role \"" + role + "\"; there are:" + all;
    }
  return std::nullopt;
}

std::optional<std::string> unknown_facility(sql::Connection& connection,
                                            const store::Compartment& facilities) {
  if (!facilities) return std::nullopt;
  for (const std::string& facility : *facilities)
    if (!store::find_facility(connection, facility, store::registered_last)) return facility;
  return std::nullopt;
}

}  // namespace authledger::tools
