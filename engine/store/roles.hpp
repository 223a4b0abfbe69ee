// The roles that a key may have. What each may do stands in server/access.json, which names the
// same ones.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace authledger::store {

constexpr std::array<std::string_view, 10> roles{
    "ehr_ingest", "front_desk",      "therapist", "biller",  "ur_reviewer",
    "ur_lead",    "privacy_officer", "admin",     "auditor", "calendar"};

constexpr bool is_role(std::string_view name) {
  return std::find(roles.begin(), roles.end(), name) != roles.end();
}

}  // namespace authledger::store
