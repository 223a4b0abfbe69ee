// All policy documents at hand, and the choice of the one in force.
//
// Among the documents of the payer that cover the date and whose applies_to fields all equal the
// coverage's, the one with the most such fields wins, then the latest `from`, then the first
// listed. Source: ledger rules, section 2.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/policy/policy.hpp"

namespace authledger {

// What a member's coverage says about itself; compared with the documents' applies_to.
struct PlanTerms {
  std::string payer;
  std::optional<std::string> plan, line_of_business, state;
};

struct PolicyBook {
  std::vector<Policy> documents;
  std::string fingerprint = {};  // of the texts it was read from; empty: not read from files

  const Policy* in_force(const PlanTerms& coverage, Date date) const;  // null: no policy on file
};

// True when `policy` speaks about this coverage, whatever the date.
bool applies_to(const Policy& policy, const PlanTerms& coverage);

// Where a document has no say: a zone, all defaults, no rules.
Policy plain_policy(const Zone& facility_zone);

}  // namespace authledger
