// The rules beyond the core (payers/RULES.md) as a document says them: each field is read, and what
// contradicts itself is refused at its place.
#include <gtest/gtest.h>

#include "tests/engine/json/policy_faults.hpp"

namespace authledger::json {
namespace {

using test::policy;
using test::Texts;

std::string text(const Span& span) {
  switch (span.kind) {
    case Span::Kind::hours:
      return std::to_string(span.count) + " hours";
    case Span::Kind::days:
      return std::to_string(span.count) + " days";
    case Span::Kind::business_days:
      return std::to_string(span.count) + " business days";
    case Span::Kind::months:
      return std::to_string(span.count) + " months";
    case Span::Kind::later_of:
    case Span::Kind::earlier_of:
      break;
  }
  std::string all = span.kind == Span::Kind::later_of ? "later of" : "earlier of";
  for (const Span& part : span.parts) all += ", " + text(part);
  return all;
}

std::string text(const std::optional<Span>& span) {
  return span ? text(*span) : "none";
}

constexpr const char* sources = R"("sources": [{"key": "s", "title": "Statute"}], )";

TEST(Layers, AreReadWithWhatTheyRemove) {
  const Policy law = policy(R"("layer": "law", "applies_to": {"funding": "insured",
      "network": "out"}, "removes": ["two-in-a-row", "services/0"], "note": "Kept.")");
  EXPECT_EQ(word(law.layer), "law");
  EXPECT_EQ(law.funding, "insured");
  EXPECT_EQ(law.network, "out");
  EXPECT_FALSE(law.state);
  EXPECT_EQ(law.removes, (Texts{"two-in-a-row", "services/0"}));
  EXPECT_EQ(law.note, "Kept.");
  EXPECT_EQ(word(policy(R"("layer": "contract")").layer), "contract");
  EXPECT_EQ(word(policy("").layer), "payer");
}

TEST(Layers, OfAPayerRemoveNothing) {
  EXPECT_EQ(faults_of(R"("removes": ["x"])"), Texts{"invalid_value at /removes"});
  EXPECT_EQ(faults_of(R"("layer": "payer", "removes": [])"), Texts{"invalid_value at /removes"});
  EXPECT_EQ(faults_of(R"("applies_to": {"facility": "north"})"),
            Texts{"invalid_value at /applies_to/facility"});
  EXPECT_EQ(policy(R"("layer": "contract", "applies_to": {"facility": "north"})").facility,
            "north");
  EXPECT_EQ(faults_of(R"("layer": "rumor")"), Texts{"invalid_value at /layer"});
  EXPECT_EQ(faults_of(R"("applies_to": {"funding": "self_funded", "network": true})"),
            (Texts{"invalid_value at /applies_to/funding", "wrong_type at /applies_to/network"}));
}

TEST(Topics, AreUnknownOrNotRequired) {
  const Policy said = policy(std::string(sources) + R"("unknown": [{"about": "unit"},
      {"about": "timely_filing", "note": "Ask."}],
      "not_required": [{"about": "missed_sessions", "source": "s"}])");
  ASSERT_EQ(said.unknown.size(), 2u);
  EXPECT_EQ(word(said.unknown[0].about), "unit");
  EXPECT_EQ(said.unknown[0].note, "");
  EXPECT_EQ(word(said.unknown[1].about), "timely_filing");
  EXPECT_EQ(said.unknown[1].note, "Ask.");
  ASSERT_EQ(said.not_required.size(), 1u);
  EXPECT_EQ(said.not_required[0].name.key, "missed_sessions");
  EXPECT_EQ(said.source_of(said.not_required[0].name)->title, "Statute");
}

