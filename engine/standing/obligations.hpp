// Everything with a deadline: reviews, missed-session notices, duties, and what the payer itself
// owes or asked for. Each function appends its obligations to the standing; standing() puts them in
// order.
#pragma once

#include <vector>

#include "engine/standing/allocation.hpp"
#include "engine/standing/completions.hpp"
#include "engine/standing/standing.hpp"
#include "engine/standing/terms.hpp"

namespace authledger {

// Ledger rules, section 6: one for each approved authorization that has a due date.
void add_reviews(const Terms& terms, const std::vector<Account>& accounts, Standing& standing);

// Section 7: one for each trigger, and one for each notice sent whose trigger is gone.
void add_missed_session_notices(const Terms& terms, Standing& standing);

// Section 8: duties by their anchors, and the initial authorization.
void add_duties(const Terms& terms, const Completions& completions, Standing& standing);

// Section 8, and payers/RULES.md, section 5: what the payer owes an answer to, and what it asked
// for.
void add_payer_decisions(const Terms& terms, Standing& standing);
void add_payer_requests(const Terms& terms, const Completions& completions, Standing& standing);

// payers/RULES.md, section 7: the reviews that run on a clock.
void add_clocks(const Terms& terms, const Completions& completions, Standing& standing);

// Section 11 there: who has it, what was waived, what sleeps. Last, when all statuses are known.
void apply_actions(const Terms& terms, Standing& standing);

// Section 5 there: how long an approval must last, and until when an urgent request to go on earns
// the short decision. Fills fields of the approved authorizations.
void add_approval_terms(const Terms& terms, Standing& standing);

// Section 8 there: how old what is sent with the obligation may be. Reads its dates and status.
std::vector<EvidenceWanted> evidence_wanted(const Terms& terms, const Policy& policy,
                                            EvidenceFor purpose, const Obligation& obligation);
// Section 12 there: the payer's forms, of every mode.
std::vector<FormAsked> forms_asked(const Terms& terms, const Policy& policy);

}  // namespace authledger
