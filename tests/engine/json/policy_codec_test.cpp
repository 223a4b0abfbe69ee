#include "engine/json/policy_codec.hpp"

#include <gtest/gtest.h>

#include "tests/engine/json/policy_faults.hpp"

namespace authledger::json {
namespace {

using test::Texts;

TEST(Policy, HasDefaultsForAllThatIsOptional) {
  const Policy policy = test::policy("");
  EXPECT_EQ(to_text(policy.time.cutoff), "17:00");
  EXPECT_EQ(word(policy.time.calendar.holidays), "us-federal");
  EXPECT_EQ(word(policy.week_starts), "sun");
  EXPECT_EQ(policy.reviews_open.count, 5);
  EXPECT_EQ(policy.reviews_open.kind, Span::Kind::business_days);
  EXPECT_FALSE(policy.to || policy.plan || policy.state || policy.line_of_business);
}

TEST(Policy, ReadsEveryFieldOfAServiceRule) {
  const Policy policy = test::policy(R"("services": [{"key": "iop", "codes": ["S9480"],
      "ages": {"from": 13, "to": 17}, "authorization": "unknown", "unit": "quarter_hour",
      "minimum_minutes": 180, "rounding": "nearest", "modalities": ["in_person"],
      "max_units_per_day": 1, "max_units_per_week": 5, "max_units_per_year": 135,
      "minimum_minutes_per_week": 540}])");
  const ServiceRule& rule = policy.services.at(0);
  EXPECT_EQ(rule.name.key, "iop");
  EXPECT_TRUE(rule.for_ages);
  EXPECT_EQ(rule.age_from, 13);
  EXPECT_EQ(rule.age_to, 17);
  EXPECT_EQ(word(rule.authorization), "unknown");
  EXPECT_EQ(word(rule.unit), "quarter_hour");
  EXPECT_EQ(rule.minimum_minutes, 180);
  EXPECT_EQ(word(rule.rounding), "nearest");
  EXPECT_EQ(rule.max_units_per_day, 1);
  EXPECT_EQ(rule.max_units_per_week, 5);
  EXPECT_EQ(rule.max_units_per_year, 135);
  EXPECT_EQ(rule.minimum_minutes_per_week, 540);
}

TEST(Policy, NeedsItsHead) {
  const auto policy = read_policy_text("{}");
  ASSERT_FALSE(policy);
  Texts missing;
  for (const Problem& it : policy.error()) missing.push_back(it.detail);
  EXPECT_EQ(missing, (Texts{"time_zone is missing", "payer is missing", "version is missing",
                            "effective is missing", "services is missing"}));
}

TEST(Policy, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(faults_of(R"("colour": 1)"), Texts{"unknown_field at /colour"});
  EXPECT_EQ(faults_of(R"("applies_to": {"county": "x"})"),
            Texts{"unknown_field at /applies_to/county"});
  EXPECT_EQ(faults_of(R"("services": [{"codes": ["x"], "unit": "day", "price": 1}])"),
            Texts{"unknown_field at /services/0/price"});
  EXPECT_EQ(faults_of(R"("business_calendar": "federal")"),
            Texts{"invalid_value at /business_calendar"});
  EXPECT_EQ(faults_of(R"("week_starts": "saturday")"), Texts{"invalid_value at /week_starts"});
  EXPECT_EQ(faults_of(R"("week_starts": 1)"), Texts{"wrong_type at /week_starts"});
}

TEST(Policy, RefusesTimesThatDoNotExist) {
  EXPECT_EQ(faults_of(R"("cutoff": "25:00")"), Texts{"invalid_value at /cutoff"});
  EXPECT_EQ(faults_of(R"("extra_holidays": ["2026-02-30"])"),
            Texts{"invalid_value at /extra_holidays/0"});
  const auto policy = read_policy_text(
      R"({"payer": "P1", "version": "1", "effective": {"from": "2026-13-01"},
          "time_zone": "America/Springfield", "services": []})");
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().size(), 2u);
}

