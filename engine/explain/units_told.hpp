// The explanations of units: what is approved, used, left, and without cover.
#pragma once

#include <string>
#include <vector>

#include "engine/explain/telling.hpp"

namespace authledger::explain {

Explanation tell_remaining(const Ground& ground);
Explanation tell_coverage(const Ground& ground);  // covered_through and first_uncovered_day
Explanation tell_authorization(const Ground& ground, const AuthorizationStanding& shown);
Explanation tell_session(const Ground& ground, const SessionStanding& session);
std::vector<Explanation> tell_uncovered(const Ground& ground, Date date);  // an entry each

// How the units of an authorization went and will go, a sentence each: "7 of 12 went to attended
// sessions, …", "the schedule takes the 8th on …".
std::vector<std::string> story_of_units(const Ground& ground, const Account& account);

std::string line_word(const AuthorizationStanding& shown, std::size_t line);  // "A1 (S9480)"

// Whether the account's time has a session of that date which starts then.
bool spans(const Account& account, Date date, Instant start);

}  // namespace authledger::explain
