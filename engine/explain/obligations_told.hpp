// The explanations of obligations, one function for each kind.
#pragma once

#include "engine/explain/telling.hpp"

namespace authledger::explain {

Explanation tell_review(const Ground& ground, const Obligation& review);
Explanation tell_notice(const Ground& ground, const Obligation& notice);
Explanation tell_duty(const Ground& ground, const Obligation& duty);
Explanation tell_initial_authorization(const Ground& ground, const Obligation& duty);
Explanation tell_clock(const Ground& ground, const Obligation& duty);
Explanation tell_decision(const Ground& ground, const Obligation& decision);
Explanation tell_request(const Ground& ground, const Obligation& request);

Explanation tell_obligation(const Ground& ground, const Obligation& obligation);

// What the kinds share.

// The figure: what is due when by the arithmetic, and its status; a caution where the ledger's own
// date is another.
void conclude(Telling& telling, const Obligation& obligation, const std::string& subject,
              Instant reckoned, const Zone& payer);

// Open, overdue or upcoming: how long it has been or there still is.
void tell_pending(Telling& telling, const Obligation& obligation, Instant due_at);

// Met or late, by the event of `seq` that happened at `at`.
void tell_met(Telling& telling, const std::string& what, Instant at, Seq seq, Instant due_at);

void tell_evidence(Telling& telling, const Obligation& obligation, const Policy& policy);

// The earliest fact of those whose key matches; null: none.
const Said<DutyCompleted>* earliest_completion(const Ground& ground, const std::string& key);

}  // namespace authledger::explain
