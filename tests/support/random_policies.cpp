#include "tests/support/random_history.hpp"
#include "tests/support/random_terms.hpp"

namespace authledger::test {
namespace {

using Json = nlohmann::json;

Json service_rule(Dice& dice, int place) {
  Json rule{{"codes", some_codes(dice)},
            {"unit", dice.one_of({"day", "visit", "hour", "quarter_hour"})}};
  if (dice.chance(70)) rule["minimum_minutes"] = dice.one_of({5, 5, 15, 60, 120, 180});
  if (dice.chance(40)) rule["rounding"] = dice.one_of({"down", "nearest", "up"});
  if (dice.chance(25)) rule["authorization"] = dice.one_of({"required", "none", "unknown"});
  if (dice.chance(20)) rule["modalities"] = {"in_person"};
  if (dice.chance(10)) rule["modalities"] = {"telehealth", "in_person"};
  if (dice.chance(20)) rule["max_units_per_day"] = dice.one_of({0, 1, 2, 8});
  if (dice.chance(25)) rule["max_units_per_week"] = dice.one_of({2, 3, 4, 9, 20});
  if (dice.chance(20)) rule["max_units_per_year"] = dice.one_of({0, 4, 10, 20, 40});
  if (dice.chance(40)) rule["minimum_minutes_per_week"] = dice.one_of({180, 360, 540});
  if (dice.chance(35)) {
    rule["ages"] = Json::object();
    if (dice.chance(60)) rule["ages"]["from"] = dice.one_of({13, 18});
    if (dice.chance(60)) rule["ages"]["to"] = dice.one_of({17, 17, 64});
  }
  extend_service(dice, rule, place);
  return rule;
}

Json review(Dice& dice) {
  Json rule = Json::object();
  switch (dice.between(0, 3)) {
    case 0:
      rule = days_or_business_days(dice);
      rule["before"] = dice.one_of({"end", "exhaustion", "last_covered_day"});
      break;
    case 1:
      rule = days_or_business_days(dice);
      rule["after"] = "start";
      break;
    case 2:
      rule["units_left"] = dice.one_of({0, 1, 2, 5});
      break;
    default:
      rule["units_used"] = dice.one_of({1, 3, 9});
  }
  if (dice.chance(30)) rule["opens"] = days_or_business_days(dice);
  if (dice.chance(30)) rule["not_earlier"] = days_or_business_days(dice);
  return rule;
}

Json missed_sessions(Dice& dice) {
  Json rule{{"count", dice.between(1, 3)},
            {"outcomes", Json::array()},
            {"notify", random_span(dice)},
            {"pattern", "consecutive"}};
  for (const char* outcome : {"no_show", "cancelled_by_member", "cancelled_by_facility"})
    if (dice.chance(70)) rule["outcomes"].push_back(outcome);
  if (dice.chance(50)) rule["pattern"] = {{"within_days", dice.one_of({1, 7, 14, 30})}};
  if (dice.chance(25)) rule["pattern"] = "total";
  if (dice.chance(30))
    rule["action"] = dice.one_of({"outreach", "plan_update", "discharge_review"});
  if (dice.chance(30)) rule["whom"] = dice.one_of({"payer", "member"});
  if (dice.chance(60)) rule["repeat"] = dice.one_of({"once", "each"});
  if (dice.chance(50)) rule["excused_counts"] = dice.chance(50);
  return rule;
}

// The key says the anchor and whether it recurs, so that documents agree on what a key means.
Json duty(Dice& dice, const std::string& number) {
  if (dice.chance(20)) return {{"key", "by" + number}, {"by_session", dice.one_of({1, 2, 5, 20})}};
  std::string after = dice.one_of(
      {"admission", "first_session", "discharge", "authorization_start", "denial", "uncovered"});
  Json rule{{"after", after}};
  for (char& letter : after)
    if (letter == '_') letter = '-';
  const bool recurs = dice.chance(25);
  rule["key"] = after + (recurs ? "-every" : "") + number;
  if (!recurs)
    rule["within"] = random_span(dice);
  else if (dice.chance(70))
    rule["every"] = {
        {dice.one_of({"days", "business_days", "months"}), dice.one_of({1, 5, 10, 14, 30})}};
  else
    rule["every"] = {{"earlier_of", {{{"days", 14}}, {{"business_days", dice.between(5, 12)}}}}};
  extend_duty(dice, rule);
  return rule;
}

Json prior_authorization(Dice& dice) {
  Json rule{{"required", dice.chance(70)}};
  if (dice.chance(60)) rule["request"] = random_span(dice);
  if (dice.chance(80)) {
    rule["decision"] = Json::object();
    if (dice.chance(85)) rule["decision"]["standard"] = random_span(dice);
    if (dice.chance(85)) rule["decision"]["expedited"] = random_span(dice);
  }
  extend_prior_authorization(dice, rule);
  return rule;
}

void add_rules(Dice& dice, Json& policy) {
  policy["services"] = Json::array();
  const int some = dice.between(1, 6);
  for (int place = 0; place < some; ++place)
    policy["services"].push_back(service_rule(dice, place));
  if (dice.chance(60)) {  // a rule for every one of them
    policy["services"].push_back(service_rule(dice, some));
    policy["services"].back()["codes"] = service_codes;
  }
  if (dice.chance(45)) {
    Json rule{{"key", "free"}, {"codes", dice.chance(70) ? some_codes(dice) : Json::array()}};
    if (dice.chance(70)) rule["units"] = dice.one_of({0, 1, 3, 15});
    if (dice.chance(30))
      rule["hours"] = dice.one_of({1, 24, 36, 72, 500});
    else if (dice.chance(70))
      rule["days"] = dice.one_of({1, 2, 7, 28});
    policy["allowances"] = {rule};
    if (dice.chance(50))
      policy["allowances"].push_back(
          {{"key", "more"}, {"codes", {dice.one_of({"S9480", "H0015"})}}, {"units", 2}});
  }
  const auto add = [&](const char* section, char letter, int most, auto draw) {
    policy[section] = Json::array();
    for (int number = 0, count = dice.between(0, most); number < count; ++number) {
      Json rule = draw(dice);
      rule["key"] = letter + std::to_string(number);
      policy[section].push_back(rule);
    }
  };
  add("reviews", 'r', 4, review);
  add("missed_sessions", 'm', 3, missed_sessions);
  policy["duties"] = Json::array();
  for (int number = 0, count = dice.between(0, 6); number < count; ++number)
    policy["duties"].push_back(duty(dice, std::to_string(number)));
  if (dice.chance(60)) policy["prior_authorization"] = prior_authorization(dice);
  add_terms(dice, policy);
}

// Gives all or some of the rules a citation.
void add_citations(Dice& dice, Json& policy, int percent) {
  policy["sources"] = Json::array();
  int number = 0;
  const auto cite = [&](Json& rule) {
    if (!dice.chance(percent)) return;
    const std::string key = "s" + std::to_string(number++);
    policy["sources"].push_back(
        {{"key", key}, {"title", "an invented manual"}, {"grade", "invented"}});
    rule["source"] = key;
  };
  for (const char* section :
       {"services", "allowances", "reviews", "missed_sessions", "duties", "request_amounts",
        "clocks", "evidence", "quotas", "group_sizes", "exclusions"})
    if (policy.contains(section))
      for (Json& rule : policy[section]) cite(rule);
  for (const char* section :
       {"prior_authorization", "approvals", "retro_authorization", "timely_filing", "transition"})
    if (policy.contains(section)) cite(policy[section]);
}

Json document(Dice& dice, const std::string& payer, const std::string& version, Date from,
              const std::vector<std::string>& zones) {
  Json policy{{"payer", payer},
              {"version", version},
              {"effective", {{"from", to_text(from)}, {"to", nullptr}}},
              {"time_zone", dice.one_of(zones)}};
  if (dice.chance(50))
    policy["cutoff"] = dice.one_of({"00:00", "01:30", "02:30", "12:00", "16:30", "23:59"});
  if (dice.chance(50)) policy["week_starts"] = dice.one_of({"sunday", "monday"});
  if (dice.chance(30)) policy["business_calendar"] = dice.one_of({"us-federal", "none"});
  if (dice.chance(40)) policy["reviews_open"] = days_or_business_days(dice);
  add_rules(dice, policy);
  add_citations(dice, policy, dice.one_of({0, 50, 100, 100}));
  if (dice.chance(40)) add_topics(dice, policy);
  return policy;
}

// Contracts of a payer and laws of any: they begin and end while the episode lasts.
void add_on_top(Dice& dice, Date around, const std::vector<std::string>& zones, Json& policies) {
  for (int number = 1; number <= 3 && dice.chance(50); ++number) {
    const bool is_law = dice.chance(50);
    const Date from = dice.chance(50) ? around - 3'000 : around + dice.between(-3, 30);
    Json policy = document(dice, is_law ? "MN-law" : dice.one_of({"P1", "P1", "P1", "P2", "P3"}),
                           "top" + std::to_string(number), from, zones);
    put_on_top(dice, policy, is_law ? "law" : "contract");
    if (dice.chance(30)) policy["effective"]["to"] = to_text(around + dice.between(-2, 40));
    if (dice.chance(is_law ? 60 : 20))
      policy["applies_to"]["funding"] = dice.chance(80) ? "insured" : "self-funded";
    if (dice.chance(30)) policy["applies_to"]["state"] = "MN";
    if (dice.chance(20)) policy["applies_to"]["network"] = "in";
    policies.push_back(policy);
  }
  if (dice.chance(20)) std::swap(policies.front(), policies.back());
  if (!policies.back().contains("layer") && !policies.front().contains("layer")) return;
  const std::string starts = dice.one_of({"sunday", "monday"});  // a rule on top keeps its weeks
  for (Json& policy : policies) policy["week_starts"] = starts;
}

}  // namespace

Json random_policies(Dice& dice, Date around, const std::vector<std::string>& zones) {
  const Date long_ago = around - 3'000;
  Json policies = Json::array();
  policies.push_back(document(dice, "P1", "1", long_ago, zones));
  if (dice.chance(45)) {
    const Date from = around + dice.between(-3, 50);
    if (dice.chance(60)) policies[0]["effective"]["to"] = to_text(from + dice.between(-4, 3));
    policies.push_back(document(dice, "P1", "2", from, zones));
  }
  if (dice.chance(75)) policies.push_back(document(dice, "P2", "1", long_ago, zones));
  if (dice.chance(25)) {
    Json policy = document(dice, "P1", "plan", long_ago + dice.between(-1, 1), zones);
    policy["applies_to"] = {{"plan", "gold"}};
    policies.push_back(policy);
  }
  if (dice.chance(20)) {
    Json policy = document(dice, dice.one_of({"P1", "P2"}), "line", long_ago, zones);
    policy["applies_to"] = {{dice.one_of({"line_of_business", "state"}), "MN"}};
    if (dice.chance(40)) policy["applies_to"]["plan"] = "gold";
    policies.push_back(policy);
  }
  add_on_top(dice, around, zones, policies);
  for (Json& policy : policies) {
    if (!dice.chance(30)) continue;
    policy["extra_holidays"] = Json::array();
    for (int count = dice.between(1, 4); count > 0; --count)
      policy["extra_holidays"].push_back(to_text(around + dice.between(-5, 60)));
  }
  return policies;
}

}  // namespace authledger::test