TEST(Topics, AreKnownWordsEachOnce) {
  EXPECT_EQ(faults_of(R"("unknown": [{"about": "unit"}, {"about": "unit"}, {"about": "price"}])"),
            (Texts{"invalid_value at /unknown/1/about", "invalid_value at /unknown/2/about"}));
  EXPECT_EQ(faults_of(R"("unknown": [{}], "not_required": [{"about": "unit"}])"),
            (Texts{"missing_field at /unknown/0", "missing_field at /not_required/0"}));
  for (const char* topic :
       {"authorization", "unit", "amount", "reviews", "missed_sessions", "decision",
        "retro_authorization", "timely_filing", "modality", "discharge"})
    EXPECT_EQ(faults_of(R"("unknown": [{"about": ")" + std::string(topic) + "\"}]"), Texts{});
}

TEST(Months, AreASpanWhereSpansAreNotOfDays) {
  const Policy said = policy(R"("duties": [
      {"key": "a", "after": "admission", "within": {"later_of": [{"months": 1}, {"days": 3}]}},
      {"key": "b", "after": "admission", "every": {"months": 6}}])");
  EXPECT_EQ(text(said.duties.at(0).span), "later of, 1 months, 3 days");
  EXPECT_EQ(text(said.duties.at(1).span), "6 months");
  EXPECT_EQ(faults_of(R"("reviews_open": {"months": 1})"), Texts{"invalid_value at /reviews_open"});
  EXPECT_EQ(faults_of(R"("duties": [{"key": "d", "after": "admission",
                                     "within": {"months": 1201}}])"),
            Texts{"out_of_range at /duties/0/within/months"});
}

TEST(ServiceRule, ReadsWhatIsBeyondTheCore) {
  const Policy said = policy(R"("services": [{"key": "iop", "codes": ["S9480"],
      "ages": {"to": 17, "on": "admission"}, "authorization": "notification", "unit": "day",
      "maximum_minutes_per_week": 1140, "minimum_days_per_week": 3, "maximum_gap_days": 4,
      "max_units_per_year": 60, "yearly_units_warning": 10,
      "tiers": [{"key": "half", "services": 2}, {"key": "full", "services": 4}]},
      {"codes": ["H0001"], "ages": {"on": "service_date"}, "authorization": "prohibited",
       "unit": "visit"}])");
  const ServiceRule& rule = said.services.at(0);
  EXPECT_TRUE(rule.age_at_admission);
  EXPECT_EQ(word(rule.authorization), "notification");
  EXPECT_EQ(rule.maximum_minutes_per_week, 1140);
  EXPECT_EQ(rule.minimum_days_per_week, 3);
  EXPECT_EQ(rule.maximum_gap_days, 4);
  EXPECT_EQ(rule.yearly_units_warning, 10);
  ASSERT_EQ(rule.tiers.size(), 2u);
  EXPECT_EQ(rule.tiers[1].key, "full");
  EXPECT_EQ(rule.tiers[1].services, 4);
  EXPECT_FALSE(said.services.at(1).age_at_admission);
  EXPECT_EQ(word(said.services.at(1).authorization), "prohibited");
  EXPECT_EQ(said.services.at(1).name.key, "services/1");
}

TEST(ServiceRule, HasTiersOfDaysFromTheFewestServicesToTheMost) {
  const auto tiers = [](const char* unit, const char* list) {
    return faults_of(R"("services": [{"codes": ["x"], "unit": ")" + std::string(unit) +
                     R"(", "tiers": )" + list + "}]");
  };
  EXPECT_EQ(tiers("day", R"([{"key": "a", "services": 1}])"), Texts{});
  EXPECT_EQ(tiers("hour", R"([{"key": "a", "services": 1}])"),
            Texts{"invalid_value at /services/0/tiers"});
  EXPECT_EQ(tiers("day", "[]"), Texts{"invalid_value at /services/0/tiers"});
  EXPECT_EQ(tiers("day", R"([{"key": "a", "services": 2}, {"key": "b", "services": 2}])"),
            Texts{"invalid_value at /services/0/tiers/1/services"});
  EXPECT_EQ(tiers("day", R"([{"key": "a", "services": 0}, {"key": "a", "services": 3}])"),
            (Texts{"out_of_range at /services/0/tiers/0/services",
                   "invalid_value at /services/0/tiers/1/key"}));
}

