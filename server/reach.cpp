#include "server/reach.hpp"

#include <algorithm>

#include "engine/store/roles.hpp"

namespace authledger::server {

bool is_within(const store::Compartment& inner, const store::Compartment& outer) {
  return !outer ||
         (inner && std::includes(outer->begin(), outer->end(), inner->begin(), inner->end()));
}

std::set<std::string> read_roles(json::Fields& fields, std::string_view whose) {
  std::set<std::string> roles;
  for (std::string& role : fields.texts("roles")) {
    if (!store::is_role(role))
      fields.refuse(ProblemCode::invalid_value, "roles",
                    "there is no role \"" + shortened(role, 100) + "\"");
    roles.insert(std::move(role));
  }
  if (fields.is_object() && roles.empty())
    fields.refuse(ProblemCode::out_of_range, "roles",
                  std::string(whose) + " has at least one role");
  return roles;
}

store::Compartment read_facilities(json::Fields& fields, const Principal& principal,
                                   std::string_view does) {
  store::Compartment facilities;
  std::vector<std::string> named = fields.texts_or_empty("facilities");
  if (!named.empty()) facilities.emplace(named.begin(), named.end());
  if (!is_within(facilities, principal.facilities))
    fields.refuse(ProblemCode::invalid_value, "facilities",
                  "facilities must be among those of whoever " + std::string(does));
  return facilities;
}

}  // namespace authledger::server