TEST(ServiceRule, IsRefusedWithItsPlace) {
  EXPECT_EQ(faults_of(R"("services": [{"codes": ["x"], "unit": "week"}, {"unit": "day"}, 3])"),
            (Texts{"invalid_value at /services/0/unit", "missing_field at /services/1",
                   "wrong_type at /services/2"}));
  EXPECT_EQ(faults_of(R"("services": [{"codes": ["x"], "unit": "day", "max_units_per_day": -1,
                          "minimum_minutes": 1.5, "authorization": "perhaps",
                          "ages": {"from": 200, "at": 3}}])"),
            (Texts{"out_of_range at /services/0/ages/from", "unknown_field at /services/0/ages/at",
                   "invalid_value at /services/0/authorization",
                   "wrong_type at /services/0/minimum_minutes",
                   "out_of_range at /services/0/max_units_per_day"}));
}

TEST(Allowance, NeedsAKeyAndCodes) {
  EXPECT_EQ(faults_of(R"("allowances": [{"units": 15}])"),
            (Texts{"missing_field at /allowances/0", "missing_field at /allowances/0"}));
  EXPECT_EQ(faults_of(R"("allowances": [{"key": "a b", "codes": [], "days": 0}])"),
            (Texts{"invalid_value at /allowances/0/key", "out_of_range at /allowances/0/days"}));
}

TEST(ReviewRule, HasExactlyOneShape) {
  const auto review = [](const std::string& members) {
    return faults_of(R"("reviews": [{"key": "r")" + members + "}]");
  };
  EXPECT_EQ(review(R"(, "before": "end", "days": 1)"), Texts{});
  EXPECT_EQ(review(R"(, "units_left": 0)"), Texts{});
  EXPECT_EQ(review(""), Texts{"invalid_value at /reviews/0"});
  EXPECT_EQ(review(R"(, "units_used": 1, "units_left": 2)"), Texts{"invalid_value at /reviews/0"});
  EXPECT_EQ(review(R"(, "before": "end")"), Texts{"invalid_value at /reviews/0"});
  EXPECT_EQ(review(R"(, "before": "end", "days": 1, "business_days": 1)"),
            Texts{"invalid_value at /reviews/0"});
  EXPECT_EQ(review(R"(, "before": "start", "days": 1)"),
            Texts{"invalid_value at /reviews/0/before"});
  EXPECT_EQ(review(R"(, "after": "end", "days": 1)"), Texts{"invalid_value at /reviews/0/after"});
  EXPECT_EQ(review(R"(, "units_used": 0)"), Texts{"out_of_range at /reviews/0/units_used"});
  EXPECT_EQ(review(R"(, "units_left": 1, "days": 3)"), Texts{"unknown_field at /reviews/0/days"});
  EXPECT_EQ(review(R"(, "before": "end", "days": 1, "opens": {"hours": 3})"),
            Texts{"invalid_value at /reviews/0/opens"});
}

TEST(MissedSessionRule, KnowsItsOutcomesAndPatterns) {
  const auto rule = [](const std::string& outcome, const std::string& pattern) {
    return faults_of(R"("missed_sessions": [{"key": "m", "outcomes": [)" + outcome +
                     R"(], "count": 2, "pattern": )" + pattern + R"(, "notify": {"days": 1}}])");
  };
  EXPECT_EQ(rule("\"no_show\"", "\"consecutive\""), Texts{});
  EXPECT_EQ(rule("\"no_show\"", R"({"within_days": 30})"), Texts{});
  EXPECT_EQ(rule("\"attended\"", "\"consecutive\""),
            Texts{"invalid_value at /missed_sessions/0/outcomes/0"});
  EXPECT_EQ(rule("\"no_show\"", "\"often\""), Texts{"invalid_value at /missed_sessions/0/pattern"});
  EXPECT_EQ(rule("\"no_show\"", R"({"within_days": 0})"),
            Texts{"out_of_range at /missed_sessions/0/pattern/within_days"});
  EXPECT_EQ(faults_of(R"("missed_sessions": [{"key": "m", "outcomes": ["no_show"], "count": 0,
                          "pattern": "consecutive", "repeat": "never", "notify": {}}])"),
            (Texts{"out_of_range at /missed_sessions/0/count",
                   "invalid_value at /missed_sessions/0/repeat",
                   "invalid_value at /missed_sessions/0/notify"}));
}