TEST(ServiceRule, WarnsOfAYearlyCapThatItHas) {
  EXPECT_EQ(faults_of(R"("services": [{"codes": ["x"], "unit": "day",
                                       "yearly_units_warning": 10}])"),
            Texts{"invalid_value at /services/0/yearly_units_warning"});
}

TEST(Allowance, EndsAfterDaysOrAfterHours) {
  EXPECT_EQ(policy(R"("allowances": [{"key": "a", "codes": [], "hours": 72}])").allowances[0].hours,
            72);
  EXPECT_EQ(faults_of(R"("allowances": [{"key": "a", "codes": [], "hours": 72, "days": 3}])"),
            Texts{"invalid_value at /allowances/0/hours"});
  EXPECT_EQ(faults_of(R"("allowances": [{"key": "a", "codes": [], "hours": 0}])"),
            Texts{"out_of_range at /allowances/0/hours"});
}

TEST(ReviewRule, SaysHowEarlyIsTooEarly) {
  const Policy said = policy(R"("reviews": [
      {"key": "a", "before": "end", "days": 1, "not_earlier": {"business_days": 3}},
      {"key": "b", "units_left": 2}])");
  EXPECT_EQ(text(said.reviews.at(0).not_earlier), "3 business days");
  EXPECT_EQ(text(said.reviews.at(1).not_earlier), "none");
  EXPECT_EQ(faults_of(R"("reviews": [{"key": "a", "units_left": 1, "not_earlier": {"hours": 1}}])"),
            Texts{"invalid_value at /reviews/0/not_earlier"});
}

TEST(MissedSessionRule, CountsAllAndNamesItsAction) {
  const auto rule = [](const std::string& rest) {
    return policy(R"("missed_sessions": [{"key": "m", "outcomes": ["no_show"], "count": 3,
                      "notify": {"days": 1}, )" +
                  rest + "}]")
        .missed_sessions.at(0);
  };
  const MissedSessionRule total = rule(R"("pattern": "total", "action": "discharge_review")");
  EXPECT_EQ(total.pattern, MissedSessionRule::Pattern::total);
  EXPECT_EQ(word(total.action), "discharge_review");
  const MissedSessionRule run = rule(R"("pattern": "consecutive")");
  EXPECT_EQ(run.pattern, MissedSessionRule::Pattern::consecutive);
  EXPECT_EQ(word(run.action), "notify");
  const MissedSessionRule window = rule(R"("pattern": {"within_days": 30})");
  EXPECT_EQ(window.pattern, MissedSessionRule::Pattern::within_days);
  EXPECT_EQ(window.within_days, 30);
  EXPECT_EQ(faults_of(R"("missed_sessions": [{"key": "m", "outcomes": [], "count": 3,
                          "pattern": {}, "notify": {"days": 1}, "action": "scold"}])"),
            (Texts{"missing_field at /missed_sessions/0/pattern",
                   "invalid_value at /missed_sessions/0/action"}));
}

TEST(DutyRule, MayCountItsAnchorAsDayOne) {
  const auto duty = [](const std::string& members) {
    return faults_of(R"("duties": [{"key": "d", )" + members + "}]");
  };
  const Policy said = policy(R"("duties": [{"key": "d", "after": "denial", "within": {"days": 3},
      "first_day_counts": true, "or_effective_date": true}])");
  EXPECT_TRUE(said.duties.at(0).first_day_counts);
  EXPECT_TRUE(said.duties.at(0).or_effective_date);
  EXPECT_EQ(duty(R"("after": "admission", "every": {"months": 1}, "first_day_counts": true)"),
            Texts{});
  EXPECT_EQ(duty(R"("after": "admission", "within": {"hours": 0}, "first_day_counts": false,
                    "or_effective_date": false)"),
            Texts{});
  EXPECT_EQ(duty(R"("after": "admission", "within": {"later_of": [{"days": 1}, {"hours": 9}]},
                    "first_day_counts": true)"),
            Texts{"invalid_value at /duties/0/first_day_counts"});
  EXPECT_EQ(duty(R"("after": "admission", "within": {"days": 0}, "first_day_counts": true)"),
            Texts{"out_of_range at /duties/0/within/days"});
  EXPECT_EQ(duty(R"("by_session": 3, "first_day_counts": true)"),
            Texts{"invalid_value at /duties/0"});
  EXPECT_EQ(duty(R"("after": "discharge", "within": {"days": 1}, "or_effective_date": true)"),
            Texts{"invalid_value at /duties/0/or_effective_date"});
}

