// A set of texts in one column, as a JSON array in their order.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace authledger::store {

std::string text_of(const std::set<std::string>& texts);

// Throws sql::DamagedRow when it is none; `whose` says in what row it stands: "a key".
std::set<std::string> set_of(std::string_view text, const std::string& whose);

}  // namespace authledger::store