TEST(DutyRule, HasAnAnchorAndOneSpan) {
  const auto duty = [](const std::string& members) {
    return faults_of(R"("duties": [{"key": "d")" + members + "}]");
  };
  EXPECT_EQ(duty(R"(, "after": "admission", "within": {"days": 1})"), Texts{});
  EXPECT_EQ(duty(R"(, "by_session": 2)"), Texts{});
  EXPECT_EQ(duty(R"(, "within": {"days": 1})"), Texts{"missing_field at /duties/0"});
  EXPECT_EQ(duty(R"(, "after": "lunch", "within": {"days": 1})"),
            Texts{"invalid_value at /duties/0/after"});
  EXPECT_EQ(duty(R"(, "after": "admission")"), Texts{"invalid_value at /duties/0"});
  EXPECT_EQ(duty(R"(, "after": "admission", "within": {"days": 1}, "every": {"days": 1})"),
            Texts{"invalid_value at /duties/0"});
  EXPECT_EQ(duty(R"(, "by_session": 2, "within": {"days": 1})"),
            Texts{"invalid_value at /duties/0"});
  EXPECT_EQ(duty(R"(, "after": "admission", "every": {"days": 0})"),
            Texts{"out_of_range at /duties/0/every/days"});
  EXPECT_EQ(duty(R"(, "after": "admission", "every": {"hours": 23})"),
            Texts{"out_of_range at /duties/0/every"});
}

TEST(Span, HasExactlyOneKind) {
  const auto span = [](const std::string& text) {
    return faults_of(R"("duties": [{"key": "d", "after": "admission", "within": )" + text + "}]");
  };
  EXPECT_EQ(span(R"({"hours": 0})"), Texts{});
  EXPECT_EQ(span(R"({"later_of": [{"hours": 36}, {"earlier_of": [{"days": 1}]}]})"), Texts{});
  EXPECT_EQ(span("{}"), Texts{"invalid_value at /duties/0/within"});
  EXPECT_EQ(span("7"), Texts{"wrong_type at /duties/0/within"});
  EXPECT_EQ(span(R"({"days": 1, "hours": 2})"), Texts{"invalid_value at /duties/0/within"});
  EXPECT_EQ(span(R"({"weeks": 1})"), Texts{"unknown_field at /duties/0/within/weeks"});
  EXPECT_EQ(span(R"({"days": -1})"), Texts{"out_of_range at /duties/0/within/days"});
  EXPECT_EQ(span(R"({"days": 36526})"), Texts{"out_of_range at /duties/0/within/days"});
  EXPECT_EQ(span(R"({"later_of": []})"), Texts{"invalid_value at /duties/0/within/later_of"});
  EXPECT_EQ(span(R"({"later_of": [{"days": 1}, {"days": "x"}]})"),
            Texts{"wrong_type at /duties/0/within/later_of/1/days"});
}

TEST(PriorAuthorization, IsRefusedWithItsPlace) {
  EXPECT_EQ(faults_of(R"("prior_authorization": {})"),
            Texts{"missing_field at /prior_authorization"});
  EXPECT_EQ(faults_of(R"("prior_authorization": {"required": true,
                          "decision": {"standard": {"hours": "x"}, "slow": {"days": 1}}})"),
            (Texts{"wrong_type at /prior_authorization/decision/standard/hours",
                   "unknown_field at /prior_authorization/decision/slow"}));
}

TEST(Source, IsNamedByItsKey) {
  const auto with_source = [](const char* key) {
    return faults_of(std::string(R"("sources": [{"key": "manual", "title": "Manual"}],
        "duties": [{"key": "d", "by_session": 1, "source": ")") +
                     key + "\"}]");
  };
  EXPECT_EQ(with_source("manual"), Texts{});
  EXPECT_EQ(with_source("hearsay"), Texts{"not_found at /duties/0/source"});
}

TEST(PolicyText, IsStrictJson) {
  EXPECT_FALSE(read_policy_text("{"));
  EXPECT_FALSE(read_policy_text("[]"));
  EXPECT_FALSE(read_policy_text("null"));
  EXPECT_EQ(faults_of(R"("cutoff": "17:00", "cutoff": "17:00")"),
            Texts{"duplicate_key at /cutoff"});
}

}  // namespace
}  // namespace authledger::json