TEST(PriorAuthorization, ReadsThePayersTimes) {
  const PriorAuthorization rule = *policy(R"("prior_authorization": {"required": true,
      "not_earlier": {"business_days": 30}, "decision": {"standard": {"days": 7},
      "concurrent": {"hours": 24},
      "urgent_extension": {"before_end": {"hours": 24}, "decide": {"hours": 12}},
      "by_receipt": [{"from": "14:00", "business_days": 1, "by": "12:00"},
                     {"from": "08:00", "to": "14:00", "business_days": 0, "by": "17:00"}],
      "if_late": "deemed_denied"}})")
                                       .prior_authorization;
  EXPECT_EQ(text(rule.not_earlier), "30 business days");
  EXPECT_EQ(text(rule.standard), "7 days");
  EXPECT_EQ(text(rule.expedited), "none");
  EXPECT_EQ(text(rule.concurrent), "24 hours");
  EXPECT_EQ(rule.urgent_extension.value().hours_before_end, 24);
  EXPECT_EQ(text(rule.urgent_extension.value().decide), "12 hours");
  ASSERT_EQ(rule.by_receipt.size(), 2u);
  EXPECT_EQ(to_text(rule.by_receipt[0].from), "14:00");
  EXPECT_FALSE(rule.by_receipt[0].to);
  EXPECT_EQ(rule.by_receipt[0].business_days, 1);
  EXPECT_EQ(to_text(rule.by_receipt[0].by), "12:00");
  EXPECT_EQ(to_text(rule.by_receipt[1].to.value()), "14:00");
  EXPECT_EQ(word(rule.if_late), "deemed_denied");
}

TEST(PriorAuthorization, OfALawMayRuleThePayersTimeAlone) {
  const Policy law = policy(R"("layer": "law", "prior_authorization": {
      "decision": {"expedited": {"hours": 36}}})");
  EXPECT_FALSE(law.prior_authorization->says_required);
  EXPECT_EQ(text(law.prior_authorization->expedited), "36 hours");
  EXPECT_TRUE(policy(R"("layer": "law", "prior_authorization": {"required": false})")
                  .prior_authorization->says_required);
  EXPECT_EQ(faults_of(R"("layer": "contract", "prior_authorization": {"request": {"days": 1},
                          "not_earlier": {"days": 3}})"),
            (Texts{"invalid_value at /prior_authorization/request",
                   "invalid_value at /prior_authorization/not_earlier"}));
}

TEST(ReceiptBands, FollowEachOther) {
  const auto bands = [](const std::string& list) {
    Texts faults = faults_of(
        R"("prior_authorization": {"required": true, "decision": {"by_receipt": [)" + list + "]}}");
    for (std::string& fault : faults)  // leave out what they have in common
      fault.replace(fault.find("/prior"), std::string("/prior_authorization/decision").size(), "");
    return faults;
  };
  const std::string rest = R"(, "business_days": 1, "by": "12:00"})";
  EXPECT_EQ(bands(R"({"from": "08:00", "to": "08:00")" + rest),
            Texts{"invalid_value at /by_receipt/0/to"});
  EXPECT_EQ(bands(R"({"from": "17:00", "to": "08:00")" + rest),
            Texts{"invalid_value at /by_receipt/0/to"});
  EXPECT_EQ(bands(R"({"from": "12:00", "to": "15:00")" + rest + R"(, {"from": "08:00",
                     "to": "12:01")" +
                  rest),
            Texts{"invalid_value at /by_receipt"});
  EXPECT_EQ(bands(R"({"from": "08:00")" + rest + R"(, {"from": "12:00")" + rest),
            Texts{"invalid_value at /by_receipt"});
  EXPECT_EQ(bands(R"({"from": "12:00")" + rest + R"(, {"from": "08:00", "to": "12:00")" + rest),
            Texts{});
  EXPECT_EQ(bands(R"({"to": "24:00", "by": "noon"})"),
            (Texts{"missing_field at /by_receipt/0", "invalid_value at /by_receipt/0/to",
                   "missing_field at /by_receipt/0", "invalid_value at /by_receipt/0/by"}));
}

