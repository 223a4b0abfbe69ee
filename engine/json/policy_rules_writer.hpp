// Writes the rules of a policy, section by section, in one of two manners: as they stand in their
// document, or as what is in force, each with its document and source written out.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/policy/policy.hpp"

namespace authledger::json {

enum class RuleManner : std::uint8_t {
  document,  // "source": "key of a source of the document"
  in_force,  // "policy": {...}, "source": {...} or null
};

class PolicyRulesWriter {
 public:
  PolicyRulesWriter(JsonWriter& out, const Policy& policy, RuleManner manner)
      : out_(out), policy_(policy), manner_(manner) {}

  // The sections from services to not_required, those that the policy has; services and
  // reviews_open always.
  void write_all();

 private:
  void write_name(const RuleName& name);    // of a rule with a key
  void write_origin(const RuleName& name);  // where it stands and where it comes from
  void write_document(const Policy& document);
  template <class Rule, class Write>
  void write_section(std::string_view section, const std::vector<Rule>& rules, Write write);
  template <class Rule, class Write>
  void write_section(std::string_view section, const std::optional<Rule>& rule, Write write);

  void write_care();       // what is given: services, allowances, amounts
  void write_dates();      // what has a date: reviews, missed sessions, duties, clocks, evidence
  void write_decisions();  // what a document has once
  void write_contents();   // what is asked of packets and of care: forms, quotas, sizes, exclusions
  void write_topics();
  void write_service(const ServiceRule& rule);
  void write_review(const ReviewRule& rule);
  void write_missed_sessions(const MissedSessionRule& rule);
  void write_duty(const DutyRule& rule);
  void write_clock(const ClockRule& rule);
  void write_prior_authorization(const PriorAuthorization& rule);
  void write_decision(const PriorAuthorization& rule);
  void write_decision_origins(const PriorAuthorization& rule);

  JsonWriter& out_;
  const Policy& policy_;
  const RuleManner manner_;
};

}  // namespace authledger::json
