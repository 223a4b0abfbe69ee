#include "engine/json/reminder_codec.hpp"

#include <algorithm>

#include "engine/base/json_tree.hpp"
#include "engine/json/fields.hpp"

namespace authledger::json {
namespace {

constexpr int most_units = 100'000, most_days = 366;

ReminderThreshold read_threshold(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  ReminderThreshold threshold{fields.optional_integer("units_left", 0, most_units),
                              fields.optional_integer("days_left", 0, most_days)};
  const bool is_object = fields.is_object();
  const std::size_t before = problems.size();
  fields.finish();
  if (is_object && problems.size() == before && !threshold.units_left && !threshold.days_left)
    refuse(problems, ProblemCode::missing_field, place,
           "a threshold says units_left, days_left or both");
  return threshold;
}

ReminderRule read_rule(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  ReminderRule rule{fields.optional_text("payer"), fields.optional_text("facility"), {}};
  fields.list("thresholds", [&](JsonNode item, const Place& at) {
    ReminderThreshold threshold = read_threshold(item, at, problems);
    if (std::find(rule.thresholds.begin(), rule.thresholds.end(), threshold) !=
        rule.thresholds.end())
      refuse(problems, ProblemCode::conflict, at, "a threshold before it is the same");
    rule.thresholds.push_back(threshold);
  });
  fields.finish();
  return rule;
}

}  // namespace

Result<std::vector<ReminderRule>> parse_reminders(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, wire_limits);
  if (!tree) return tree.error();
  Problems problems;
  const Place root("");
  Fields fields(tree->root(), root, problems);
  std::vector<ReminderRule> rules;
  fields.list("reminders", [&](JsonNode item, const Place& at) {
    ReminderRule rule = read_rule(item, at, problems);
    if (std::any_of(rules.begin(), rules.end(), [&](const ReminderRule& it) {
          return it.payer == rule.payer && it.facility == rule.facility;
        }))
      refuse(problems, ProblemCode::conflict, at,
             "a rule before it is for the same payer and facility");
    rules.push_back(std::move(rule));
  });
  fields.finish();
  if (!problems.empty()) return problems;
  return rules;
}

}  // namespace authledger::json