TEST(UrgentExtension, HasItsHoursAndItsTime) {
  const auto extension = [](const std::string& members) {
    return faults_of(
        R"("prior_authorization": {"required": false, "decision": {"urgent_extension": )" +
        members + "}}");
  };
  const std::string place = "/prior_authorization/decision/urgent_extension";
  EXPECT_EQ(extension("{}"), (Texts{"missing_field at " + place, "missing_field at " + place}));
  EXPECT_EQ(extension(R"({"before_end": {"days": 1}, "decide": {"hours": 1}})"),
            (Texts{"missing_field at " + place + "/before_end",
                   "unknown_field at " + place + "/before_end/days"}));
}

TEST(Sections, AreCalledByTheirOwnName) {
  const Policy said = policy(std::string(sources) + R"(
      "approvals": {"source": "s", "valid_at_least": {"months": 6}},
      "retro_authorization": {"source": "s", "allowed": "within", "within": {"business_days": 2}},
      "timely_filing": {"source": "s", "within": {"months": 12}},
      "transition": {"source": "s", "days": 60})");
  EXPECT_EQ(said.approvals->name.key, "approvals");
  EXPECT_EQ(text(said.approvals->valid_at_least), "6 months");
  EXPECT_EQ(text(said.approvals->not_revocable_for), "none");
  EXPECT_EQ(said.retro_authorization->name.key, "retro_authorization");
  EXPECT_EQ(said.retro_authorization->allowed, RetroAuthorization::Allowed::within);
  EXPECT_EQ(text(said.retro_authorization->within), "2 business days");
  EXPECT_EQ(said.timely_filing->name.key, "timely_filing");
  EXPECT_EQ(text(said.timely_filing->within), "12 months");
  EXPECT_EQ(said.transition->name.key, "transition");
  EXPECT_EQ(said.transition->days, 60);
  for (const RuleName* name : {&said.approvals->name, &said.retro_authorization->name,
                               &said.timely_filing->name, &said.transition->name})
    EXPECT_EQ(name->source, 0) << name->key;
}

TEST(Sections, SayEnoughAndNothingThatContradicts) {
  EXPECT_EQ(faults_of(R"("approvals": {})"), Texts{"missing_field at /approvals"});
  EXPECT_EQ(faults_of(R"("approvals": {"key": "a", "not_revocable_for": {"days": 1}})"),
            Texts{"unknown_field at /approvals/key"});
  EXPECT_EQ(faults_of(R"("retro_authorization": {"allowed": "within"})"),
            Texts{"missing_field at /retro_authorization"});
  EXPECT_EQ(faults_of(R"("retro_authorization": {"allowed": "none", "within": {"days": 1}})"),
            Texts{"invalid_value at /retro_authorization/within"});
  EXPECT_EQ(policy(R"("retro_authorization": {"allowed": "none"})").retro_authorization->allowed,
            RetroAuthorization::Allowed::none);
  EXPECT_EQ(policy(R"("retro_authorization": {"allowed": "emergency_only"})")
                .retro_authorization->allowed,
            RetroAuthorization::Allowed::emergency_only);
  EXPECT_EQ(faults_of(R"("timely_filing": {"within": {"business_days": 90}})"),
            Texts{"invalid_value at /timely_filing/within"});
  EXPECT_EQ(faults_of(R"("timely_filing": {"within": {"days": 0}})"),
            Texts{"out_of_range at /timely_filing/within/days"});
  EXPECT_EQ(faults_of(R"("transition": {})"), Texts{"missing_field at /transition"});
}

