// The sections that a document has once: requests and decisions, what an approval is worth, how
// long after the care something can still be asked for or filed.
#include <algorithm>

#include "engine/json/policy_rules.hpp"

namespace authledger::json {
namespace {

constexpr IfLate all_late_decisions[] = {IfLate::deemed_granted, IfLate::deemed_denied};

enum class RetroAllowed : std::uint8_t { within, none, emergency_only };
constexpr RetroAllowed all_retro_allowed[] = {RetroAllowed::within, RetroAllowed::none,
                                              RetroAllowed::emergency_only};
std::string_view word(RetroAllowed allowed) {
  switch (allowed) {
    case RetroAllowed::within:
      return "within";
    case RetroAllowed::none:
      return "none";
    case RetroAllowed::emergency_only:
      return "emergency_only";
  }
  fail("an allowance of retroactive requests without a word");
}

using authledger::word;  // beside the one above, for Fields::one_of

// Sections are called by their own name in a because.
RuleName section_name(std::string_view section, Fields& fields, const Policy& policy) {
  RuleName name{std::string(section)};
  read_source(fields, policy, name);
  return name;
}

TimeOfDay read_time(Fields& fields, std::string_view name) {
  const auto node = fields.require(name);
  return node ? read_time_of_day(*node, fields.place_of(name), fields.problems) : TimeOfDay();
}

ReceiptBand read_band(Fields& fields) {
  const std::size_t problems_before = fields.problems.size();
  ReceiptBand band;
  band.from = read_time(fields, "from");
  if (fields.take("to")) band.to = read_time(fields, "to");
  band.business_days = fields.integer("business_days", 0, longest_span);
  band.by = read_time(fields, "by");
  if (fields.problems.size() == problems_before && band.to && *band.to <= band.from)
    fields.refuse(ProblemCode::invalid_value, "to",
                  "to is " + to_text(*band.to) + ", not after from, " + to_text(band.from) +
                      "; a band over midnight is two: leave to out for the end of the day");
  return band;
}

void read_bands(PriorAuthorization& rule, Fields& decision) {
  const std::size_t problems_before = decision.problems.size();
  each_object(decision, "by_receipt",
              [&](Fields& fields, const Place&) { rule.by_receipt.push_back(read_band(fields)); });
  if (decision.problems.size() > problems_before) return;
  std::vector<ReceiptBand> bands = rule.by_receipt;
  std::sort(bands.begin(), bands.end(),
            [](const auto& one, const auto& other) { return one.from < other.from; });
  for (std::size_t i = 1; i < bands.size(); ++i) {
    if (bands[i - 1].to && *bands[i - 1].to <= bands[i].from) continue;
    decision.refuse(ProblemCode::invalid_value, "by_receipt",
                    "the band from " + to_text(bands[i - 1].from) + " runs into the one from " +
                        to_text(bands[i].from) + "; let it end where the next begins");
    return;
  }
}

void read_decision(PriorAuthorization& rule, Fields& decision) {
  rule.standard = optional_span(decision, "standard");
  rule.expedited = optional_span(decision, "expedited");
  rule.concurrent = optional_span(decision, "concurrent");
  optional_object(decision, "urgent_extension", [&](Fields& fields, const Place&) {
    UrgentExtension extension;
    if (const auto before = fields.require("before_end"))
      extension.hours_before_end = read_count_of("hours", *before, fields.place_of("before_end"),
                                                 fields.problems, 0, 24 * longest_span);
    if (const auto decide = fields.require("decide"))
      extension.decide = read_span(*decide, fields.place_of("decide"), fields.problems, 0);
    rule.urgent_extension = extension;
  });
  read_bands(rule, decision);
  rule.if_late = decision.one_of_or("if_late", all_late_decisions, IfLate::unknown);
}

}  // namespace

void read_prior_authorization(Fields& document, Policy& policy) {
  optional_object(document, "prior_authorization", [&](Fields& fields, const Place&) {
    PriorAuthorization rule;
    rule.name = section_name("prior_authorization", fields, policy);
    rule.named = {rule.name, rule.name, rule.name, rule.name, rule.name};
    rule.says_required = policy.layer == Layer::payer || fields.take("required");
    if (rule.says_required) rule.required = fields.boolean("required");
    if (const auto request = optional_span(fields, "request")) rule.request = *request;
    rule.not_earlier = optional_day_span(fields, "not_earlier");
    for (const char* name : {"request", "not_earlier"})
      if (!rule.says_required && fields.take(name))
        fields.refuse(ProblemCode::invalid_value, name,
                      std::string(name) + " goes with required, which is missing; state both");
    optional_object(fields, "decision",
                    [&](Fields& decision, const Place&) { read_decision(rule, decision); });
    policy.prior_authorization = std::move(rule);
  });
}

void read_approvals(Fields& document, Policy& policy) {
  optional_object(document, "approvals", [&](Fields& fields, const Place& place) {
    ApprovalTerms rule;
    rule.name = section_name("approvals", fields, policy);
    rule.valid_at_least = optional_span(fields, "valid_at_least");
    rule.not_revocable_for = optional_span(fields, "not_revocable_for");
    if (fields.is_object() && !rule.valid_at_least && !rule.not_revocable_for)
      refuse(fields.problems, ProblemCode::missing_field, place,
             "approvals needs valid_at_least or not_revocable_for; both are missing");
    policy.approvals = std::move(rule);
  });
}

void read_retro_authorization(Fields& document, Policy& policy) {
  optional_object(document, "retro_authorization", [&](Fields& fields, const Place& place) {
    RetroAuthorization rule;
    rule.name = section_name("retro_authorization", fields, policy);
    const auto allowed = fields.one_of("allowed", all_retro_allowed);
    rule.allowed = allowed == RetroAllowed::within ? RetroAuthorization::Allowed::within
                   : allowed == RetroAllowed::none ? RetroAuthorization::Allowed::none
                                                   : RetroAuthorization::Allowed::emergency_only;
    const auto within = optional_span(fields, "within");
    rule.within = within.value_or(Span::days(0));
    if (allowed == RetroAllowed::within && !within && fields.is_object())
      refuse(fields.problems, ProblemCode::missing_field, place,
             "within is missing; say how long after the service date");
    if (allowed != RetroAllowed::within && within)
      fields.refuse(ProblemCode::invalid_value, "within",
                    "within goes with \"allowed\": \"within\" only; leave one of them out");
    policy.retro_authorization = std::move(rule);
  });
}

void read_timely_filing(Fields& document, Policy& policy) {
  optional_object(document, "timely_filing", [&](Fields& fields, const Place&) {
    TimelyFiling rule;
    rule.name = section_name("timely_filing", fields, policy);
    if (const auto within = fields.require("within"))
      rule.within = read_span(*within, fields.place_of("within"), fields.problems, 1);
    if (rule.within.kind != Span::Kind::days && rule.within.kind != Span::Kind::months)
      fields.refuse(ProblemCode::invalid_value, "within",
                    "claims are filed within days or months; say within in one of them");
    policy.timely_filing = std::move(rule);
  });
}

void read_transition(Fields& document, Policy& policy) {
  optional_object(document, "transition", [&](Fields& fields, const Place&) {
    Transition rule;
    rule.name = section_name("transition", fields, policy);
    rule.days = fields.integer("days", 0, longest_span);
    policy.transition = std::move(rule);
  });
}

}  // namespace authledger::json
