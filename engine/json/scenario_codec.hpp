// A scenario: everything a standing is computed from, in one document. Ledger rules, section 11.
#pragma once

#include "engine/episode/event.hpp"
#include "engine/episode/facility.hpp"
#include "engine/json/fields.hpp"
#include "engine/policy/policy_book.hpp"

namespace authledger::json {

struct Scenario {
  Instant as_of;
  Facility facility;
  PolicyBook book;
  std::vector<Event> log;
};

Result<Scenario> read_scenario(JsonNode node);

}  // namespace authledger::json