TEST(RequestAmounts, AreSomeOrAtMost) {
  const Policy said = policy(R"("request_amounts": [
      {"key": "a", "codes": ["x"], "amounts": [6, 12]}, {"key": "b", "codes": ["y"], "at_most": 9}
      ])");
  EXPECT_EQ(said.request_amounts.at(0).amounts, (std::vector<int>{6, 12}));
  EXPECT_FALSE(said.request_amounts.at(0).at_most);
  EXPECT_EQ(said.request_amounts.at(1).at_most, 9);
  EXPECT_EQ(said.request_amounts.at(1).codes, Texts{"y"});
  const auto rule = [](const std::string& members) {
    return faults_of(R"("request_amounts": [{"key": "a", "codes": ["x"])" + members + "}]");
  };
  EXPECT_EQ(rule(""), Texts{"invalid_value at /request_amounts/0"});
  EXPECT_EQ(rule(R"(, "amounts": [6], "at_most": 9)"),
            Texts{"invalid_value at /request_amounts/0"});
  EXPECT_EQ(rule(R"(, "amounts": [])"), Texts{"invalid_value at /request_amounts/0/amounts"});
  EXPECT_EQ(rule(R"(, "amounts": [6, 6])"), Texts{"invalid_value at /request_amounts/0/amounts/1"});
  EXPECT_EQ(rule(R"(, "at_most": 0)"), Texts{"out_of_range at /request_amounts/0/at_most"});
}

TEST(ClockRule, ReadsItsMeasures) {
  const Policy said = policy(R"("clocks": [
      {"key": "a", "measures": [{"attended_minutes": 5400}, {"days": 90}], "locked": true,
       "before_planned_discharge": {"days": 7}},
      {"key": "b", "measures": [{"days": 30}]}])");
  EXPECT_EQ(said.clocks.at(0).days, 90);
  EXPECT_EQ(said.clocks.at(0).attended_minutes, 5400);
  EXPECT_TRUE(said.clocks.at(0).locked);
  EXPECT_EQ(said.clocks.at(0).days_before_planned_discharge, 7);
  EXPECT_FALSE(said.clocks.at(1).attended_minutes || said.clocks.at(1).locked ||
               said.clocks.at(1).days_before_planned_discharge);
}

TEST(ClockRule, HasEachMeasureOnce) {
  const auto measures = [](const std::string& list) {
    return faults_of(R"("clocks": [{"key": "a", "measures": )" + list + "}]");
  };
  EXPECT_EQ(measures("[]"), Texts{"invalid_value at /clocks/0/measures"});
  EXPECT_EQ(measures("[{}]"), Texts{"invalid_value at /clocks/0/measures/0"});
  EXPECT_EQ(measures("[7]"), Texts{"wrong_type at /clocks/0/measures/0"});
  EXPECT_EQ(measures(R"([{"days": 1, "attended_minutes": 1}])"),
            Texts{"invalid_value at /clocks/0/measures/0"});
  EXPECT_EQ(measures(R"([{"days": 1}, {"days": 2}])"),
            Texts{"invalid_value at /clocks/0/measures/1"});
  EXPECT_EQ(measures(R"([{"days": 0}])"), Texts{"out_of_range at /clocks/0/measures/0/days"});
}

TEST(EvidenceRule, SaysWhatForAndHowNew) {
  const Policy said = policy(R"("evidence": [{"key": "e", "for": "initial",
      "document": "impairment", "newest_within": {"days": 14}}])");
  EXPECT_EQ(word(said.evidence.at(0).purpose), "initial");
  EXPECT_EQ(word(said.evidence.at(0).document), "impairment");
  EXPECT_EQ(said.evidence.at(0).newest_within_days, 14);
  EXPECT_EQ(faults_of(R"("evidence": [{"key": "e", "for": "appeal", "document": "letters",
                          "newest_within": {"months": 1}}])"),
            (Texts{"invalid_value at /evidence/0/for", "invalid_value at /evidence/0/document",
                   "missing_field at /evidence/0/newest_within",
                   "unknown_field at /evidence/0/newest_within/months"}));
}

