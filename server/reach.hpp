// What whoever makes a key or a person may give them: roles that there are, and facilities among
// one's own.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "engine/json/fields.hpp"
#include "engine/store/compartment.hpp"
#include "server/principal.hpp"

namespace authledger::server {

// Whoever is bound to facilities has to do with these only.
bool is_within(const store::Compartment& inner, const store::Compartment& outer);

// Members of the body, refused with their place; `whose`: "a key".
std::set<std::string> read_roles(json::Fields& fields, std::string_view whose);
// `does`: what the principal does: "makes the key".
store::Compartment read_facilities(json::Fields& fields, const Principal& principal,
                                   std::string_view does);

}  // namespace authledger::server
