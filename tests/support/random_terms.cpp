#include "tests/support/random_terms.hpp"

#include <string>

#include "tests/support/random_history.hpp"

namespace authledger::test {
namespace {

using Json = nlohmann::json;

// Draws up to `most` rules with keys of the letter.
template <class Draw>
void add_list(Dice& dice, Json& policy, const char* section, char letter, int most, Draw draw) {
  if (!dice.chance(letter == 'c' ? 60 : 35)) return;
  policy[section] = Json::array();
  for (int number = 0, count = dice.between(1, most); number < count; ++number) {
    Json rule = draw();
    rule["key"] = letter + std::to_string(number);
    policy[section].push_back(rule);
  }
}

Json simple_span(Dice& dice) {
  switch (dice.between(0, 3)) {
    case 0:
      return {{"hours", dice.one_of({1, 12, 24, 36, 48, 72})}};
    case 1:
      return {{"days", dice.one_of({0, 0, 1, 2, 3, 7, 14, 30, 90})}};
    case 2:
      return {{"months", dice.one_of({0, 1, 1, 2, 3, 12, 18})}};
    default:
      return {{"business_days", dice.one_of({0, 1, 1, 2, 3, 5, 10})}};
  }
}

Json span_of_days(Dice& dice) {  // at least one
  const Json one{{dice.one_of({"days", "business_days", "months"}), dice.one_of({1, 1, 2, 5, 30})}};
  if (dice.chance(85)) return one;
  return {{dice.one_of({"later_of", "earlier_of"}), {one, {{"business_days", 3}}}}};
}

Json tiers(Dice& dice) {
  Json all = Json::array();
  int services = dice.between(1, 3);
  for (const char* key : {"low", "middle", "high"}) {
    if (!all.empty() && dice.chance(40)) break;
    all.push_back({{"key", key}, {"services", services}});
    services += dice.between(1, 2);
  }
  return all;
}

Json bands(Dice& dice) {
  const auto band = [&](const char* from, const char* to) {
    Json one{{"from", from},
             {"business_days", dice.between(0, 2)},
             {"by", dice.one_of({"02:30", "10:00", "17:00", "23:59"})}};
    if (to) one["to"] = to;
    return one;
  };
  Json all = Json::array();
  if (dice.chance(70)) all.push_back(band("00:00", dice.chance(50) ? "12:00" : "10:00"));
  if (all.empty() || dice.chance(70)) all.push_back(band("12:00", "16:30"));
  if (dice.chance(60)) all.push_back(band("16:30", nullptr));
  return all;
}

Json clock(Dice& dice) {
  Json rule{{"measures", Json::array()}, {"locked", dice.chance(65)}};
  if (dice.chance(70)) rule["measures"].push_back({{"days", dice.one_of({7, 14, 30, 60})}});
  if (rule["measures"].empty() || dice.chance(60))
    rule["measures"].push_back({{"attended_minutes", dice.one_of({1, 540, 1'800, 6'000})}});
  if (dice.chance(50)) rule["before_planned_discharge"] = {{"days", dice.one_of({0, 1, 3, 10})}};
  return rule;
}

Json exclusion(Dice& dice) {
  Json rule{{"codes", {dice.one_of({"S9480", "H0015"})}},
            {"with", {dice.one_of({"90853", "php", "H0004"}), "residential"}},
            {"within_days", dice.one_of({0, 0, 1, 7})}};
  if (dice.chance(30)) rule["with"].push_back("90837");
  return rule;
}

void add_findings(Dice& dice, Json& policy) {
  add_list(dice, policy, "quotas", 'q', 2, [&] {
    return Json{{"codes", some_codes(dice)},
                {"kind", dice.one_of({"group", "individual", "family"})},
                {"count", dice.one_of({1, 2, 5})},
                {"per", dice.one_of({"week", "month"})}};
  });
  add_list(dice, policy, "group_sizes", 'g', 1, [&] {
    return Json{
        {"kinds", dice.chance(50) ? Json::array({"group"}) : Json::array({"group", "family"})},
        {"maximum", dice.one_of({8, 10})}};
  });
  add_list(dice, policy, "exclusions", 'x', 2, [&] { return exclusion(dice); });
}

}  // namespace

Json days_or_business_days(Dice& dice) {
  return {{dice.one_of({"days", "business_days"}), dice.one_of({0, 1, 2, 3, 5, 7, 14})}};
}

Json random_span(Dice& dice) {
  if (dice.chance(80)) return simple_span(dice);
  Json parts = Json::array();
  for (int count = dice.between(1, 3); count > 0; --count) parts.push_back(simple_span(dice));
  if (dice.chance(15)) parts.push_back({{"later_of", {simple_span(dice), simple_span(dice)}}});
  return {{dice.one_of({"later_of", "earlier_of"}), parts}};
}

Json some_codes(Dice& dice) {
  Json codes = Json::array();
  for (int count = dice.between(1, 2); count > 0; --count)
    codes.push_back(dice.chance(75) ? dice.one_of({"S9480", "H0015"}) : dice.one_of(service_codes));
  return codes;
}

void extend_service(Dice& dice, Json& rule, int place) {
  if (dice.chance(50)) rule["key"] = "v" + std::to_string(place);
  if (dice.chance(6)) rule["authorization"] = dice.one_of({"prohibited", "notification"});
  if (rule.contains("ages") && dice.chance(40))
    rule["ages"]["on"] = dice.one_of({"admission", "admission", "service_date"});
  if (rule["unit"] == "day" && dice.chance(30)) rule["tiers"] = tiers(dice);
  if (dice.chance(15)) rule["maximum_minutes_per_week"] = dice.one_of({180, 540, 900});
  if (dice.chance(15)) rule["minimum_days_per_week"] = dice.between(1, 4);
  if (dice.chance(15)) rule["maximum_gap_days"] = dice.one_of({0, 1, 2, 5, 14});
  if (rule.contains("max_units_per_year") && dice.chance(50))
    rule["yearly_units_warning"] = dice.one_of({0, 1, 3, 10, 50});
}

void extend_duty(Dice& dice, Json& rule) {
  if (rule.contains("by_session")) return;
  if (rule["after"] == "denial" && dice.chance(70)) rule["or_effective_date"] = true;
  if (!dice.chance(20)) return;
  rule["first_day_counts"] = dice.chance(85);
  rule[rule.contains("every") ? "every" : "within"] = span_of_days(dice);
}

void extend_prior_authorization(Dice& dice, Json& rule) {
  if (dice.chance(35)) rule["not_earlier"] = days_or_business_days(dice);
  if (!rule.contains("decision")) return;
  Json& decision = rule["decision"];
  if (dice.chance(40)) decision["concurrent"] = random_span(dice);
  if (dice.chance(40))
    decision["urgent_extension"] = {{"before_end", {{"hours", dice.one_of({0, 24, 48, 240})}}},
                                    {"decide", random_span(dice)}};
  if (dice.chance(25)) decision["by_receipt"] = bands(dice);
  if (dice.chance(30)) decision["if_late"] = dice.one_of({"deemed_granted", "deemed_denied"});
}

void add_terms(Dice& dice, Json& policy) {
  if (dice.chance(60)) policy["transition"] = {{"days", dice.one_of({0, 5, 30, 90})}};
  if (dice.chance(25)) {
    policy["approvals"] = Json::object();
    if (dice.chance(70)) policy["approvals"]["valid_at_least"] = random_span(dice);
    if (policy["approvals"].empty() || dice.chance(50))
      policy["approvals"]["not_revocable_for"] = random_span(dice);
  }
  if (dice.chance(35)) {
    Json& rule = policy["retro_authorization"];
    rule = {{"allowed", dice.one_of({"within", "within", "within", "none", "emergency_only"})}};
    if (rule["allowed"] == "within") rule["within"] = random_span(dice);
  }
  if (dice.chance(35))
    policy["timely_filing"] = {
        {"within", {{dice.one_of({"days", "months"}), dice.one_of({1, 3, 12, 90})}}}};
  add_list(dice, policy, "request_amounts", 'a', 2, [&] {
    Json rule{{"codes", some_codes(dice)}};
    if (dice.chance(60))
      rule["amounts"] = dice.chance(50) ? Json::array({3, 5, 10}) : Json::array({12});
    else
      rule["at_most"] = dice.one_of({1, 5, 20});
    return rule;
  });
  add_list(dice, policy, "clocks", 'c', 2, [&] { return clock(dice); });
  add_list(dice, policy, "evidence", 'e', 3, [&] {
    return Json{{"for", dice.one_of({"initial", "review"})},
                {"document", dice.one_of({"notes", "scores", "symptoms", "impairment"})},
                {"newest_within", {{"days", dice.one_of({0, 1, 7, 30})}}}};
  });
  add_findings(dice, policy);
}

void add_topics(Dice& dice, Json& policy) {
  for (const char* topic :
       {"authorization", "unit", "amount", "reviews", "missed_sessions", "decision",
        "retro_authorization", "timely_filing", "modality", "discharge"}) {
    if (dice.chance(20)) {
      Json unknown{{"about", topic}};
      if (std::string(topic) != "authorization" && dice.chance(50))
        unknown["note"] = "nobody answered";
      policy["unknown"].push_back(unknown);
    } else if (dice.chance(15)) {
      policy["sources"].push_back({{"key", std::string("none-") + topic},
                                   {"title", "an invented bulletin"},
                                   {"grade", "invented"}});
      for (char& letter : policy["sources"].back()["key"].get_ref<std::string&>())
        if (letter == '_') letter = '-';
      policy["not_required"].push_back(
          {{"about", topic}, {"source", policy["sources"].back()["key"]}});
    }
  }
}

void put_on_top(Dice& dice, Json& policy, const char* layer) {
  policy["layer"] = layer;
  for (const char* section :
       {"allowances", "reviews", "missed_sessions", "duties", "prior_authorization", "approvals",
        "request_amounts", "retro_authorization", "timely_filing", "transition", "clocks",
        "evidence", "quotas", "group_sizes", "exclusions"})
    if (dice.chance(50)) policy.erase(section);
  if (dice.chance(40)) policy["services"] = Json::array();
  if (policy.contains("prior_authorization") && dice.chance(50))
    for (const char* name : {"required", "request", "not_earlier"})
      policy["prior_authorization"].erase(name);
  while (dice.chance(70))
    policy["removes"].push_back(dice.one_of({"v0", "v1", "free", "r0", "r1", "m0", "admission0",
                                             "discharge1", "c0", "e0", "a0", "q0", "g0", "x0"}));
}

}  // namespace authledger::test