TEST(ComponentRules, AreRead) {
  const Policy said = policy(R"(
      "quotas": [{"key": "q", "kind": "family", "count": 2, "per": "month", "codes": ["x"]},
                 {"key": "r", "kind": "individual", "count": 1, "per": "week", "codes": ["x"]}],
      "group_sizes": [{"key": "g", "kinds": ["group", "skills"], "maximum": 12}],
      "exclusions": [{"key": "e", "codes": ["x"], "with": ["php"], "within_days": 3}])");
  EXPECT_EQ(said.quotas.at(0).kind, "family");
  EXPECT_EQ(said.quotas.at(0).count, 2);
  EXPECT_TRUE(said.quotas.at(0).per_month);
  EXPECT_FALSE(said.quotas.at(1).per_month);
  EXPECT_EQ(said.quotas.at(1).codes, Texts{"x"});
  EXPECT_EQ(said.group_sizes.at(0).kinds, (Texts{"group", "skills"}));
  EXPECT_EQ(said.group_sizes.at(0).maximum, 12);
  EXPECT_EQ(said.exclusions.at(0).codes, Texts{"x"});
  EXPECT_EQ(said.exclusions.at(0).with, Texts{"php"});
  EXPECT_EQ(said.exclusions.at(0).within_days, 3);
}

TEST(ComponentRules, AreAboutSomething) {
  EXPECT_EQ(faults_of(R"("quotas": [{"key": "q", "kind": "x", "count": 0, "per": "year",
                                     "codes": []}])"),
            (Texts{"invalid_value at /quotas/0/codes", "out_of_range at /quotas/0/count",
                   "invalid_value at /quotas/0/per"}));
  EXPECT_EQ(
      faults_of(R"("group_sizes": [{"key": "g", "kinds": [], "maximum": 0}])"),
      (Texts{"invalid_value at /group_sizes/0/kinds", "out_of_range at /group_sizes/0/maximum"}));
  EXPECT_EQ(faults_of(R"("exclusions": [{"key": "e", "codes": ["x"], "with": []}])"),
            (Texts{"invalid_value at /exclusions/0/with", "missing_field at /exclusions/0"}));
}

TEST(Keys, StandOnceInEachListOfNewRules) {
  const auto twice = [](const std::string& list, const std::string& members) {
    const std::string entry = R"({"key": "k", )" + members + "}";
    return faults_of("\"" + list + "\": [" + entry + ", " + entry + "]");
  };
  const auto at = [](const std::string& list) {
    return Texts{"invalid_value at /" + list + "/1/key"};
  };
  EXPECT_EQ(twice("request_amounts", R"("codes": ["x"], "at_most": 1)"), at("request_amounts"));
  EXPECT_EQ(twice("clocks", R"("measures": [{"days": 1}])"), at("clocks"));
  EXPECT_EQ(twice("evidence", R"("for": "review", "document": "notes",
                                 "newest_within": {"days": 1})"),
            at("evidence"));
  EXPECT_EQ(twice("review_forms", R"("for": ["retro"], "codes": ["x"], "required": ["risk"],
                                     "seen": "whole")"),
            at("review_forms"));
  EXPECT_EQ(twice("quotas", R"("kind": "x", "count": 1, "per": "week", "codes": ["x"])"),
            at("quotas"));
  EXPECT_EQ(twice("group_sizes", R"("kinds": ["x"], "maximum": 1)"), at("group_sizes"));
  EXPECT_EQ(twice("exclusions", R"("codes": ["x"], "with": ["y"], "within_days": 1)"),
            at("exclusions"));
  EXPECT_EQ(twice("duties", R"("by_session": 1)"), Texts{});  // both count there, as ever
}

}  // namespace
}  // namespace authledger::json
