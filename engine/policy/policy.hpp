// A payer's rules for one period: what a session costs, when reviews and notices are due, which
// other duties have a date; and what no source says. A document may stand on top of another: a
// contract of the facility's own, or state law (payers/RULES.md, section 1).
//
// The JSON form and its manual: schemas/policy.schema.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/policy/rules.hpp"

namespace authledger {

enum class Layer : std::uint8_t { payer, contract, law };  // in the order in which they are stacked
std::string_view word(Layer layer);

struct Policy {
  std::string payer = {};
  std::string version = {};
  Layer layer = Layer::payer;
  Date from = {};
  std::optional<Date> to = {};  // none: open
  std::optional<std::string> plan = {}, line_of_business = {}, state = {}, funding = {},
                             network = {};   // none: any
  std::optional<std::string> facility = {};  // whose contract it is; none: every facility's

  PayerTime time;
  Weekday week_starts = Weekday::sun;
  std::vector<ServiceRule> services = {};
  std::vector<AllowanceRule> allowances = {};
  std::vector<ReviewRule> reviews = {};
  Span reviews_open = Span::business_days(5);
  std::vector<MissedSessionRule> missed_sessions = {};
  std::vector<DutyRule> duties = {};
  std::optional<PriorAuthorization> prior_authorization = {};
  std::optional<ApprovalTerms> approvals = {};
  std::vector<RequestAmounts> request_amounts = {};
  std::optional<RetroAuthorization> retro_authorization = {};
  std::optional<TimelyFiling> timely_filing = {};
  std::optional<Transition> transition = {};
  std::vector<ClockRule> clocks = {};
  std::vector<EvidenceRule> evidence = {};
  std::vector<ReviewForm> review_forms = {};
  std::vector<QuotaRule> quotas = {};
  std::vector<GroupSizeRule> group_sizes = {};
  std::vector<ExclusionRule> exclusions = {};
  std::vector<UnknownTopic> unknown = {};
  std::vector<NotRequired> not_required = {};
  std::vector<std::string> removes = {};  // keys of rules below; only of documents on top
  std::vector<Citation> sources = {};
  std::string note = {};

  // The documents that this one is stacked from, the lowest first; empty: it is a document itself.
  std::vector<const Policy*> stack = {};

  bool covers(Date date) const { return from <= date && (!to || date <= *to); }
  // Of a document itself, it; of a stack, the lowest.
  const Policy& lowest() const { return stack.empty() ? *this : *stack.front(); }
  const Policy& document_of(const RuleName& rule) const {
    return rule.document ? *rule.document : lowest();
  }
  const Citation* source_of(const RuleName& rule) const {
    return rule.source < 0 ? nullptr
                           : &document_of(rule).sources[static_cast<std::size_t>(rule.source)];
  }
};

}  // namespace authledger
