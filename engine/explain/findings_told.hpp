// The explanations of what has no deadline: findings, weeks below intensity, days without a record,
// what nobody knows.
#pragma once

#include <vector>

#include "engine/explain/telling.hpp"

namespace authledger::explain {

std::vector<Explanation> tell_findings(const Ground& ground, std::string_view kind);
std::vector<Explanation> tell_all_findings(const Ground& ground);
std::vector<Explanation> tell_weeks(const Ground& ground);
std::vector<Explanation> tell_unrecorded(const Ground& ground);  // one, or none
std::vector<Explanation> tell_unknowns(const Ground& ground);    // one, or none
std::vector<Explanation> tell_attendance(const Ground& ground);  // one, or none
std::vector<Explanation> tell_next_request(const Ground& ground);

}  // namespace authledger::explain
