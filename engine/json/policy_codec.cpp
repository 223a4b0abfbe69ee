#include "engine/json/policy_codec.hpp"

#include <algorithm>

#include "engine/json/coverage_terms.hpp"
#include "engine/json/policy_rules.hpp"

namespace authledger::json {
namespace {

constexpr HolidaySet all_holiday_sets[] = {HolidaySet::us_federal, HolidaySet::none};
constexpr Layer all_layers[] = {Layer::payer, Layer::contract, Layer::law};
constexpr Topic all_topics[] = {Topic::authorization, Topic::unit,      Topic::amount,
                                Topic::reviews,       Topic::decision,  Topic::missed_sessions,
                                Topic::modality,      Topic::discharge, Topic::retro_authorization,
                                Topic::timely_filing};
static_assert(std::size(all_topics) == topic_count);

void read_effective(Fields& document, Policy& policy) {
  const auto node = document.require("effective");
  if (!node) return;
  const Place place = document.place_of("effective");
  Fields effective(*node, place, document.problems);
  policy.from = effective.date("from");
  policy.to = effective.optional_nullable_date("to");
  effective.finish();
}

void read_applies_to(Fields& document, Policy& policy) {
  optional_object(document, "applies_to", [&](Fields& fields, const Place&) {
    policy.plan = fields.optional_text("plan");
    policy.line_of_business = fields.optional_text("line_of_business");
    policy.state = fields.optional_text("state");
    policy.funding = read_funding(fields);
    policy.network = read_network(fields);
    policy.facility = fields.optional_text("facility");
    if (policy.facility && policy.layer != Layer::contract)
      fields.refuse(ProblemCode::invalid_value, "facility",
                    "facility is for layer contract; a payer's document or a law is everybody's");
  });
}

void read_time(Fields& document, Policy& policy) {
  if (const auto cutoff = document.take("cutoff"))
    policy.time.cutoff = read_time_of_day(*cutoff, document.place_of("cutoff"), document.problems);
  policy.time.calendar.holidays =
      document.one_of_or("business_calendar", all_holiday_sets, HolidaySet::us_federal);
  auto& extra = policy.time.calendar.extra_holidays;
  document.list_or_empty("extra_holidays", [&](JsonNode item, const Place& place) {
    extra.push_back(read_date(item, place, document.problems));
  });
  std::sort(extra.begin(), extra.end());
  if (const auto starts = document.take("week_starts")) {
    const std::string_view text = starts->is(JsonKind::string) ? starts->text() : "";
    if (text == "monday")
      policy.week_starts = Weekday::mon;
    else if (text != "sunday")
      document.refuse(
          starts->is(JsonKind::string) ? ProblemCode::invalid_value : ProblemCode::wrong_type,
          "week_starts", "week_starts is " + starts->excerpt() + "; it must be sunday or monday");
  }
}

void read_layer(Fields& document, Policy& policy) {
  policy.layer = document.one_of_or("layer", all_layers, Layer::payer);
  if (document.take("removes") && policy.layer == Layer::payer)
    document.refuse(ProblemCode::invalid_value, "removes",
                    "removes takes away rules of a document below; only a contract or law has one");
  policy.removes = document.texts_or_empty("removes");
}

// `about` of an entry of a list that has every topic once.
Topic read_topic(Fields& fields, std::set<Topic>& topics) {
  const std::size_t problems_before = fields.problems.size();
  const Topic about = fields.one_of("about", all_topics);
  if (fields.problems.size() == problems_before && fields.is_object() &&
      !topics.insert(about).second)
    fields.refuse(ProblemCode::invalid_value, "about",
                  "about is \"" + std::string(word(about)) +
                      "\"; an entry before has the same: make them one");
  return about;
}

void read_topics(Fields& document, Policy& policy) {
  std::set<Topic> unknown, not_required;
  each_object(document, "unknown", [&](Fields& fields, const Place&) {
    UnknownTopic topic;
    topic.about = read_topic(fields, unknown);
    topic.note = fields.text_or("note", "");
    policy.unknown.push_back(std::move(topic));
  });
  each_object(document, "not_required", [&](Fields& fields, const Place& place) {
    NotRequired topic;
    topic.about = read_topic(fields, not_required);
    topic.name.key = word(topic.about);
    if (fields.is_object() && !fields.take("source"))
      refuse(fields.problems, ProblemCode::missing_field, place,
             "source is missing; without one the topic is unknown");
    read_source(fields, policy, topic.name);
    policy.not_required.push_back(std::move(topic));
  });
}

void read_rules(Fields& document, Policy& policy) {
  read_services(document, policy);
  read_allowances(document, policy);
  read_reviews(document, policy);
  read_missed_sessions(document, policy);
  read_duties(document, policy);
  read_prior_authorization(document, policy);
  read_approvals(document, policy);
  read_request_amounts(document, policy);
  read_retro_authorization(document, policy);
  read_timely_filing(document, policy);
  read_transition(document, policy);
  read_clocks(document, policy);
  read_evidence(document, policy);
  read_review_forms(document, policy);
  read_quotas(document, policy);
  read_group_sizes(document, policy);
  read_exclusions(document, policy);
}

}  // namespace

std::optional<Policy> read_policy(JsonNode node, const Place& place, Problems& problems) {
  Fields document(node, place, problems);
  if (!document.is_object()) return std::nullopt;
  const std::size_t before = problems.size();
  const auto zone_node = document.require("time_zone");
  auto zone =
      zone_node ? read_zone(*zone_node, document.place_of("time_zone"), problems) : std::nullopt;
  if (!zone) zone = Zone::find("UTC");
  ensure(zone.has_value(), "the tz database has UTC");

  Policy policy = plain_policy(*zone);
  policy.payer = document.text("payer");
  policy.version = document.text("version");
  read_effective(document, policy);
  read_layer(document, policy);
  read_applies_to(document, policy);
  read_time(document, policy);
  policy.sources = read_citations(document);
  read_topics(document, policy);
  read_rules(document, policy);
  policy.note = document.text_or("note", "");
  document.finish();
  return problems.size() == before ? std::optional(std::move(policy)) : std::nullopt;
}

Result<Policy> read_policy_text(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, file_limits);
  if (!tree) return tree.error();
  Problems problems;
  auto policy = read_policy(tree->root(), Place(""), problems);
  if (!policy) return problems;
  return std::move(*policy);
}

}  // namespace authledger::json
