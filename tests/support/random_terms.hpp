// Drawn rules of the shapes beyond the ledger's core; see payers/RULES.md.
#pragma once

#include "tests/support/dice.hpp"
#include "tests/support/json.hpp"

namespace authledger::test {

nlohmann::json days_or_business_days(Dice& dice);
nlohmann::json random_span(Dice& dice);
nlohmann::json some_codes(Dice& dice);

// Adds to a rule of the core what it may have beyond it.
void extend_service(Dice& dice, nlohmann::json& rule, int place);
void extend_duty(Dice& dice, nlohmann::json& rule);
void extend_prior_authorization(Dice& dice, nlohmann::json& rule);

// Adds sections and lists that only the shapes beyond the core have.
void add_terms(Dice& dice, nlohmann::json& policy);
void add_topics(Dice& dice, nlohmann::json& policy);

// What a document of a layer on top has more or less than one of a payer.
void put_on_top(Dice& dice, nlohmann::json& policy, const char* layer);

}  // namespace authledger::test
