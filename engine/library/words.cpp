#include "engine/library/words.hpp"

#include <algorithm>

#include "engine/base/result.hpp"

namespace authledger::library {
namespace {

using Phrases = std::vector<std::string>;

std::string counted(int count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string spoken(std::string_view word) {  // "quarter_hour" -> "quarter hour"
  std::string text(word);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string joined(const Phrases& phrases, const std::string& between) {
  std::string text;
  for (const std::string& phrase : phrases) text += (text.empty() ? "" : between) + phrase;
  return text;
}

std::string hours_or_minutes(int minutes) {
  return minutes % 60 == 0 ? counted(minutes / 60, "hour") : counted(minutes, "minute");
}

std::string authorization_words(Requirement requirement) {
  switch (requirement) {
    case Requirement::required:
      return "authorization required";
    case Requirement::none:
      return "no authorization";
    case Requirement::unknown:
      return "authorization unknown";
    case Requirement::prohibited:
      return "payer may not ask for authorization";
    case Requirement::notification:
      return "notification, no authorization";
  }
  fail("a requirement without a phrase");
}

std::string ages(const ServiceRule& rule) {
  const std::string when = rule.age_at_admission ? " at admission" : "";
  if (rule.age_from && rule.age_to)
    return "ages " + std::to_string(*rule.age_from) + " to " + std::to_string(*rule.age_to) + when;
  if (rule.age_from) return "from age " + std::to_string(*rule.age_from) + when;
  return "up to age " + std::to_string(rule.age_to.value_or(0)) + when;
}

void add_caps(const ServiceRule& rule, Phrases& said) {
  const auto cap = [&](const std::optional<int>& most, const char* period) {
    if (most) said.push_back("at most " + counted(*most, spoken(word(rule.unit))) + " a " + period);
  };
  cap(rule.max_units_per_day, "day");
  cap(rule.max_units_per_week, "week");
  cap(rule.max_units_per_year, "year");
}

void add_week(const ServiceRule& rule, Phrases& said) {
  if (rule.minimum_minutes_per_week)
    said.push_back("at least " + hours_or_minutes(*rule.minimum_minutes_per_week) + " a week");
  if (rule.maximum_minutes_per_week)
    said.push_back("at most " + hours_or_minutes(*rule.maximum_minutes_per_week) + " a week");
  if (rule.minimum_days_per_week)
    said.push_back("at least " + counted(*rule.minimum_days_per_week, "day") + " a week");
  if (rule.maximum_gap_days)
    said.push_back("at most " + counted(*rule.maximum_gap_days, "day") + " between sessions");
}

std::string service(const ServiceRule& rule, bool is_only, bool unit_is_known) {
  Phrases said{authorization_words(rule.authorization)};
  if (rule.for_ages) said.push_back(ages(rule));
  if (unit_is_known) said.push_back("by the " + spoken(word(rule.unit)));
  if (rule.minimum_minutes > 0)
    said.push_back("at least " + hours_or_minutes(rule.minimum_minutes) +
                   (rule.unit == Unit::visit ? " a visit" : " a day"));
  if (rule.rounding != Rounding::down)
    said.push_back("rounded " + std::string(word(rule.rounding)));
  for (const ServiceTier& tier : rule.tiers)
    said.push_back(tier.key + " from " + counted(tier.services, "service") + " a day");
  if (!rule.modalities.empty()) {
    Phrases modalities;
    for (const std::string& modality : rule.modalities) modalities.push_back(spoken(modality));
    said.push_back("only " + joined(modalities, " or "));
  }
  add_caps(rule, said);
  add_week(rule, said);
  if (rule.yearly_units_warning)
    said.push_back("warning at " + counted(*rule.yearly_units_warning, "unit") + " of the year");
  return (is_only ? "" : rule.name.key + ": ") + joined(said, ", ");
}

std::string allowance(const AllowanceRule& rule) {
  Phrases limits;
  if (rule.units) limits.push_back(counted(*rule.units, "unit"));
  if (rule.days) limits.push_back(counted(*rule.days, "day"));
  if (rule.hours) limits.push_back(counted(*rule.hours, "hour"));
  return (limits.empty() ? "units" : "first " + joined(limits, " within ")) +
         " without authorization";
}

std::string review(const ReviewRule& rule) {
  const std::string span = in_words(rule.span);
  switch (rule.shape) {
    case ReviewRule::Shape::before_end:
      return "review " + span + " before the end";
    case ReviewRule::Shape::before_exhaustion:
      return "review " + span + " before units run out";
    case ReviewRule::Shape::before_last_covered_day:
      return "review " + span + " before the last covered day";
    case ReviewRule::Shape::after_start:
      return "review " + span + " after the start";
    case ReviewRule::Shape::units_left:
      return "review when " + counted(rule.units, "unit") + " left";
    case ReviewRule::Shape::units_used:
      return "review after " + counted(rule.units, "unit");
  }
  fail("a shape of review without a phrase");
}

std::string missed(const MissedSessionRule& rule) {
  std::string text = counted(rule.count, "missed session");
  if (rule.pattern == MissedSessionRule::Pattern::consecutive && rule.count > 1)
    text += " in a row";
  if (rule.pattern == MissedSessionRule::Pattern::within_days)
    text += " in " + counted(rule.within_days, "day");
  return text + ": " + spoken(word(rule.action)) + (rule.whom.empty() ? "" : " " + rule.whom) +
         " within " + in_words(rule.notify);
}

std::string duty(const DutyRule& rule) {
  if (rule.after == DutyRule::After::by_session)
    return rule.name.key + " by session " + std::to_string(rule.by_session);
  if (!rule.every && rule.span.kind == Span::Kind::days && rule.span.count == 0)
    return rule.name.key + " on the day of " + spoken(word(rule.after));
  return rule.name.key + (rule.every ? " every " : " within ") + in_words(rule.span) +
         (rule.every ? " from " : " of ") + spoken(word(rule.after));
}

void add_prior_authorization(const PriorAuthorization& rule, Phrases& said) {
  if (rule.required) {
    const bool is_same_day = rule.request.kind == Span::Kind::days && rule.request.count == 0;
    std::string text = is_same_day ? "request by the admission"
                                   : "request within " + in_words(rule.request) + " of admission";
    if (rule.not_earlier) text += ", not earlier than " + in_words(*rule.not_earlier) + " before";
    said.push_back(std::move(text));
  }
  Phrases times;
  if (rule.standard) times.push_back("in " + in_words(*rule.standard));
  if (rule.concurrent) times.push_back("concurrent in " + in_words(*rule.concurrent));
  if (rule.expedited) times.push_back("expedited in " + in_words(*rule.expedited));
  if (rule.urgent_extension)
    times.push_back("urgent extension in " + in_words(rule.urgent_extension->decide));
  for (const ReceiptBand& band : rule.by_receipt)
    times.push_back("received from " + to_text(band.from) + " by " + to_text(band.by) +
                    (band.business_days == 0
                         ? ""
                         : " " + counted(band.business_days, "business day") + " later"));
  if (rule.if_late != IfLate::unknown) times.push_back(spoken(word(rule.if_late)) + " if late");
  if (!times.empty()) said.push_back("decision " + joined(times, ", "));
}

std::string amounts(const RequestAmounts& rule) {
  if (rule.at_most) return "ask for at most " + counted(*rule.at_most, "unit");
  Phrases choices;
  for (const int amount : rule.amounts) choices.push_back(std::to_string(amount));
  return "ask for " + joined(choices, " or ") + " units";
}

std::string retro(const RetroAuthorization& rule) {
  switch (rule.allowed) {
    case RetroAuthorization::Allowed::within:
      return "retroactive authorization within " + in_words(rule.within);
    case RetroAuthorization::Allowed::none:
      return "no retroactive authorization";
    case RetroAuthorization::Allowed::emergency_only:
      return "retroactive authorization only in an emergency";
  }
  fail("a retroactive authorization without a phrase");
}

std::string clock(const ClockRule& rule) {
  Phrases measures;
  if (rule.days) measures.push_back(counted(*rule.days, "day"));
  if (rule.attended_minutes)
    measures.push_back(hours_or_minutes(*rule.attended_minutes) + " of treatment");
  return rule.name.key + " every " + joined(measures, " or ") + (rule.locked ? ", as chosen" : "") +
         (rule.days_before_planned_discharge
              ? ", and " + counted(*rule.days_before_planned_discharge, "day") +
                    " before planned discharge"
              : "");
}

void add_rest(const Policy& policy, Phrases& said) {
  if (policy.approvals) {
    if (policy.approvals->valid_at_least)
      said.push_back("approval valid at least " + in_words(*policy.approvals->valid_at_least));
    if (policy.approvals->not_revocable_for)
      said.push_back("not revocable for " + in_words(*policy.approvals->not_revocable_for));
  }
  for (const RequestAmounts& rule : policy.request_amounts) said.push_back(amounts(rule));
  if (policy.retro_authorization) said.push_back(retro(*policy.retro_authorization));
  if (policy.timely_filing)
    said.push_back("claim within " + in_words(policy.timely_filing->within));
  if (policy.transition)
    said.push_back("approvals of the payer before hold for " +
                   counted(policy.transition->days, "day"));
  for (const ClockRule& rule : policy.clocks) said.push_back(clock(rule));
  for (const EvidenceRule& rule : policy.evidence)
    said.push_back(std::string(word(rule.document)) + " at most " +
                   counted(rule.newest_within_days, "day") + " old");
  for (const ReviewForm& form : policy.review_forms)
    said.push_back("form " + spoken(form.name.key) + " asks " +
                   counted(static_cast<int>(form.required.size() + form.optional.size()), "item"));
  for (const QuotaRule& rule : policy.quotas)
    said.push_back(std::to_string(rule.count) + " " + spoken(rule.kind) +
                   (rule.per_month ? " a month" : " a week"));
  for (const GroupSizeRule& rule : policy.group_sizes)
    said.push_back(joined(rule.kinds, ", ") + " of at most " + std::to_string(rule.maximum));
  for (const ExclusionRule& rule : policy.exclusions)
    said.push_back((rule.within_days == 0
                        ? "not on a day with "
                        : "not within " + counted(rule.within_days, "day") + " of ") +
                   joined(rule.with, " or "));
}

}  // namespace

std::string in_words(const Span& span) {
  switch (span.kind) {
    case Span::Kind::hours:
      return counted(span.count, "hour");
    case Span::Kind::days:
      return counted(span.count, "day");
    case Span::Kind::business_days:
      return counted(span.count, "business day");
    case Span::Kind::months:
      return counted(span.count, "month");
    case Span::Kind::later_of:
    case Span::Kind::earlier_of:
      break;
  }
  Phrases parts;
  for (const Span& part : span.parts) parts.push_back(in_words(part));
  return (span.kind == Span::Kind::later_of ? "the later of " : "the earlier of ") +
         joined(parts, " and ");
}

std::vector<std::string> rules_in_words(const Policy& policy) {
  Phrases said;
  const bool unit_is_known =
      std::none_of(policy.unknown.begin(), policy.unknown.end(),
                   [](const UnknownTopic& topic) { return topic.about == Topic::unit; });
  for (const ServiceRule& rule : policy.services)
    said.push_back(service(rule, policy.services.size() == 1, unit_is_known));
  for (const AllowanceRule& rule : policy.allowances) said.push_back(allowance(rule));
  for (const ReviewRule& rule : policy.reviews) said.push_back(review(rule));
  for (const MissedSessionRule& rule : policy.missed_sessions) said.push_back(missed(rule));
  for (const DutyRule& rule : policy.duties) said.push_back(duty(rule));
  if (policy.prior_authorization) add_prior_authorization(*policy.prior_authorization, said);
  add_rest(policy, said);
  for (const NotRequired& topic : policy.not_required)
    said.push_back(spoken(word(topic.about)) + ": not required");
  return said;
}

}  // namespace authledger::library
