// The rules about services: what they cost, what may be asked for, what they must consist of.
#include <algorithm>

#include "engine/json/policy_rules.hpp"

namespace authledger::json {
namespace {

constexpr Unit all_units[] = {Unit::visit, Unit::day, Unit::hour, Unit::quarter_hour};
constexpr Rounding all_roundings[] = {Rounding::down, Rounding::nearest, Rounding::up};
constexpr Requirement all_requirements[] = {Requirement::required, Requirement::none,
                                            Requirement::unknown, Requirement::prohibited,
                                            Requirement::notification};

enum class AgeOn : std::uint8_t { service_date, admission };
constexpr AgeOn all_ages_on[] = {AgeOn::service_date, AgeOn::admission};
std::string_view word(AgeOn on) {
  return on == AgeOn::service_date ? "service_date" : "admission";
}

enum class Period : std::uint8_t { week, month };
constexpr Period all_periods[] = {Period::week, Period::month};
std::string_view word(Period period) {
  return period == Period::week ? "week" : "month";
}

using authledger::word;  // beside those above, for Fields::one_of

// A rule that has no key is called by its place.
RuleName read_name_or_place(Fields& fields, const Policy& policy) {
  if (fields.take("key")) return read_name(fields, policy);
  RuleName name{"services/" + std::to_string(policy.services.size())};
  read_source(fields, policy, name);
  return name;
}

void read_ages(ServiceRule& rule, Fields& fields) {
  optional_object(fields, "ages", [&](Fields& ages, const Place&) {
    rule.for_ages = true;
    rule.age_from = ages.optional_integer("from", 0, 150);
    rule.age_to = ages.optional_integer("to", 0, 150);
    rule.age_at_admission =
        ages.one_of_or("on", all_ages_on, AgeOn::service_date) == AgeOn::admission;
  });
}

void read_tiers(ServiceRule& rule, Fields& fields) {
  const auto node = fields.take("tiers");
  if (!node) return;
  std::set<std::string> keys;
  each_object(fields, "tiers", [&](Fields& of_tier, const Place&) {
    ServiceTier tier;
    if (const auto key = of_tier.require("key"))
      tier.key = read_key(*key, of_tier.place_of("key"), fields.problems);
    tier.services = of_tier.integer("services", 1, largest_count);
    refuse_repeated_key(of_tier, tier.key, keys);
    if (!rule.tiers.empty() && tier.services <= rule.tiers.back().services)
      of_tier.refuse(ProblemCode::invalid_value, "services",
                     "services is " + std::to_string(tier.services) + " after " +
                         std::to_string(rule.tiers.back().services) +
                         "; list tiers from the fewest services to the most");
    rule.tiers.push_back(std::move(tier));
  });
  if (node->is(JsonKind::array) && rule.tiers.empty())
    fields.refuse(ProblemCode::invalid_value, "tiers", "tiers is empty; name one, or leave it out");
  if (rule.unit != Unit::day)
    fields.refuse(ProblemCode::invalid_value, "tiers",
                  "tiers are of days; use them with \"unit\": \"day\"");
}

void read_weekly_band(ServiceRule& rule, Fields& fields) {
  rule.minimum_minutes_per_week =
      fields.optional_integer("minimum_minutes_per_week", 0, largest_count);
  rule.maximum_minutes_per_week =
      fields.optional_integer("maximum_minutes_per_week", 0, largest_count);
  rule.minimum_days_per_week = fields.optional_integer("minimum_days_per_week", 1, 7);
  rule.maximum_gap_days = fields.optional_integer("maximum_gap_days", 0, longest_span);
}

ServiceRule read_service(Fields& fields, const Policy& policy) {
  ServiceRule rule;
  rule.name = read_name_or_place(fields, policy);
  rule.codes = fields.texts("codes");
  read_ages(rule, fields);
  rule.authorization = fields.one_of_or("authorization", all_requirements, Requirement::required);
  rule.unit = fields.one_of("unit", all_units);
  rule.minimum_minutes = fields.integer_or("minimum_minutes", 0, largest_count, 0);
  rule.rounding = fields.one_of_or("rounding", all_roundings, Rounding::down);
  rule.modalities = fields.texts_or_empty("modalities");
  rule.max_units_per_day = fields.optional_integer("max_units_per_day", 0, largest_count);
  rule.max_units_per_week = fields.optional_integer("max_units_per_week", 0, largest_count);
  rule.max_units_per_year = fields.optional_integer("max_units_per_year", 0, largest_count);
  read_weekly_band(rule, fields);
  rule.yearly_units_warning = fields.optional_integer("yearly_units_warning", 0, largest_count);
  if (rule.yearly_units_warning && !rule.max_units_per_year)
    fields.refuse(ProblemCode::invalid_value, "yearly_units_warning",
                  "yearly_units_warning warns of max_units_per_year, which is missing; state both");
  read_tiers(rule, fields);
  return rule;
}

void read_amounts(RequestAmounts& rule, Fields& fields, const Place& place) {
  const bool has_amounts = fields.take("amounts").has_value();
  rule.at_most = fields.optional_integer("at_most", 1, largest_count);
  if (has_amounts == rule.at_most.has_value()) {
    refuse(fields.problems, ProblemCode::invalid_value, place,
           "what may be asked for needs exactly one of amounts and at_most");
    return;
  }
  if (!has_amounts) return;
  bool are_amounts = false;
  fields.list("amounts", [&](JsonNode item, const Place& here) {
    are_amounts = true;
    const int amount = read_integer(item, here, fields.problems, 1, largest_count);
    if (!rule.amounts.empty() && amount <= rule.amounts.back())
      refuse(fields.problems, ProblemCode::invalid_value, here,
             "an amount is " + std::to_string(amount) + " after " +
                 std::to_string(rule.amounts.back()) + "; list amounts from the least to the most");
    rule.amounts.push_back(amount);
  });
  if (!are_amounts && fields.take("amounts")->is(JsonKind::array))
    fields.refuse(ProblemCode::invalid_value, "amounts",
                  "amounts is empty; name one, or leave the rule out");
}

}  // namespace

void read_services(Fields& document, Policy& policy) {
  document.list("services", [&](JsonNode item, const Place& place) {
    Fields fields(item, place, document.problems);
    ServiceRule rule = read_service(fields, policy);
    fields.finish();
    policy.services.push_back(std::move(rule));
  });
}

void read_allowances(Fields& document, Policy& policy) {
  each_object(document, "allowances", [&](Fields& fields, const Place&) {
    AllowanceRule rule;
    rule.name = read_name(fields, policy);
    rule.codes = fields.texts("codes");
    rule.units = fields.optional_integer("units", 0, largest_count);
    rule.days = fields.optional_integer("days", 1, longest_span);
    rule.hours = fields.optional_integer("hours", 1, 24 * longest_span);
    if (rule.days && rule.hours)
      fields.refuse(ProblemCode::invalid_value, "hours",
                    "an allowance ends after days or after hours; state one of them");
    policy.allowances.push_back(std::move(rule));
  });
}

void read_request_amounts(Fields& document, Policy& policy) {
  std::set<std::string> keys;
  each_object(document, "request_amounts", [&](Fields& fields, const Place& place) {
    RequestAmounts rule;
    rule.name = read_unique_name(fields, policy, keys);
    rule.codes = read_some_texts(fields, "codes");
    if (fields.is_object()) read_amounts(rule, fields, place);
    policy.request_amounts.push_back(std::move(rule));
  });
}

void read_quotas(Fields& document, Policy& policy) {
  std::set<std::string> keys;
  each_object(document, "quotas", [&](Fields& fields, const Place&) {
    QuotaRule rule;
    rule.name = read_unique_name(fields, policy, keys);
    rule.codes = read_some_texts(fields, "codes");
    rule.kind = fields.text("kind");
    rule.count = fields.integer("count", 1, largest_count);
    rule.per_month = fields.one_of("per", all_periods) == Period::month;
    policy.quotas.push_back(std::move(rule));
  });
}

void read_group_sizes(Fields& document, Policy& policy) {
  std::set<std::string> keys;
  each_object(document, "group_sizes", [&](Fields& fields, const Place&) {
    GroupSizeRule rule;
    rule.name = read_unique_name(fields, policy, keys);
    rule.kinds = read_some_texts(fields, "kinds");
    rule.maximum = fields.integer("maximum", 1, largest_count);
    policy.group_sizes.push_back(std::move(rule));
  });
}

void read_exclusions(Fields& document, Policy& policy) {
  std::set<std::string> keys;
  each_object(document, "exclusions", [&](Fields& fields, const Place&) {
    ExclusionRule rule;
    rule.name = read_unique_name(fields, policy, keys);
    rule.codes = read_some_texts(fields, "codes");
    rule.with = read_some_texts(fields, "with");
    rule.within_days = fields.integer("within_days", 0, longest_span);
    policy.exclusions.push_back(std::move(rule));
  });
}

}  // namespace authledger::json
