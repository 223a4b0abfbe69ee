// A standing in JSON: the fields of ledger rules section 11 in their order, then those of
// payers/RULES.md, and a because on every figure.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/base/result.hpp"
#include "engine/standing/standing.hpp"

namespace authledger::json {

void write_standing(JsonWriter& out, const Standing& standing);
void write_authorization(JsonWriter& out, const AuthorizationStanding& authorization);
void write_uncovered(JsonWriter& out, const UncoveredUnits& uncovered);
void write_obligation(JsonWriter& out, const Obligation& obligation);
void write_because(JsonWriter& out, const Because& because);
void write_citation(JsonWriter& out, const Citation& source);

// {"error": {"code", "detail", "pointer", "problems": [...]}}
void write_error(JsonWriter& out, const Problems& problems);
void write_problem(JsonWriter& out, const Problem& problem);

}  // namespace authledger::json
