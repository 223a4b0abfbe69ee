// All policy documents at hand, and the choice of the one in force.
//
// Among the payer's documents that cover the date and whose applies_to fields all equal the
// coverage's, the one with the most such fields wins, then the latest `from`, then the first
// listed. Contracts of the facility and state law are stacked on top of it. Source: ledger rules,
// section 2, and payers/RULES.md, section 1.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/policy/criteria.hpp"
#include "engine/policy/policy.hpp"

namespace authledger {

// What a member's coverage says about itself; compared with the documents' applies_to.
struct PlanTerms {
  std::string payer;
  std::optional<std::string> plan, line_of_business, state, funding = {}, network = {};
  std::optional<std::string> facility = {};  // the id of the one that treats
};

// The stacks that were asked for so far. A copy starts empty: a stack points at the documents that
// it was made of. Safe to use from several threads.
class StackedPolicies {
 public:
  StackedPolicies() = default;
  StackedPolicies(const StackedPolicies&) {}
  StackedPolicies& operator=(const StackedPolicies&);

  // The documents from the lowest up; the first is the base and may be a document on top itself.
  const Policy& of(const std::vector<const Policy*>& documents) const;

 private:
  mutable std::mutex mutex_;
  mutable std::map<std::vector<const Policy*>, std::unique_ptr<const Policy>> made_;
};

struct PolicyBook {
  std::vector<Policy> documents;  // not to be changed once in_force() was asked
  std::string fingerprint = {};   // of the texts it was read from; empty: not read from files
  StackedPolicies stacked = {};
  std::vector<CriteriaSet> criteria = {};  // in the order of their files

  const Policy* in_force(const PlanTerms& coverage, Date date) const;  // null: no policy on file
};

// True when `policy` speaks about this coverage, whatever the date.
bool applies_to(const Policy& policy, const PlanTerms& coverage);

// The law would apply to this coverage if it said its funding.
bool waits_for_funding(const Policy& law, const PlanTerms& coverage);

// Where a document has no say: a zone, all defaults, no rules.
Policy plain_policy(const Zone& facility_zone);

}  // namespace authledger
