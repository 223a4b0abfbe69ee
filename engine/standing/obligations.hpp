// Everything with a deadline: reviews, missed-session notices, duties, and what the payer itself
// owes or asked for. Each function appends its obligations to the standing; standing() puts them in
// order.
#pragma once

#include <vector>

#include "engine/standing/allocation.hpp"
#include "engine/standing/standing.hpp"
#include "engine/standing/terms.hpp"

namespace authledger {

// Ledger rules, section 6: one for each approved authorization that has a due date.
void add_reviews(const Terms& terms, const std::vector<Account>& accounts, Standing& standing);

// Section 7: one for each trigger, and one for each notice sent whose trigger is gone.
void add_missed_session_notices(const Terms& terms, Standing& standing);

// Section 8: duties by their anchors, the initial authorization, the payer's decisions, the payer's
// requests.
void add_duties(const Terms& terms, Standing& standing);

}  // namespace authledger
